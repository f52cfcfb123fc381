import type { Clock } from '../model/ports/clock.ts';
import type { Cluster, Discovery } from '../model/ports/cluster.ts';
import type { PodLogs } from '../model/ports/pod-logs.ts';

/** What a request was for; `list` covers every page of a list as its own request. */
export type RequestVerb =
  | 'get'
  | 'list'
  | 'watch'
  | 'apply'
  | 'patch'
  | 'delete'
  | 'discover'
  | 'probe';

/** One HTTP request that was sent, retries counted each. */
export interface SentRequest {
  readonly verb: RequestVerb;
  readonly path: string;
  /** 1 for the first try. */
  readonly attempt: number;
}

export interface ConnectOptions {
  readonly clock: Clock;
  /** A kubeconfig file; instead of `KUBECONFIG`, `~/.kube/config` and the service account. */
  readonly kubeconfig?: string;
  /** A context of the kubeconfig; instead of its `current-context`. */
  readonly context?: string;
  /** Where `KUBECONFIG`, `HOME` and the in-cluster variables come from. Default `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Sent as `User-Agent`; API server audit logs show it. Default `tidewatch`. */
  readonly userAgent?: string;
  /** How long one try may go without a byte of an answer, in milliseconds. Default 30,000. */
  readonly requestTimeout?: number;
  /** How often one request is tried at most. Default 6. */
  readonly attempts?: number;
  /** Numbers from 0 up to 1, for jitter. Default `Math.random`. */
  readonly random?: () => number;
  /** Called for each request before it is sent: for counting. */
  readonly onRequest?: (request: SentRequest) => void;
  /** Called for each `Warning` header an API server sends with an answer. */
  readonly onWarning?: (warning: string) => void;
}

/** An API server with the credentials to talk to it. No request is sent before the first use. */
export interface KubernetesConnection {
  readonly cluster: Cluster;
  readonly discovery: Discovery;
  readonly logs: PodLogs;
  /** `https://host:port`, without a slash at the end. */
  readonly serverUrl: string;
  /** The namespace of the context; `default` where it names none. */
  readonly currentNamespace: string;
  /**
   * Whether the API server says it is ready (`/readyz`). Never throws: a server
   * that does not answer is not ready.
   */
  ready(signal?: AbortSignal): Promise<boolean>;
  /** Ends open watches and closes every connection. */
  close(): Promise<void>;
}

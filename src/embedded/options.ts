import type { Manifest } from '../model/manifest.ts';
import type { Clock } from '../model/ports/clock.ts';

/** What becomes of a Pod once it was started. */
export type PodOutcome = 'ready' | 'notReady' | 'succeeded' | 'failed' | 'pending';

export interface EmbeddedClusterOptions {
  /** The cluster's time: timestamps, and how long the controllers let things take. */
  readonly clock: Clock;
  /** The address to listen on. Default `127.0.0.1`. */
  readonly host?: string;
  /** The port to listen on. Default: a free one. */
  readonly port?: number;
  /**
   * HTTPS with a certificate made for the occasion, and a token. Default plain
   * HTTP, where kubectl sends no token and none is asked for.
   */
  readonly tls?: boolean;
  /**
   * Whether controllers run: garbage collection, namespace lifecycle, volumes,
   * workloads. Without them objects only change by requests, as on a bare API
   * server. Default `true`.
   */
  readonly controllers?: boolean;
  /** How long a Pod takes from its creation until it is ready, in milliseconds. Default 0. */
  readonly podStartup?: number;
  /**
   * What becomes of a Pod. Default: Pods of Jobs succeed, all others become
   * ready. The Pod's annotation `embedded.tidewatch.dev/outcome` goes first.
   */
  readonly podOutcome?: (pod: Manifest) => PodOutcome;
  /** How many of the latest changes a watch can start from. Default 20,000. */
  readonly watchHistory?: number;
}

/** A running Kubernetes API with its controllers, all of it in this process. */
export interface EmbeddedCluster {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  /** The text of a kubeconfig file with the rights of `system:masters`. */
  readonly kubeconfig: string;
  readonly clock: Clock;
  /** Resolves when the controllers have nothing left to do until the clock moves. */
  settled(): Promise<void>;
  /** Forgets the history: watches from before answer 410, as after etcd's compaction. */
  compact(): void;
  /** Ends every watch and every connection. */
  close(): Promise<void>;
}

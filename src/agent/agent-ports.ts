import type { Branches } from '../model/ports/branches.ts';
import type { Clock } from '../model/ports/clock.ts';
import type { Cluster, Discovery } from '../model/ports/cluster.ts';
import type { Forge, WebhookCheck } from '../model/ports/forge.ts';
import type { Log } from '../model/ports/log.ts';
import type { PodLogs } from '../model/ports/pod-logs.ts';
import type { RemoteBases } from '../model/ports/remote-bases.ts';
import type { Source } from '../model/ports/source.ts';
import type { OpenTopologyStore } from '../model/ports/topology-store.ts';
import type { RepositoryConfig } from './config/agent-config.ts';

/** A repository, and when to ask it again. */
export interface OpenSource {
  readonly source: Source;
  /** The next time after `now`; milliseconds since the epoch. */
  readonly nextPoll: (now: number) => number;
}

/** Where the pull requests of a repository are answered. */
export interface OpenForge {
  readonly forge: Forge;
  /** Milliseconds between two questions. */
  readonly interval: number;
  /** What fingerprints of secrets are made with. */
  readonly fingerprintKey: Uint8Array;
  /** Begins to check one webhook; `undefined` where none are taken. */
  readonly checkWebhook?: (() => Promise<WebhookCheck>) | undefined;
}

/** The outside world of an agent. */
export interface AgentPorts {
  readonly cluster: Cluster;
  readonly discovery: Discovery;
  readonly logs: PodLogs;
  /** Whether the API server answers. */
  readonly clusterReady: () => Promise<boolean>;
  /** The store in a PD. */
  readonly openTopologyStore: OpenTopologyStore;
  readonly openSource: (repository: RepositoryConfig) => Promise<OpenSource>;
  /** Where branches of a repository are pushed; unset: nothing is. */
  readonly openBranches?: (repository: RepositoryConfig) => Promise<Branches>;
  /** Where bases of other repositories come from; `undefined`: they are refused. */
  readonly remoteBases?: RemoteBases | undefined;
  /** `undefined` where pull requests are not answered. */
  readonly openForge: (repository: RepositoryConfig) => Promise<OpenForge | undefined>;
  readonly clock: Clock;
  readonly log: Log;
  /** Numbers from 0 up to 1. */
  readonly random: () => number;
}

import type { DriftRule } from '../../drift/policies.ts';
import type { DriftPolicy } from '../../model/drift-policy.ts';
import type { MaintenanceWindow } from '../../model/maintenance-window.ts';
import type { ApprovalPolicy } from '../../model/target.ts';
import type { DeletionBudget } from '../../plan/deletion-budget.ts';
import type { GitCredentials, SecretPlace } from '../../source/source-options.ts';
import type { ListenAddress } from './value-types.ts';

/** Where pull requests are answered, and as whom. */
export interface ForgeConfig {
  readonly provider: 'github' | 'gitlab' | 'gitea';
  /** `undefined`: where the API of the provider usually is on the repository's host. */
  readonly apiUrl: string | undefined;
  readonly secret: ForgeSecret;
  /** How often it is asked, in milliseconds. */
  readonly interval: number;
  /** `undefined`: webhooks are not taken. */
  readonly webhookSecret: { readonly file: string } | undefined;
}

export type ForgeSecret =
  | { readonly kind: 'token'; readonly place: SecretPlace }
  | {
      readonly kind: 'app';
      readonly appId: string;
      readonly installationId: number;
      /** A PEM file. */
      readonly privateKey: { readonly file: string };
    };

/** One path of one repository at one reference. */
export interface RepositoryConfig {
  /** Stands before the names of its targets; `undefined` for at most one of the repositories. */
  readonly name: string | undefined;
  /** `https://…`, `http://…`, `file://…` or a path on disk. */
  readonly url: string;
  /** As `parseReference` reads it; `HEAD` is the default branch. */
  readonly ref: string;
  /** Where targets are looked for, relative to the root of the repository. */
  readonly path: string;
  /** Other addresses by which Flux and Argo CD objects name this repository. */
  readonly aliases: readonly string[];
  /** As `parseSchedule` reads it: a duration, or a cron expression. */
  readonly poll: string;
  /** The time zone of a cron expression. */
  readonly pollTimeZone: string;
  readonly credentials: GitCredentials;
  /** A PEM file of certificate authorities to trust besides the system's. */
  readonly caFile: string | undefined;
  /** Sends credentials over plain HTTP to hosts other than this machine. */
  readonly allowPlainCredentials: boolean;
  /** Bytes of one file. */
  readonly maxFileSize: number;
  /** `undefined`: pull requests are not answered. */
  readonly forge: ForgeConfig | undefined;
}

/** Everything that can be set on an agent. Durations are milliseconds. */
export interface AgentConfig {
  readonly repositories: readonly RepositoryConfig[];
  /** One pass over every target, then exit. */
  readonly once: boolean;
  /** Targets that are reconciled at the same time. */
  readonly concurrency: number;
  /** Requests to the API server at the same time. */
  readonly requestsInFlight: number;
  /** The namespace of inventories, ledgers and status records. */
  readonly namespace: string;
  readonly deletionBudget: DeletionBudget;
  /** How often a target is reconciled although nothing moved, where it does not say itself. */
  readonly interval: number;
  /** How long a target may take to become healthy, where it does not say itself. */
  readonly timeout: number;
  /** Whether plain overlays delete what left Git. */
  readonly prune: boolean;
  /** Whether plain overlays and Applications wait until everything is healthy. */
  readonly wait: boolean;
  /** When changes that disrupt may be made, where a target does not say itself; none is always. */
  readonly maintenanceWindow: readonly MaintenanceWindow[];
  /** What asks before it is done, where a target does not say itself. */
  readonly approval: ApprovalPolicy;
  /** What overlays do about drift, where no rule says otherwise. */
  readonly drift: DriftPolicy;
  /** A later rule goes before an earlier one. */
  readonly driftRules: readonly DriftRule[];
  /** How long one request to the API server or the Git server may go without an answer. */
  readonly requestTimeout: number;
  /** Hosts that bases of other repositories may come from; empty: they are refused. */
  readonly remoteBaseHosts: readonly string[];
  /** Where repositories are kept between restarts. */
  readonly cacheDirectory: string;
  /** `undefined`: `KUBECONFIG`, `~/.kube/config`, the service account, as kubectl has it. */
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  /** Where `/healthz`, `/readyz` and `/metrics` are served; `undefined` is nowhere. */
  readonly listen: ListenAddress | undefined;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly logFormat: 'json' | 'text';
}

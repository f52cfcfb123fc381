import type { DeletionBudget } from '../../plan/deletion-budget.ts';

/** When something happens: every so many milliseconds, or at the times of a cron expression. */
export type Schedule =
  | { readonly every: number }
  /** Five or six fields; UTC. */
  | { readonly cron: string };

/** Where a credential is read from. Never the credential itself. */
export type SecretLocation = { readonly file: string } | { readonly env: string };

export type CredentialsConfig =
  | { readonly kind: 'none' }
  /** Sent as the bearer token. */
  | { readonly kind: 'token'; readonly token: SecretLocation }
  | {
      readonly kind: 'basic';
      readonly username: SecretLocation;
      readonly password: SecretLocation;
    };

/** One path of one repository at one reference. */
export interface RepositoryConfig {
  /** Stands before the names of its targets; `undefined` for at most one of the repositories. */
  readonly name: string | undefined;
  /** `https://…`, `http://…`, `file://…` or a path on disk. */
  readonly url: string;
  /** A branch, tag, semver range, commit or full reference; `undefined` is the default branch. */
  readonly ref: string | undefined;
  /** Where targets are looked for, relative to the root of the repository. */
  readonly path: string;
  /** Other addresses by which Flux and Argo CD objects name this repository. */
  readonly aliases: readonly string[];
  readonly poll: Schedule;
  readonly credentials: CredentialsConfig;
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
  /** How long one request to the API server or the Git server may go without an answer. */
  readonly requestTimeout: number;
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

export interface ListenAddress {
  readonly host: string;
  /** 0 lets the system choose one. */
  readonly port: number;
}

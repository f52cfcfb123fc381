import type { Problem } from '../../model/errors.ts';
import type {
  ProposedChange,
  ProposedRestart,
  ProposedVolumeChange,
} from '../../plan/proposal/proposed-change.ts';

/** What a pull request would do, as data: what its comment is written from. */
export interface PullRequestEffect {
  /** The commit that was looked at. */
  readonly head: string;
  /** What it was compared with: where it leaves the base branch. */
  readonly base: string;
  /** What is wrong with the repository as a whole at the head. */
  readonly problems: readonly Problem[];
  /** What keeps the head from being deployed, or from being looked at, as it does the base: no fault of the change. */
  readonly standing: readonly Problem[];
  /** The targets that are affected, by name. */
  readonly targets: readonly TargetEffect[];
  /** How many targets stay as they are. */
  readonly untouched: number;
  /** How many targets were not looked at, because looking at the others took too long. */
  readonly unseen: number;
  /** Whether the cluster was not asked: for a change from a fork, or where there is none to ask. */
  readonly filesOnly: boolean;
}

/** What a pull request would do to one target. */
export interface TargetEffect {
  readonly target: string;
  /** `added`: the head declares it, the base does not. `removed`: the other way round. */
  readonly state: 'changed' | 'added' | 'removed';
  /** What keeps the head from being deployed. */
  readonly problems: readonly Problem[];
  /** What the head changes against the base. */
  readonly changes: readonly ProposedChange[];
  readonly restarts: readonly ProposedRestart[];
  readonly volumes: readonly ProposedVolumeChange[];
  /** What deserves a second look, one sentence each. */
  readonly warnings: readonly string[];
  /** The plan against the cluster; `undefined` where there is none. */
  readonly plan: ProposedPlan | undefined;
}

/** What the cluster says of the head. */
export interface ProposedPlan {
  /** What an approval is bound to. */
  readonly digest: string;
  /** Why it needs approval, one sentence each; empty where it needs none. */
  readonly approval: readonly string[];
  /** The tree of phases with migrations and hooks, as `tidewatch diff` prints it; empty where there are none. */
  readonly steps: string;
  /** What differs on the cluster already, whatever the pull request does: one line each. */
  readonly drift: readonly string[];
}

import type { TargetReport } from '../../report/target-report.ts';
import type { ClusterView } from './cluster-view.ts';
import type { DemoAgent } from './demo-agent.ts';
import type { Narrator } from './narrator.ts';
import type { Commit, ScratchRepository } from './scratch-repository.ts';

/** What the demo deploys: the production overlay of this project. */
export const overlay = 'overlays/production';
export const target = 'overlays-production';

/** Where the story plays. */
export interface Stage {
  readonly repository: ScratchRepository;
  /** What the agent starts from. */
  readonly firstCommit: Commit;
  readonly agent: DemoAgent;
  readonly view: ClusterView;
  readonly narrator: Narrator;
  /** What `tidewatch diff` says of the work tree with a file changed; the file stays as it is. */
  preview(path: string, text: string): Promise<string>;
  /** Approves deletions as `tidewatch approve` does. */
  approve(digest: string): Promise<void>;
  /** Resolves once Kubernetes has done what the last change makes it do. */
  settled(): Promise<void>;
}

/** Waits until the agent has ended an attempt at a commit in a phase, and tells how. */
export async function attempted(
  { agent, narrator }: Stage,
  commit: Commit,
  phase: TargetReport['phase'],
): Promise<TargetReport> {
  const report = await agent.waitFor(
    `${target} is ${phase} at commit ${commit.id.slice(0, 8)}`,
    (one) => one.target === target && one.revision.endsWith(commit.id) && one.phase === phase,
  );
  narrator.report(report);
  return report;
}

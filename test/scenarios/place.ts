import type { AgentInProcess } from '../support/agent-in-process.ts';
import type { VerbResult } from '../support/run-tidewatch.ts';

/** A cluster, and the way Tidewatch is run against it: what a scenario plays on. */
export interface Place extends AsyncDisposable {
  /** The kubeconfig of an administrator. */
  readonly kubeconfig: string;
  /** For files of the scenario; empty, and removed at the end. */
  readonly folder: string;
  /** A namespace whose Pods become ready; its name starts with `prefix`. */
  createNamespace(prefix: string): Promise<string>;
  /** A kubeconfig with the rights of an agent that lives in `system` and deploys to `watched`. */
  agentKubeconfig(system: string, watched: string): Promise<string>;
  /** @param flags of `tidewatch agent`, as commander gives them */
  startAgent(flags: Readonly<Record<string, string>>): Promise<AgentInProcess>;
  runTidewatch(args: readonly string[]): Promise<VerbResult>;
  /** What `kubectl get tm` shows in a namespace: the header, then a row each. */
  monitorTable(namespace: string): Promise<readonly (readonly string[])[]>;
}

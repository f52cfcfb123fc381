/** Names one container of a pod. */
export interface ContainerReference {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** The ends of what containers have written. */
export interface PodLogs {
  /**
   * The last lines of a container, as they were written: not masked. Throws
   * `ClusterError` where they cannot be read, as where no kubelet has them.
   */
  tail(container: ContainerReference, lines: number, signal?: AbortSignal): Promise<string>;
}

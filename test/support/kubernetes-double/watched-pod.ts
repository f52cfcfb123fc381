/** A pod that the components of Kubernetes report on. */
export interface WatchedPod {
  readonly namespace: string;
  readonly pod: string;
  readonly uid: string;
  readonly address: string;
  readonly node: string;
  readonly containers: readonly string[];
  /** Its claim to a volume, where it has one. */
  readonly claim?: string;
}

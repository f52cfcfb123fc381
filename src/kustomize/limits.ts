/** What one build may cost. Hostile input ends in an error that names the limit. */
export interface BuildLimits {
  /** Kustomizations, each counted once however often it is used. */
  readonly kustomizations: number;
  /** How deep kustomizations use each other. */
  readonly depth: number;
  /** Bytes of all files read. */
  readonly bytes: number;
  /** Objects in a build, those that are patched away included. */
  readonly objects: number;
  /** Steps, each about what one transformer does to one object. */
  readonly steps: number;
  /** Values that are read, generated, and copied by patches and replacements. */
  readonly nodes: number;
  /** Values in all files of objects, which are in memory at once. */
  readonly values: number;
  /** Line breaks and commas in all files of objects: what is counted before they are parsed. */
  readonly pieces: number;
  readonly seconds: number;
}

export const DEFAULT_BUILD_LIMITS: BuildLimits = {
  kustomizations: 5_000,
  depth: 100,
  bytes: 32 * 1024 * 1024,
  objects: 100_000,
  steps: 50_000_000,
  nodes: 2_000_000,
  values: 700_000,
  pieces: 1_500_000,
  seconds: 60,
};

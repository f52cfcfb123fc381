/** What one file may cost. Hostile files end in an error that names the limit. */
export interface YamlLimits {
  /** The largest file that is parsed, in bytes. */
  readonly fileBytes: number;
  /** How deep collections nest. */
  readonly depth: number;
  /** How many nodes the aliases of one document may stand for, in all. */
  readonly aliasNodes: number;
  /** How many keys one mapping has. */
  readonly keys: number;
  /** How many values, keys among them, the documents of one file have. */
  readonly values: number;
}

export const DEFAULT_YAML_LIMITS: YamlLimits = {
  fileBytes: 16 * 1024 * 1024,
  depth: 500,
  aliasNodes: 100_000,
  keys: 20_000,
  values: 250_000,
};

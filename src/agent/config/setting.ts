import type { ValueType } from './value-types.ts';

/** One thing that can be set: in the file, by a flag, by an environment variable. */
export interface Setting<Value> {
  /** The way to it in the file: `deletionBudget.objects`. */
  readonly key: string;
  /** Without the dashes. */
  readonly flag: string;
  readonly env: string;
  readonly type: ValueType<Value>;
  readonly default: Value;
  /** A default that depends on the machine, in words. */
  readonly defaultText?: string;
  /** One sentence, without a full stop. */
  readonly description: string;
}

export type Settings = Readonly<Record<string, Setting<unknown>>>;

export function setting<Value>(
  key: string,
  flagName: string,
  type: ValueType<Value>,
  standard: Value,
  description: string,
): Setting<Value> {
  return {
    key,
    flag: flagName,
    env: `TIDEWATCH_${flagName.toUpperCase().replaceAll('-', '_')}`,
    type,
    default: standard,
    description,
  };
}

/** A setting that may be left out. */
export function optional<Value>(
  key: string,
  flagName: string,
  type: ValueType<Value>,
  description: string,
): Setting<Value | undefined> {
  return setting<Value | undefined>(
    key,
    flagName,
    { ...type, format: String },
    undefined,
    description,
  );
}

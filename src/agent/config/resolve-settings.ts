import type { Problem } from '../../model/errors.ts';
import { isJsonObject, type JsonValue } from '../../model/json.ts';
import { type FieldPath, formatFieldPath, valueAt } from '../../model/manifest.ts';
import type { Position } from '../../model/position.ts';
import type { ConfigFile } from './config-file.ts';
import { flagAttribute } from './flags.ts';
import type { Setting, Settings, ValuesOf } from './settings.ts';

/** Where values come from, the strongest first: flags, environment, file, defaults. */
export interface ValueSources {
  /** As commander gives them: by attribute, a text, a list of texts, or `true`. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly file: ConfigFile | undefined;
}

/** Where one value was set, for messages. */
export interface Origin {
  readonly position: Position | undefined;
  /** `--flag` or `VARIABLE`; `undefined` for a value of the file. */
  readonly subject: string | undefined;
}

/** The values of a table, and where those come from that are not defaults. */
export interface Resolved<Table extends Settings> {
  readonly values: ValuesOf<Table>;
  readonly origins: ReadonlyMap<keyof Table, Origin>;
}

/** Resolves every setting of a table. `at` is where the file has the table's keys. */
export function resolveSettings<Table extends Settings>(
  table: Table,
  sources: ValueSources,
  at: FieldPath,
  problems: Problem[],
): Resolved<Table> {
  const values: Record<string, unknown> = {};
  const origins = new Map<keyof Table, Origin>();
  for (const [name, setting] of Object.entries(table)) {
    const given = findValue(setting, sources, at);
    if (given !== undefined) origins.set(name, given.origin);
    if (given?.value === undefined && given !== undefined) {
      problems.push(wrongValue(setting, given, at));
    }
    values[name] = given?.value ?? setting.default;
  }
  return { values: values as ValuesOf<Table>, origins };
}

/** Whether a flag or a variable sets anything of a table. */
export function isSetOutsideFile(table: Settings, { flags, env }: ValueSources): boolean {
  return Object.values(table).some(
    (setting) => fromFlag(setting, flags) !== undefined || fromEnv(setting, env) !== undefined,
  );
}

/** A problem of a value, where it was set. */
export function originProblem(origin: Origin | undefined, what: string, advice: string): Problem {
  const { position, subject } = origin ?? { position: undefined, subject: undefined };
  return { code: 'INVALID_SETTING', position, subject, what, advice };
}

interface Given {
  /** `undefined` where what is written is no value of the setting. */
  readonly value: unknown;
  readonly written: string;
  readonly origin: Origin;
}

function findValue(
  setting: Setting<unknown>,
  sources: ValueSources,
  at: FieldPath,
): Given | undefined {
  return (
    fromFlag(setting, sources.flags) ??
    fromEnv(setting, sources.env) ??
    fromFile(setting, sources, at)
  );
}

function fromFlag(
  { flag, type }: Setting<unknown>,
  flags: ValueSources['flags'],
): Given | undefined {
  const given = flags[flagAttribute(flag)];
  if (given === undefined) return undefined;
  const origin = { position: undefined, subject: `--${flag}` };
  const written = given === true ? 'true' : Array.isArray(given) ? given.join(',') : String(given);
  return { value: type.parse(written), written, origin };
}

/** An empty variable is as good as none: that is how shells and manifests unset one. */
function fromEnv(
  { env: name, type }: Setting<unknown>,
  env: ValueSources['env'],
): Given | undefined {
  const written = env[name];
  if (written === undefined || written === '') return undefined;
  return { value: type.parse(written), written, origin: { position: undefined, subject: name } };
}

function fromFile(
  { key, type }: Setting<unknown>,
  { file }: ValueSources,
  at: FieldPath,
): Given | undefined {
  if (file === undefined) return undefined;
  const path = [...at, ...key.split('.')];
  const value = valueAt(file.values, path) ?? undefined;
  if (value === undefined) return undefined;
  const origin = { position: file.provenance.field(path), subject: undefined };
  return { value: type.fromJson(value), written: show(value), origin };
}

function show(value: JsonValue): string {
  if (Array.isArray(value)) return 'a list';
  return isJsonObject(value) ? 'a mapping' : String(value);
}

function wrongValue(setting: Setting<unknown>, given: Given, at: FieldPath): Problem {
  const { wanted } = setting.type;
  const what =
    given.origin.subject === undefined
      ? `${formatFieldPath([...at, ...setting.key.split('.')])} is ${given.written}, not ${wanted}`
      : `${JSON.stringify(given.written)} is not ${wanted}`;
  return originProblem(given.origin, what, `write ${wanted}`);
}

import { DurationError, parseDuration } from '../model/duration.ts';
import type { Problem } from '../model/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { type FieldPath, formatFieldPath, type Rendered, valueAt } from '../model/manifest.ts';
import { formatObjectId, objectIdOf } from '../model/object-id.ts';

/** One object that is being read, and what was found out about it on the way. */
export interface FieldReader {
  readonly object: Rendered;
  /** Why the target that the object declares must not be deployed. */
  readonly blocked: Problem[];
  readonly warnings: Problem[];
}

export function readerOf(object: Rendered): FieldReader {
  return { object, blocked: [], warnings: [] };
}

/** A problem of a field, at the place where the field is written. */
export function problemAt(
  { object }: Pick<FieldReader, 'object'>,
  path: FieldPath,
  code: string,
  what: string,
  advice: string,
): Problem {
  return {
    code,
    position: object.provenance.field(path),
    subject: formatObjectId(objectIdOf(object.manifest)),
    what,
    advice,
  };
}

/** A text that is not empty, or `undefined`. */
export function readText(reader: FieldReader, path: FieldPath): string | undefined {
  const value = readValue(reader, path);
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string') return value;
  wrongType(reader, path, 'a string');
  return undefined;
}

export function readFlag(reader: FieldReader, path: FieldPath): boolean | undefined {
  const value = readValue(reader, path);
  if (value === undefined || typeof value === 'boolean') return value;
  wrongType(reader, path, 'true or false');
  return undefined;
}

/** Milliseconds. */
export function readDuration(reader: FieldReader, path: FieldPath): number | undefined {
  const value = readValue(reader, path);
  if (value === undefined) return undefined;
  try {
    if (typeof value === 'string') return parseDuration(value);
  } catch (thrown) {
    if (!(thrown instanceof DurationError)) throw thrown;
  }
  wrongType(reader, path, 'a duration such as 10m or 1h30m');
  return undefined;
}

export function readObject(reader: FieldReader, path: FieldPath): JsonObject | undefined {
  const value = readValue(reader, path);
  if (value === undefined || isJsonObject(value)) return value;
  wrongType(reader, path, 'an object');
  return undefined;
}

/** The indexes of a list that holds objects; whatever else it holds is a problem. */
export function readObjectList(reader: FieldReader, path: FieldPath): readonly FieldPath[] {
  return readList(reader, path).flatMap((item, index) => {
    const at = [...path, index];
    if (isJsonObject(item)) return [at];
    wrongType(reader, at, 'an object');
    return [];
  });
}

export function readTextList(reader: FieldReader, path: FieldPath): readonly string[] {
  return readList(reader, path).flatMap((item, index) => {
    if (typeof item === 'string') return [item];
    wrongType(reader, [...path, index], 'a string');
    return [];
  });
}

/** A map of texts, such as labels. */
export function readTextMap(reader: FieldReader, path: FieldPath): Record<string, string> {
  const map: Record<string, string> = {};
  for (const [key, value] of Object.entries(readObject(reader, path) ?? {})) {
    if (typeof value === 'string') map[key] = value;
    else wrongType(reader, [...path, key], 'a string');
  }
  return map;
}

/** Blocks the target where a field that it cannot do without is not there. */
export function requireField(reader: FieldReader, path: FieldPath, advice: string): void {
  const value = readValue(reader, path);
  if (value !== undefined && value !== '') return;
  const what = `${formatFieldPath(path)} is missing`;
  reader.blocked.push(problemAt(reader, path, 'MISSING_FIELD', what, advice));
}

function readList(reader: FieldReader, path: FieldPath): readonly JsonValue[] {
  const value = readValue(reader, path);
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  wrongType(reader, path, 'a list');
  return [];
}

/** `null` says as little as nothing at all. */
function readValue(reader: FieldReader, path: FieldPath): JsonValue | undefined {
  return valueAt(reader.object.manifest, path) ?? undefined;
}

function wrongType(reader: FieldReader, path: FieldPath, wanted: string): void {
  reader.blocked.push(
    problemAt(
      reader,
      path,
      'WRONG_TYPE',
      `${formatFieldPath(path)} is not ${wanted}`,
      `write ${wanted}`,
    ),
  );
}

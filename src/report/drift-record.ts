import { diffLines } from 'diff';
import type { FieldDrift, KnownDrift, ObjectDrift } from '../drift/drift.ts';
import type { Writer } from '../drift/field-difference.ts';
import { type JsonValue, stringifyJson } from '../model/json.ts';
import { formatFieldPath } from '../model/manifest.ts';
import { formatObjectId } from '../model/object-id.ts';
import type { LineOrigin } from '../model/ports/source.ts';
import { formatPosition, type Position } from '../model/position.ts';

/** One drifted field in words, as status records and `tidewatch drift --output json` have it. */
export interface DriftedField {
  readonly path: string;
  /** Absent where Git does not set the field. */
  readonly wanted?: string;
  /** `file:line:column` of the wanted value. */
  readonly setAt?: string;
  /** The commit that wrote that line, and its author; or that it is only known to have it. */
  readonly setBy?: string;
  /** Absent where the field is gone. */
  readonly live?: string;
  /** `kubectl-edit (Update)`; absent where nobody is on record. */
  readonly by?: string;
  /** Whether `by` is on record for this field, or only wrote the object last. */
  readonly recorded?: boolean;
  /** When `by` wrote last, RFC 3339. */
  readonly at?: string;
  readonly meaning: readonly string[];
}

/** One drifted object in words. */
export interface DriftRecord {
  readonly object: string;
  readonly kind: ObjectDrift['kind'];
  /** When it was seen first, RFC 3339; absent from a single look. */
  readonly firstSeen?: string;
  /** What is done about it; absent from a single look. */
  readonly answer?: string;
  /** Where the object stands in Git. */
  readonly writtenAt?: string;
  /** Who made a foreign object. */
  readonly by?: string;
  readonly fields: readonly DriftedField[];
}

/** Longer values are cut. */
const longestValue = 300;
/** More fields of an object are counted. */
const mostFields = 20;

/** @param originOf who wrote a line of Git, where that is known */
export function driftRecordOf(
  drift: ObjectDrift | KnownDrift,
  originOf: (position: Position) => LineOrigin | undefined = () => undefined,
): DriftRecord {
  const { id, kind, fields, position, writer } = drift;
  const shown = fields.slice(0, mostFields).map((field) => fieldRecord(field, originOf));
  const more = fields.length - shown.length;
  return {
    object: formatObjectId(id),
    kind,
    ...('firstSeen' in drift ? knownParts(drift) : {}),
    ...(position === undefined ? {} : { writtenAt: formatPosition(position) }),
    ...(writer === undefined ? {} : { by: writerText(writer) }),
    fields: more > 0 ? [...shown, { path: `and ${more} more fields`, meaning: [] }] : shown,
  };
}

function knownParts({ firstSeen, answer }: KnownDrift): Pick<DriftRecord, 'firstSeen' | 'answer'> {
  return { firstSeen: new Date(firstSeen).toISOString(), answer: answerText(answer) };
}

function answerText(answer: KnownDrift['answer']): string {
  switch (answer.kind) {
    case 'warn':
      return 'left as it is';
    case 'correct':
      return `to be corrected at ${new Date(answer.at).toISOString()}`;
    case 'fight':
      return answer.message;
  }
}

function fieldRecord(
  { path, wanted, live, writer, position, meaning }: FieldDrift,
  originOf: (position: Position) => LineOrigin | undefined,
): DriftedField {
  const origin = position && originOf(position);
  const [before, after] = valueTexts(wanted, live);
  return {
    path: formatFieldPath(path),
    ...(before === undefined ? {} : { wanted: before }),
    ...(position === undefined ? {} : { setAt: formatPosition(position) }),
    ...(origin === undefined ? {} : { setBy: originText(origin) }),
    ...(after === undefined ? {} : { live: after }),
    ...(writer === undefined ? {} : { by: writerText(writer), recorded: writer.recorded }),
    ...(writer?.time === undefined ? {} : { at: writer.time }),
    meaning,
  };
}

function originText({ commit, author, time, exact }: LineOrigin): string {
  const id = commit.slice(0, 8);
  if (!exact) return `in commit ${id} by ${author}; what came before is not at hand`;
  return `commit ${id} by ${author}, ${new Date(time).toISOString().slice(0, 10)}`;
}

function writerText({ manager, operation, subresource }: Writer): string {
  return `${manager} (${operation}${subresource === undefined ? '' : ` of ${subresource}`})`;
}

/** Values as JSON; of texts with many lines only the lines that differ. */
function valueTexts(
  wanted: JsonValue | undefined,
  live: JsonValue | undefined,
): readonly [string | undefined, string | undefined] {
  if (typeof wanted === 'string' && typeof live === 'string' && /\n/.test(wanted + live)) {
    const parts = diffLines(wanted, live, { timeout: 200, maxEditLength: 2_000 });
    if (parts !== undefined) {
      const side = (one: 'added' | 'removed') =>
        cut(parts.flatMap((part) => (part[one] === true ? [part.value.trimEnd()] : [])).join('\n'));
      return [side('removed'), side('added')];
    }
  }
  return [wanted, live].map((value) =>
    value === undefined ? undefined : cut(stringifyJson(value)),
  ) as [string | undefined, string | undefined];
}

function cut(text: string): string {
  return text.length <= longestValue ? text : `${text.slice(0, longestValue - 1)}…`;
}

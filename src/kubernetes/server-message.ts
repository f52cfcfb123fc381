import type { JsonValue } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';

/** The kind a request is about, and what was sent of it. */
export interface SentObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly content?: JsonValue;
}

/** One entry of `details.causes` of a `Status`. */
export interface StatusCause {
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

/** What an API server said when it refused: the parts of a `Status` that matter. */
export interface ServerStatus {
  readonly reason: string;
  readonly message: string;
  readonly causes: readonly StatusCause[];
}

/** Statuses whose messages speak of names, users and versions, never of an object's content. */
const contentFree: ReadonlySet<number> = new Set([401, 404, 409, 410, 429, 503]);
/** Causes whose messages are the server's own words. */
const valueFree: ReadonlySet<string> = new Set(['FieldValueForbidden', 'FieldValueRequired']);

/**
 * The status as it may be shown. For a Secret the server's words can hold its
 * values (`Invalid value: "…"`), so whatever is not known to be free of them is
 * withheld, and what was sent is masked in the rest.
 */
export function showableStatus(
  code: number,
  status: ServerStatus,
  about: SentObject | undefined,
): ServerStatus {
  if (about === undefined || about.kind !== 'Secret' || about.apiVersion !== 'v1') return status;
  const mask = masker(about.content);
  const causes = status.causes.map((cause) => ({
    ...cause,
    message:
      contentFree.has(code) || valueFree.has(cause.reason) ? mask(cause.message) : 'value withheld',
  }));
  if (contentFree.has(code)) return { ...status, message: mask(status.message), causes };
  const fields = causes.map((cause) => [cause.field, cause.message].filter(Boolean).join(': '));
  const detail = fields.length === 0 ? '' : ` (${fields.join('; ')})`;
  return {
    reason: status.reason,
    message: `${status.reason || `HTTP status ${code}`}${detail}; the server's message is withheld because it can hold the Secret's values`,
    causes,
  };
}

function masker(content: JsonValue | undefined): (text: string) => string {
  const values = [...new Set(secretTexts(content))].sort((a, b) => b.length - a.length);
  return (text) => values.reduce((masked, value) => masked.replaceAll(value, '***'), text);
}

/** Every text of a Secret that may not be shown: of manifests, merge and JSON patches alike. */
function secretTexts(content: JsonValue | undefined): string[] {
  if (Array.isArray(content)) return content.flatMap((item) => secretTexts(item));
  if (!isJsonObject(content)) return [];
  const values = [content.data, content.stringData, content.value];
  return values
    .flatMap((value) => texts(value))
    .flatMap((text) => [text, decoded(text)].filter(Boolean));
}

function texts(value: JsonValue | undefined): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (Array.isArray(value)) return value.flatMap((item) => texts(item));
  if (isJsonObject(value)) return Object.values(value).flatMap((item) => texts(item));
  return [];
}

function decoded(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}

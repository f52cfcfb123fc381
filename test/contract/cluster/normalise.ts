import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/model/json.ts';
import type { Answer, ContractCase } from './contract-case.ts';
import { runCase, type Server } from './run-case.ts';

const UID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const SERVICE_ADDRESS = /\b10\.(?:0\.0|96\.\d+)\.\d+\b/g;

/** Gives every distinct value a number, in the order in which they appear. */
function numbering(prefix: string): (value: string) => string {
  const known = new Map<string, string>();
  return (value) => {
    const name = known.get(value) ?? `${prefix}-${known.size + 1}`;
    known.set(value, name);
    return name;
  };
}

/**
 * Answers with everything replaced that differs from run to run: UIDs, times,
 * resource versions, service addresses, and the namespace's name.
 */
export function normaliseAnswers(answers: readonly Answer[], namespace: string): JsonValue {
  const uid = numbering('uid');
  const version = numbering('version');
  const address = numbering('address');
  const text = (value: string): string =>
    value
      .replaceAll(namespace, '$NS')
      // The quoted document of a refused patch: its keys come in the order of Go's structs.
      .replaceAll(/patch: Invalid value: "\{.*\}": /g, 'patch: Invalid value: DOCUMENT: ')
      .replaceAll(/^Invalid value: "\{.*\}": /g, 'Invalid value: DOCUMENT: ')
      // Go's own structs, and the differences of two of them.
      .replaceAll(
        /spec\.template: Invalid value: \{.*\}: field is immutable/g,
        'spec.template: field is immutable',
      )
      .replaceAll(
        /^Invalid value: \{(?:"metadata"|"labels").*\}: field is immutable$/g,
        'field is immutable',
      )
      .replaceAll(
        /(may not change fields other than[^\n]*|is immutable after creation[^\n]*)\n[\s\S]*$/g,
        '$1',
      )
      .replaceAll(UID, (found) => (found.startsWith('00000000') ? found : uid(found)))
      .replaceAll(TIME, 'TIME')
      .replaceAll(SERVICE_ADDRESS, (found) => address(found))
      .replaceAll(/too old resource version: \d+ \(\d+\)/g, 'too old resource version: N (N)')
      .replaceAll(
        /Too large resource version: (\d+), current: \d+/g,
        'Too large resource version: $1, current: N',
      )
      .replaceAll(
        /the ResourceVersion in the precondition \((\d+)\) does not match the ResourceVersion in record \(\d+\)/g,
        'the ResourceVersion in the precondition ($1) does not match the ResourceVersion in record (N)',
      );
  const scalar = (value: JsonValue, key: string): JsonValue => {
    if (typeof value !== 'string') return key === 'nodePort' && value !== 0 ? 'PORT' : value;
    if (value === '') return '';
    if (key === 'resourceVersion') return version(value);
    if (key === 'storageVersionHash') return 'HASH';
    return key === 'continue' ? 'CONTINUE' : text(value);
  };
  const visit = (value: JsonValue, key: string): JsonValue => {
    // The cells of a table tell ages, which depend on how fast the case ran.
    if (key === 'cells' && typeof value === 'string' && /^\d+s$/.test(value)) return 'AGE';
    if (Array.isArray(value)) return value.map((item: JsonValue) => visit(item, key));
    return isJsonObject(value)
      ? visitObject(inFixedOrder(withoutListVersion(sortCauses(value))))
      : scalar(value, key);
  };
  const visitObject = (value: JsonObject): JsonObject => {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    const result: Record<string, JsonValue> = {};
    for (const [key, child] of entries) {
      if (child !== undefined) result[text(key)] = visit(child, key);
    }
    return result;
  };
  return answers.map(({ status, body, warnings }) => ({
    status,
    body: visit(withoutColumns(body), ''),
    ...(warnings.length === 0 ? {} : { warnings: warnings.map(text).toSorted() }),
  }));
}

/** Go goes through maps in no order: causes come sorted, and a message only says how many. */
function sortCauses(value: JsonObject): JsonObject {
  const causes = value.causes;
  if (Array.isArray(causes)) {
    const text = (cause: JsonValue): string => JSON.stringify(cause);
    return { ...value, causes: causes.toSorted((a, b) => (text(a) < text(b) ? -1 : 1)) };
  }
  const { details, message } = value;
  const count = isJsonObject(details) && Array.isArray(details.causes) ? details.causes.length : 0;
  if (count < 2 || typeof message !== 'string') return value;
  return {
    ...value,
    message: message.replace(/ is invalid: \[.*\]$/s, ` is invalid: [${count} causes]`),
  };
}

/** A list's own version moves with whatever else happens on a server. */
function withoutListVersion(value: JsonObject): JsonObject {
  const isList = Array.isArray(value.items) || Array.isArray(value.rows);
  const { metadata } = value;
  if (!isList || !isJsonObject(metadata)) return value;
  const { resourceVersion, ...rest } = metadata;
  return {
    ...value,
    metadata: resourceVersion === undefined ? rest : { ...rest, listVersion: 'VERSION' },
  };
}

/** Owners are listed by time, to the second: slow runs list them in another order than fast ones. */
function inFixedOrder(value: JsonObject): JsonObject {
  const owners = value.managedFields;
  if (!Array.isArray(owners)) return value;
  const text = (owner: JsonValue): string =>
    isJsonObject(owner)
      ? JSON.stringify([owner.manager, owner.operation, owner.subresource ?? '', owner.apiVersion])
      : '';
  return { ...value, managedFields: owners.toSorted((a, b) => (text(a) < text(b) ? -1 : 1)) };
}

/** The prose of a table's columns is the generator's business. */
function withoutColumns(body: JsonValue): JsonValue {
  if (Array.isArray(body)) return body.map(withoutColumns);
  if (!isJsonObject(body)) return body;
  if (body.object !== undefined && body.type !== undefined) {
    return { ...body, object: withoutColumns(body.object) };
  }
  const columns = body.columnDefinitions;
  if (!Array.isArray(columns)) return body;
  return {
    ...body,
    columnDefinitions: columns.map((column: JsonValue) =>
      isJsonObject(column) ? { ...column, description: '' } : column,
    ),
  };
}

/** Runs a case against a server; gives its answers, normalised. */
export async function answersOf(
  server: Server,
  contractCase: ContractCase,
  namespace: string,
): Promise<JsonValue> {
  return normaliseAnswers(await runCase(server, contractCase, namespace), namespace);
}

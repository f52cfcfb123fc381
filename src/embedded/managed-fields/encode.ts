import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { compareText } from '../../model/object-id.ts';
import { decodeFieldsV1, encodeFieldsV1 } from '../fieldpath/fields-v1.ts';
import { type Manager, type Managers, managerId } from '../merge/managers.ts';

const secondsOf = (manager: Manager): number =>
  manager.time === undefined ? 0 : Math.floor(Date.parse(manager.time) / 1000);

function compareManagers(a: Manager, b: Manager): number {
  return (
    compareText(a.operation, b.operation) ||
    secondsOf(a) - secondsOf(b) ||
    compareText(a.manager, b.manager) ||
    compareText(a.apiVersion, b.apiVersion) ||
    compareText(a.subresource, b.subresource)
  );
}

function encodeManager(of: Manager): JsonObject {
  return {
    manager: of.manager,
    operation: of.operation,
    apiVersion: of.apiVersion,
    ...(of.time === undefined ? {} : { time: of.time }),
    fieldsType: 'FieldsV1',
    fieldsV1: encodeFieldsV1(of.fields),
    ...(of.subresource === '' ? {} : { subresource: of.subresource }),
  };
}

// An object is written far more often than its managers change hands.
const decoded = new WeakMap<readonly JsonValue[], Managers>();

/** `metadata.managedFields` of managers, appliers first, then by time. */
export function encodeManagers(managers: Managers): readonly JsonObject[] {
  const entries = [...managers.values()].sort(compareManagers).map(encodeManager);
  decoded.set(entries, managers);
  return entries;
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function decodeManager(entry: JsonValue): Manager | undefined {
  if (!isJsonObject(entry)) return undefined;
  const { operation, fieldsV1, time } = entry;
  if (operation !== 'Apply' && operation !== 'Update') return undefined;
  if (text(entry.apiVersion) === '' || entry.fieldsType !== 'FieldsV1') return undefined;
  return {
    manager: text(entry.manager),
    operation,
    apiVersion: text(entry.apiVersion),
    subresource: text(entry.subresource),
    time: typeof time === 'string' ? time : undefined,
    fields: decodeFieldsV1(isJsonObject(fieldsV1) ? fieldsV1 : {}),
  };
}

/** The managers of `metadata.managedFields`; `undefined` where an entry cannot be read. */
export function decodeManagers(entries: JsonValue | undefined): Managers | undefined {
  if (!Array.isArray(entries)) return new Map();
  const known = decoded.get(entries);
  if (known !== undefined) return known;
  const managers = new Map<string, Manager>();
  for (const entry of entries) {
    const manager = decodeManager(entry);
    if (manager === undefined) return undefined;
    managers.set(managerId(manager), manager);
  }
  decoded.set(entries, managers);
  return managers;
}

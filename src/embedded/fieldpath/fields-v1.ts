import { isJsonObject, type JsonObject } from '../../model/json.ts';
import { addChild, draftFieldSet, type FieldSet } from './field-set.ts';
import { compareElements, type PathElement } from './path-element.ts';

const NOTHING: JsonObject = Object.freeze({});

/** A field set as `managedFields` holds it. */
export function encodeFieldsV1(set: FieldSet): JsonObject {
  const steps: PathElement[] = [...set.members];
  for (const step of set.children.keys()) if (!set.members.has(step)) steps.push(step);
  const encoded: Record<string, JsonObject> = {};
  for (const step of steps.sort(compareElements)) {
    const child = set.children.get(step);
    if (child === undefined) encoded[step] = NOTHING;
    else {
      const below = encodeFieldsV1(child);
      encoded[step] = set.members.has(step) ? { '.': NOTHING, ...below } : below;
    }
  }
  return encoded;
}

/** The field set of a `fieldsV1` value; steps of unknown types are left out. */
export function decodeFieldsV1(fields: JsonObject): FieldSet {
  const draft = draftFieldSet();
  for (const [step, below] of Object.entries(fields)) {
    if (step === '.' || !/^[fkvi]:/.test(step)) continue;
    const child = isJsonObject(below) ? below : NOTHING;
    if ('.' in child || Object.keys(child).length === 0) draft.members.add(step);
    addChild(draft, step, decodeFieldsV1(child));
  }
  return draft;
}

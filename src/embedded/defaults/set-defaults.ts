import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { structPlan, type ValuePlan } from '../codec/struct-plan.ts';
import { DEFAULTS } from './table.ts';

/** Sets the defaults of a Go struct, then those of the structs in it. */
export function setStructDefaults(definition: string, value: JsonObject): JsonObject {
  const set = DEFAULTS[definition]?.(value) ?? value;
  const result: Record<string, JsonValue | undefined> = { ...set };
  for (const field of structPlan(definition).fields.values()) {
    const child = result[field.name];
    if (child !== undefined && child !== null) {
      if (field.value.kind !== 'leaf') result[field.name] = setBelow(field.value, child);
    } else if (field.defaultValue !== undefined) result[field.name] = field.defaultValue;
  }
  return result;
}

function setBelow(plan: ValuePlan, value: JsonValue): JsonValue {
  switch (plan.kind) {
    case 'struct':
      return isJsonObject(value) ? setStructDefaults(plan.definition, value) : value;
    case 'list':
      if (plan.items.kind === 'leaf' || !Array.isArray(value)) return value;
      return value.map((item: JsonValue) => setBelow(plan.items, item));
    case 'map': {
      if (plan.values.kind === 'leaf' || !isJsonObject(value)) return value;
      const { values } = plan;
      return Object.fromEntries(
        Object.entries(value).map(([key, child]) => [key, setBelow(values, child ?? null)]),
      );
    }
    case 'leaf':
      return value;
  }
}

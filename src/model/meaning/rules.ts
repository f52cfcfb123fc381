import { isJsonObject, type JsonObject, jsonEquals } from '../json.ts';
import { changedFields } from './named-items.ts';
import { namedChanges } from './set-changes.ts';

export function isRuleFile({ groups }: JsonObject): boolean {
  return Array.isArray(groups) && groups.some((group) => isJsonObject(group) && 'rules' in group);
}

/** Alerts and recordings that came, went and changed. */
export function rulesMeaning(before: JsonObject, after: JsonObject): readonly string[] {
  return namedChanges('rule', rulesOf(before), rulesOf(after), (old, now) => {
    if (!jsonEquals(old.expr, now.expr)) return `${String(old.expr)} -> ${String(now.expr)}`;
    const fields = changedFields(old, now, jsonEquals);
    return fields.length === 0 ? undefined : `${fields.join(', ')} changed`;
  });
}

function rulesOf({ groups }: JsonObject): ReadonlyMap<string, JsonObject> {
  const rules = new Map<string, JsonObject>();
  for (const group of Array.isArray(groups) ? groups.filter(isJsonObject) : []) {
    for (const rule of Array.isArray(group.rules) ? group.rules.filter(isJsonObject) : []) {
      const name = String(rule.alert ?? rule.record ?? '');
      // Several alerts may share a name, one for each severity.
      let key = name;
      for (let number = 2; rules.has(key); number += 1) key = `${name} (${number})`;
      rules.set(key, rule);
    }
  }
  return rules;
}

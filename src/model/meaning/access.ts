import type { FieldChange } from '../change.ts';
import { isJsonObject, type JsonValue } from '../json.ts';
import type { Manifest } from '../manifest.ts';

/** What reaches far beyond its own words. */
const escalations: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^\* /, 'every verb'],
  [/^(escalate|bind|impersonate) /, 'rights it does not have itself'],
  [/^(get|list|watch) secrets\b/, 'reads Secrets'],
  [/ \*(\.|$)/, 'every resource'],
  [/^create pods(\/exec)?$/, 'runs code'],
];

/** Permissions that a role gained and lost: `may now list pods`, escalations flagged. */
export function roleMeaning(role: Manifest, { before, after }: FieldChange): readonly string[] {
  const [old, now] = [permissionsOf(before), permissionsOf(after)];
  const where = role.kind === 'ClusterRole' ? ' in the whole cluster' : '';
  return [
    ...[...now.difference(old)].map((one) => `may now ${one}${where}${warning(one)}`),
    ...[...old.difference(now)].map((one) => `may no longer ${one}${where}`),
  ];
}

/** Who gained and who lost what a role allows. */
export function bindingMeaning({ before, after }: FieldChange): readonly string[] {
  const [old, now] = [subjectsOf(before), subjectsOf(after)];
  return [
    ...[...now.difference(old)].map((subject) => `${subject} gains the role`),
    ...[...old.difference(now)].map((subject) => `${subject} loses the role`),
  ];
}

function warning(permission: string): string {
  const found = escalations.find(([pattern]) => pattern.test(permission));
  return found === undefined ? '' : ` (escalation: ${found[1]})`;
}

/** `get secrets`, `list statefulsets.apps`, `get configmaps named settings`. */
function permissionsOf(rules: JsonValue | undefined): ReadonlySet<string> {
  const permissions = new Set<string>();
  for (const rule of Array.isArray(rules) ? rules : []) {
    if (!isJsonObject(rule)) continue;
    const names = textsOf(rule.resourceNames);
    const only = names.length === 0 ? '' : ` named ${names.join(' or ')}`;
    const groups = textsOf(rule.apiGroups);
    const resources = textsOf(rule.resources).flatMap((resource) =>
      groups.map((group) => (group === '' ? resource : `${resource}.${group}`)),
    );
    for (const verb of textsOf(rule.verbs)) {
      for (const what of [...resources, ...textsOf(rule.nonResourceURLs)]) {
        permissions.add(`${verb} ${what}${only}`);
      }
    }
  }
  return permissions;
}

function subjectsOf(subjects: JsonValue | undefined): ReadonlySet<string> {
  const list = Array.isArray(subjects) ? subjects.filter(isJsonObject) : [];
  return new Set(
    list.map(({ kind, namespace, name }) =>
      [kind, namespace, name].filter((part) => part !== undefined).join('/'),
    ),
  );
}

function textsOf(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

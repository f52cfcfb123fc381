import { covers } from '../model/field-pattern.ts';
import type { ObjectId } from '../model/object-id.ts';
import type { IgnoredDifference } from '../model/target.ts';
import type { FieldDifference } from './field-difference.ts';

/** Whether the declaration of a target says that a difference is none. */
export function isIgnored(
  id: ObjectId,
  { path, livePath, writer }: FieldDifference,
  ignored: readonly IgnoredDifference[],
): boolean {
  return ignored.some(
    (one) =>
      isAbout(one, id) &&
      (one.fields.some((field) => covers(field, path) || covers(field, livePath)) ||
        (writer?.recorded === true && one.managers.includes(writer.manager))),
  );
}

function isAbout(ignored: IgnoredDifference, id: ObjectId): boolean {
  const parts = ['group', 'kind', 'namespace', 'name'] as const;
  return parts.every((part) => ignored[part] === undefined || ignored[part] === id[part]);
}

import { type ObjectId, objectKey } from '../model/object-id.ts';

/** A generated object whose name follows its content. */
export interface Renamed {
  readonly from: ObjectId;
  readonly to: ObjectId;
}

/** An object of files may leave its namespace to the target. */
export function isSameObject(rendered: ObjectId, { namespace, ...live }: ObjectId): boolean {
  const place = rendered.namespace === '' ? namespace : rendered.namespace;
  return objectKey({ ...rendered, namespace: place }) === objectKey({ ...live, namespace });
}

/** Names that have changed so far, each from the first to the newest, and then once more. */
export function renamedAgain(
  renames: readonly Renamed[],
  renamed: Renamed | undefined,
): readonly Renamed[] {
  if (renamed === undefined) return renames;
  const earlier = renames.find(({ to }) => objectKey(to) === objectKey(renamed.from));
  const others = renames.filter((one) => one !== earlier);
  return [...others, { from: earlier?.from ?? renamed.from, to: renamed.to }];
}

/** The object as it is called now. */
export function idNow(id: ObjectId, renames: readonly Renamed[]): ObjectId {
  const renamed = renames.find(({ from }) => isSameObject(from, id));
  return renamed === undefined ? id : { ...id, name: renamed.to.name };
}

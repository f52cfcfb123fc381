import { type FieldPath, formatFieldPath } from '../../model/manifest.ts';
import { formatObjectId, type ObjectId } from '../../model/object-id.ts';

/** The drift that is to be adopted; all of it where nothing is set. */
export interface Selection {
  readonly target?: string | undefined;
  /** `Kind/namespace/name`, or `Kind/name` where that is one object. */
  readonly object?: string | undefined;
  /** `spec.replicas`; stands for all below it. */
  readonly field?: string | undefined;
}

export function selectsTarget({ target }: Selection, name: string): boolean {
  return target === undefined || target === name;
}

export function selectsObject({ object }: Selection, id: ObjectId): boolean {
  return object === undefined || [formatObjectId(id), `${id.kind}/${id.name}`].includes(object);
}

export function selectsField({ field }: Selection, path: FieldPath): boolean {
  if (field === undefined) return true;
  const text = formatFieldPath(path);
  return text === field || text.startsWith(`${field}.`) || text.startsWith(`${field}[`);
}

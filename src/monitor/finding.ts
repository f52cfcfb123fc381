import type { Problem } from '../model/errors.ts';
import { type FieldPath, formatFieldPath, type Rendered } from '../model/manifest.ts';
import { formatObjectId, objectIdOf } from '../model/object-id.ts';

/** Something about a field of a TidbMonitor. */
export interface Finding {
  readonly code: FindingCode;
  readonly path: FieldPath;
  /** What is wrong with the field; the field's name comes before it. */
  readonly what: string;
  readonly advice: string;
}

export type FindingCode =
  | 'UNKNOWN_FIELD'
  | 'MISSING_FIELD'
  | 'WRONG_TYPE'
  | 'INVALID_VALUE'
  | 'DEPRECATED_FIELD'
  | 'CREDENTIALS_EXPOSED'
  | 'FIELD_WITHOUT_EFFECT'
  | 'NAMESPACE_ASSUMED'
  | 'CLUSTER_UNKNOWN'
  | 'CLUSTER_NOT_FOUND'
  | 'CLUSTER_AMBIGUOUS'
  | 'OBJECT_UNKNOWN'
  | 'OBJECT_NOT_FOUND'
  | 'PODS_KEPT'
  | 'PODS_REPLACED';

/** Gathers findings; the field's name is put before `what`. */
export type Report = (code: FindingCode, path: FieldPath, what: string, advice: string) => void;

/** A finding as a problem, with the place in the file that set the field. */
export function problemOf(rendered: Rendered, finding: Finding): Problem {
  return {
    code: finding.code,
    position: rendered.provenance.field(finding.path),
    subject: formatObjectId(objectIdOf(rendered.manifest)),
    what: `${formatFieldPath(finding.path)} ${finding.what}`,
    advice: finding.advice,
  };
}

import {
  type DriftPolicy,
  DriftPolicyError,
  driftAnnotation,
  parseDriftPolicy,
} from '../model/drift-policy.ts';
import { type FieldReader, problemAt, readText } from './field-reader.ts';

/** What the annotation `tidewatch.dev/drift` of a declaration says; one that cannot be read counts as `warn`. */
export function readDriftPolicy(reader: FieldReader): DriftPolicy | undefined {
  const path = ['metadata', 'annotations', driftAnnotation];
  const text = readText(reader, path);
  if (text === undefined) return undefined;
  try {
    return parseDriftPolicy(text);
  } catch (thrown) {
    if (!(thrown instanceof DriftPolicyError)) throw thrown;
    const what = `${driftAnnotation} is "${text}", which is no policy for drift; drift is only reported`;
    const advice = 'write ignore, warn, correct, or correct after 10m';
    reader.warnings.push(problemAt(reader, path, 'DRIFT_POLICY_INVALID', what, advice));
    return { action: 'warn' };
  }
}

import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../src/model/errors.ts';
import { type FieldPath, formatFieldPath } from '../../src/model/manifest.ts';
import {
  type ClusterError,
  ForbiddenError,
  InvalidObjectError,
  NotFoundError,
  RefusedError,
} from '../../src/model/ports/cluster-errors.ts';
import { refusal } from '../../src/plan/refusal.ts';
import { configMap } from '../support/objects.ts';

/** An object whose fields each stand in a "file" of their own path. */
const object = {
  manifest: configMap('a', {}, { namespace: 'ns' }),
  provenance: {
    object: { file: 'whole', line: 1, column: 1 },
    field: (path: FieldPath) => ({ file: formatFieldPath(path), line: 2, column: 3 }),
  },
};
const cause = (field: string) => ({ data: { causes: [{ field, message: 'bad', reason: '' }] } });

describe('what the server refuses', () => {
  it.each<[string, ClusterError, string]>([
    [
      'is found at the field it names',
      new InvalidObjectError('ConfigMap/ns/a: bad', cause('spec.ports[1].port')),
      'spec.ports[1].port:2:3: ConfigMap/ns/a: the API server refuses it: bad; correct it in Git',
    ],
    [
      'is found at the object where no field is named',
      new RefusedError('ConfigMap/ns/a: bad', { status: 400 }),
      'whole:1:1: ConfigMap/ns/a: the API server refuses it: bad; correct it in Git',
    ],
    [
      'may be a right that is missing',
      new ForbiddenError('ConfigMap/ns/a: no', { status: 403 }),
      'whole:1:1: ConfigMap/ns/a: the API server refuses it: no; grant the agent what it needs, or remove the object',
    ],
    [
      'may be a namespace that is missing',
      new NotFoundError('ConfigMap/ns/a: namespaces "ns" not found'),
      'whole:1:1: ConfigMap/ns/a: the API server refuses it: namespaces "ns" not found; create what is missing, or add it to this target',
    ],
    [
      'may be a field that cannot change',
      new InvalidObjectError(
        'ConfigMap/ns/a: data: field is immutable when `immutable` is set',
        cause('data'),
      ),
      'data:2:3: ConfigMap/ns/a: the API server refuses it: data: field is immutable when `immutable` is set; take the change back, or migrate the object by hand: it is never deleted to be created again',
    ],
  ])('%s', (_what, error, expected) => {
    expect(formatProblem(refusal(object, error))).toBe(expected);
  });
});

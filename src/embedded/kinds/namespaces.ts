import type { Manifest } from '../../model/manifest.ts';
import { listOf, nameOf, objectOf, withFields, withMetadata } from '../registry/metadata.ts';
import type { Strategy } from '../registry/resource-type.ts';
import { forbidden } from '../status/api-error.ts';
import { dnsLabel } from '../validation/names.ts';
import { RESET_SPEC } from './base-strategy.ts';
import { specAndStatus } from './spec-and-status.ts';

const NAMESPACES = { group: '', plural: 'namespaces' };
const PERMANENT = ['default', 'kube-public', 'kube-system'];

const base = specAndStatus({
  emptyStatus: { phase: 'Active' },
  statusResets: RESET_SPEC,
  generation: false,
});

/** Whether nothing is left in the namespace as far as its own finalizer tells. */
function isEmptied(object: Manifest): boolean {
  return listOf(objectOf(object.spec).finalizers).length === 0;
}

export const namespaceStrategy: Strategy = {
  ...base,
  returnsDeleted: true,
  validateName: dnsLabel,
  prepareForCreate: (object, registry) => ({
    ...base.prepareForCreate(object, registry),
    spec: { finalizers: ['kubernetes'] },
  }),
  prepareForUpdate: (next, live, registry) =>
    withFields(base.prepareForUpdate(next, live, registry), { spec: live.spec }),
  beforeDelete: (object) => {
    if (PERMANENT.includes(nameOf(object))) {
      throw forbidden(NAMESPACES, nameOf(object), 'this namespace may not be deleted');
    }
  },
  mayRemove: isEmptied,
  whileDeleting: (object) => ({
    ...withMetadata(object, { deletionGracePeriodSeconds: undefined }),
    status: { ...objectOf(object.status), phase: 'Terminating' },
  }),
};

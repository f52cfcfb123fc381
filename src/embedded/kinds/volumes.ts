import type { JsonObject } from '../../model/json.ts';
import {
  metadataOf,
  nameOf,
  objectOf,
  textsOf,
  withFields,
  withMetadata,
} from '../registry/metadata.ts';
import type { Registry } from '../registry/registry.ts';
import type { Strategy } from '../registry/resource-type.ts';
import { keptClaim, keptVolume, validateClaim, validateVolume } from '../validation/storage.ts';
import { RESET_SPEC_AND_METADATA } from './base-strategy.ts';
import { specAndStatus } from './spec-and-status.ts';

const CLASSES = 'storageclasses.storage.k8s.io';
const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';

function withFinalizer(object: JsonObject, finalizer: string): JsonObject {
  const finalizers = textsOf(metadataOf(object).finalizers);
  if (finalizers.includes(finalizer)) return object;
  return withMetadata(object, { finalizers: [...finalizers, finalizer] });
}

/** The name of the default storage class; `undefined` where there is none. */
function defaultClass(registry: Registry): string | undefined {
  const classes = registry.store.collection(CLASSES).objects.values();
  const marked = [...classes].find(
    (one) => objectOf(one.metadata.annotations)[DEFAULT_CLASS] === 'true',
  );
  return marked === undefined ? undefined : nameOf(marked);
}

const volumeBase = specAndStatus({
  emptyStatus: { phase: 'Pending' },
  statusResets: RESET_SPEC_AND_METADATA,
  generation: false,
});

export const persistentVolumeStrategy: Strategy = {
  ...volumeBase,
  validate: validateVolume,
  validateUpdate: (next, live) => [...validateVolume(next), ...keptVolume(next, live)],
  returnsDeleted: true,
  admit: (object, live) =>
    live === undefined ? withFinalizer(object, 'kubernetes.io/pv-protection') : object,
  prepareForCreate: (object, registry) => {
    const prepared = volumeBase.prepareForCreate(object, registry);
    const now = new Date(registry.clock.now()).toISOString().slice(0, 19);
    return { ...prepared, status: { phase: 'Pending', lastPhaseTransitionTime: `${now}Z` } };
  },
};

export const persistentVolumeClaimStrategy: Strategy = {
  ...volumeBase,
  validate: validateClaim,
  validateUpdate: (next, live) => [...validateClaim(next), ...keptClaim(next, live)],
  returnsDeleted: true,
  admit: (object, live, registry) => {
    if (live !== undefined) return object;
    const kept = withFinalizer(object, 'kubernetes.io/pvc-protection');
    const spec = objectOf(kept.spec);
    const fallback = defaultClass(registry);
    if (spec.storageClassName !== undefined || fallback === undefined) return kept;
    return { ...kept, spec: withFields(spec, { storageClassName: fallback }) };
  },
  prepareForUpdate: (next, live, registry) => volumeBase.prepareForUpdate(next, live, registry),
};

/** The access modes as tables print them: `RWO,ROX`. */
export function printAccessModes(modes: readonly string[]): string {
  const short: Readonly<Record<string, string>> = {
    ReadWriteOnce: 'RWO',
    ReadOnlyMany: 'ROX',
    ReadWriteMany: 'RWX',
    ReadWriteOncePod: 'RWOP',
  };
  return Object.keys(short)
    .filter((mode) => modes.includes(mode))
    .map((mode) => short[mode])
    .join(',');
}

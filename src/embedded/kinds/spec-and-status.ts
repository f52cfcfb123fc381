import { type JsonObject, jsonEquals } from '../../model/json.ts';
import type { FieldSet } from '../fieldpath/field-set.ts';
import { metadataOf, objectOf, withFields, withMetadata } from '../registry/metadata.ts';
import type { Strategy } from '../registry/resource-type.ts';
import { BASE_STRATEGY, RESET_STATUS } from './base-strategy.ts';

export interface SpecAndStatusOptions {
  /** What a new object's status is. */
  readonly emptyStatus: JsonObject;
  /** What a write through the status endpoint resets. */
  readonly statusResets: FieldSet;
  /** Whether the generation counts changes. */
  readonly generation: boolean;
  /** What counts as a change of the desired state; the spec by default. */
  readonly changed?: (next: JsonObject, live: JsonObject) => boolean;
}

const specChanged = (next: JsonObject, live: JsonObject): boolean =>
  !jsonEquals(next.spec, live.spec);

/**
 * A kind whose spec belongs to its users and whose status belongs to its
 * controllers: each endpoint keeps the other's half.
 */
export function specAndStatus(options: SpecAndStatusOptions): Strategy {
  const { emptyStatus, statusResets, generation, changed = specChanged } = options;
  const prepareForUpdate = (next: JsonObject, live: JsonObject): JsonObject => {
    const kept = withFields(next, { status: live.status });
    if (!generation || !changed(kept, live)) return kept;
    const before = metadataOf(live).generation;
    return withMetadata(kept, { generation: typeof before === 'number' ? before + 1 : 1 });
  };
  return {
    ...BASE_STRATEGY,
    resetFields: { '': RESET_STATUS, status: statusResets },
    prepareForCreate: (object) => {
      const fresh = withFields(object, { status: emptyStatus });
      return withMetadata(fresh, { generation: generation ? 1 : undefined });
    },
    prepareForUpdate,
    prepareForStatusUpdate: (next, live) => keepSpec(next, live, statusResets),
  };
}

/** A kind with a spec and no status, whose generation counts changes. */
export const specAlone: Strategy = {
  ...BASE_STRATEGY,
  prepareForCreate: (object) => withMetadata(object, { generation: 1 }),
  prepareForUpdate: (next, live) => {
    const { generation } = metadataOf(live);
    const isSame = jsonEquals(next.spec, live.spec) || typeof generation !== 'number';
    return isSame ? next : withMetadata(next, { generation: generation + 1 });
  },
};

function keepSpec(next: JsonObject, live: JsonObject, resets: FieldSet): JsonObject {
  const kept = withFields(next, { spec: live.spec });
  if (resets.members.has('f:metadata')) {
    return {
      ...kept,
      metadata: { ...objectOf(live.metadata), managedFields: metadataOf(next).managedFields },
    };
  }
  const below = resets.children.get('f:metadata');
  const changes = [...(below?.members ?? [])].map((step) => step.slice(2));
  return withMetadata(
    kept,
    Object.fromEntries(changes.map((name) => [name, metadataOf(live)[name]])),
  );
}

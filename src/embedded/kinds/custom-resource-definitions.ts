import { type JsonObject, jsonEquals } from '../../model/json.ts';
import { refuseUnsupported } from '../crd/unsupported.ts';
import {
  isDeleting,
  metadataOf,
  nameOf,
  objectOf,
  objectsOf,
  textOf,
  textsOf,
  withFields,
  withMetadata,
} from '../registry/metadata.ts';
import {
  duplicateValue,
  type FieldProblem,
  immutable,
  invalid,
  notSupported,
  required,
} from '../status/field-error.ts';
import { RESET_SPEC_AND_METADATA } from './base-strategy.ts';
import type { Kind } from './kind.ts';
import { specAndStatus } from './spec-and-status.ts';

const base = specAndStatus({
  emptyStatus: {},
  statusResets: RESET_SPEC_AND_METADATA,
  generation: true,
});

function storageVersionOf(object: JsonObject): string {
  const versions = objectsOf(objectOf(object.spec).versions);
  return textOf(versions.find((version) => version.storage === true)?.name);
}

function withStoredVersion(object: JsonObject, live: JsonObject | undefined): JsonObject {
  const status = objectOf(live === undefined ? undefined : live.status);
  const stored = textsOf(status.storedVersions);
  const storage = storageVersionOf(object);
  const storedVersions = storage === '' || stored.includes(storage) ? stored : [...stored, storage];
  return {
    ...object,
    status: withFields(
      { acceptedNames: { plural: '', kind: '' }, conditions: null, ...status },
      { storedVersions },
    ),
  };
}

function setDefaults(object: JsonObject): JsonObject {
  const spec = objectOf(object.spec);
  const names = objectOf(spec.names);
  const kind = textOf(names.kind);
  return {
    ...object,
    spec: withFields(spec, {
      names: withFields(names, {
        singular: textOf(names.singular) || kind.toLowerCase() || undefined,
        listKind: textOf(names.listKind) || (kind === '' ? undefined : `${kind}List`),
      }),
      conversion: spec.conversion ?? { strategy: 'None' },
    }),
  };
}

function validate(object: JsonObject): readonly FieldProblem[] {
  const spec = objectOf(object.spec);
  const names = objectOf(spec.names);
  const versions = objectsOf(spec.versions);
  const problems: FieldProblem[] = [];
  const group = textOf(spec.group);
  const plural = textOf(names.plural);
  const wanted = `${plural}.${group}`;
  if (nameOf(object) !== wanted) {
    problems.push(
      invalid('metadata.name', nameOf(object), `must be spec.names.plural+"."+spec.group`),
    );
  }
  if (group === '') problems.push(required('spec.group'));
  else if (!group.includes('.')) {
    problems.push(invalid('spec.group', group, 'should be a domain with at least one dot'));
  }
  const scope = textOf(spec.scope);
  if (scope === '') problems.push(required('spec.scope'));
  else if (scope !== 'Cluster' && scope !== 'Namespaced') {
    problems.push(notSupported('spec.scope', scope, ['Cluster', 'Namespaced']));
  }
  problems.push(...validateVersions(versions));
  for (const key of ['plural', 'singular', 'kind', 'listKind']) {
    if (textOf(names[key]) === '') problems.push(required(`spec.names.${key}`));
  }
  return problems;
}

/** A version as the real server prints its own here: schemas moved elsewhere by then. */
function printVersion(version: JsonObject): JsonObject {
  return {
    Name: version.name,
    Served: version.served === true,
    Storage: version.storage === true,
    Deprecated: version.deprecated === true,
    DeprecationWarning: null,
    Schema: null,
    Subresources: null,
    AdditionalPrinterColumns: null,
    SelectableFields: null,
  };
}

function validateVersions(versions: readonly JsonObject[]): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const storage = versions.filter((version) => version.storage === true).length;
  for (const [index, version] of versions.entries()) {
    const path = `spec.versions[${index}]`;
    const name = textOf(version.name);
    if (versions.slice(0, index).some((other) => other.name === name)) {
      problems.push(duplicateValue(`${path}.name`, name));
    }
    if (objectOf(version.schema).openAPIV3Schema === undefined) {
      problems.push(required(`${path}.schema.openAPIV3Schema`));
    }
  }
  if (storage !== 1) {
    const detail = 'must have exactly one version marked as storage version';
    problems.push(invalid('spec.versions', versions.map(printVersion), detail));
    if (storage === 0) {
      const detail = 'must have at least one stored version';
      problems.push(invalid('status.storedVersions', null, detail));
    }
  }
  return problems;
}

function validateUpdate(next: JsonObject, live: JsonObject): readonly FieldProblem[] {
  const problems = [...validate(next)];
  const before = objectOf(live.spec);
  const after = objectOf(next.spec);
  if (before.scope !== after.scope) problems.push(immutable('spec.scope', after.scope));
  const kindBefore = objectOf(before.names).kind;
  const kindAfter = objectOf(after.names).kind;
  if (!jsonEquals(kindBefore, kindAfter)) {
    problems.push(immutable('spec.names.kind', kindAfter));
  }
  return problems;
}

/** Holds a definition until its objects are gone. */
export const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';

/** A definition on its way out says so, and waits for its objects. */
function markTerminating(object: JsonObject): JsonObject {
  const { deletionTimestamp, finalizers: held } = metadataOf(object);
  const finalizers = textsOf(held);
  const status = objectOf(object.status);
  const conditions = objectsOf(status.conditions).filter((one) => one.type !== 'Terminating');
  const terminating = {
    type: 'Terminating',
    status: 'True',
    lastTransitionTime: deletionTimestamp,
    reason: 'InstanceDeletionPending',
    message:
      'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
  };
  return {
    ...withMetadata(object, {
      finalizers: finalizers.includes(CLEANUP) ? finalizers : [...finalizers, CLEANUP],
      deletionGracePeriodSeconds: undefined,
    }),
    status: { ...status, conditions: [...conditions, terminating] },
  };
}

export const customResourceDefinitions: Kind = {
  setDefaults,
  strategy: {
    ...base,
    unconditionalUpdate: false,
    admit: (object) => {
      refuseUnsupported(object);
      return object;
    },
    prepareForCreate: (object, registry) =>
      withStoredVersion(base.prepareForCreate(object, registry), undefined),
    prepareForUpdate: (next, live, registry) =>
      withStoredVersion(base.prepareForUpdate(next, live, registry), live),
    validate,
    validateUpdate,
    mayRemove: (object) =>
      isDeleting(object) && !textsOf(metadataOf(object).finalizers).includes(CLEANUP),
    whileDeleting: (marked, live) => {
      // Being deleted is no new desired state of a definition.
      const { generation } = live.metadata;
      return withMetadata(markTerminating(marked), { generation });
    },
  },
};

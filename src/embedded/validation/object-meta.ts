import { type JsonObject, type JsonValue, jsonEquals } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { metadataOf, objectOf, objectsOf, textOf, textsOf } from '../registry/metadata.ts';
import type { ResourceType } from '../registry/resource-type.ts';
import {
  type FieldProblem,
  forbiddenField,
  IMMUTABLE,
  invalid,
  required,
  tooLong,
} from '../status/field-error.ts';
import { labelValue, pathSegment, qualifiedName } from './names.ts';

const MAXIMUM_ANNOTATIONS = 256 * 1024;

/** Labels anywhere in an object. */
export function validateLabels(
  field: string,
  labels: JsonValue | undefined,
): readonly FieldProblem[] {
  return Object.entries(objectOf(labels)).flatMap(([key, value]) => [
    ...qualifiedName(key).map((detail) => invalid(field, key, detail)),
    ...labelValue(textOf(value)).map((detail) => invalid(field, textOf(value), detail)),
  ]);
}

export function validateAnnotations(
  field: string,
  annotations: JsonValue | undefined,
): readonly FieldProblem[] {
  const entries = Object.entries(objectOf(annotations));
  const size = entries.reduce((sum, [key, value]) => sum + key.length + textOf(value).length, 0);
  return [
    ...entries.flatMap(([key]) =>
      qualifiedName(key.toLowerCase()).map((detail) => invalid(field, key, detail)),
    ),
    ...(size > MAXIMUM_ANNOTATIONS ? [tooLong(field, MAXIMUM_ANNOTATIONS)] : []),
  ];
}

function validateOwner(owner: JsonObject, field: string): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const version = textOf(owner.apiVersion).split('/').at(-1) ?? '';
  if (version === '') {
    problems.push(
      invalid(`${field}.apiVersion`, textOf(owner.apiVersion), 'version must not be empty'),
    );
  }
  for (const key of ['kind', 'name', 'uid']) {
    if (textOf(owner[key]) === '')
      problems.push(invalid(`${field}.${key}`, '', 'must not be empty'));
  }
  return problems;
}

function validateOwners(metadata: JsonObject): readonly FieldProblem[] {
  const field = 'metadata.ownerReferences';
  const owners = objectsOf(metadata.ownerReferences);
  const controllers = owners.filter((owner) => owner.controller === true);
  const [first, second] = controllers.map((owner) => `${textOf(owner.kind)}/${textOf(owner.name)}`);
  const problems = owners.flatMap((owner) => validateOwner(owner, field));
  if (first === undefined || second === undefined) return problems;
  const detail = `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${second}`;
  return [...problems, invalid(field, owners, detail)];
}

function validateNames(type: ResourceType, metadata: JsonObject): readonly FieldProblem[] {
  const name = textOf(metadata.name);
  if (name === '') return [required('metadata.name', 'name or generateName is required')];
  const details = [...new Set([...type.strategy.validateName(name), ...pathSegment(name)])];
  return details.map((detail) => invalid('metadata.name', name, detail));
}

function isStandardOrQualified(finalizer: string): boolean {
  return (
    finalizer.includes('/') || ['kubernetes', 'orphan', 'foregroundDeletion'].includes(finalizer)
  );
}

/** What is wrong with the metadata of an object of any kind. */
export function validateObjectMeta(
  type: ResourceType,
  object: JsonObject,
): readonly FieldProblem[] {
  const metadata = metadataOf(object);
  const problems = [...validateNames(type, metadata)];
  if (type.info.namespaced && textOf(metadata.namespace) === '') {
    problems.push(required('metadata.namespace'));
  }
  for (const [index, finalizer] of textsOf(metadata.finalizers).entries()) {
    problems.push(
      ...qualifiedName(finalizer).map((detail) =>
        invalid('metadata.finalizers', finalizer, detail),
      ),
    );
    if (type.codec.definition !== undefined && !isStandardOrQualified(finalizer)) {
      const detail = 'name is neither a standard finalizer name nor is it fully qualified';
      problems.push(invalid(`metadata.finalizers[${index}]`, finalizer, detail));
    }
  }
  return [
    ...problems,
    ...validateLabels('metadata.labels', metadata.labels),
    ...validateAnnotations('metadata.annotations', metadata.annotations),
    ...validateOwners(metadata),
  ];
}

/** What an update of an object of any kind must not change. */
export function validateObjectMetaUpdate(
  next: JsonObject,
  live: Manifest,
): readonly FieldProblem[] {
  const metadata = metadataOf(next);
  const problems: FieldProblem[] = [];
  if (live.metadata.deletionTimestamp !== undefined) {
    const before = textsOf(live.metadata.finalizers);
    const added = textsOf(metadata.finalizers).filter((one) => !before.includes(one));
    if (added.length > 0) {
      const list = `[]string{${added.map((one) => JSON.stringify(one)).join(', ')}}`;
      const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`;
      problems.push(forbiddenField('metadata.finalizers', detail));
    }
  }
  for (const key of [
    'name',
    'namespace',
    'uid',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
  ]) {
    if (!jsonEquals(metadata[key], live.metadata[key])) {
      problems.push(invalid(`metadata.${key}`, metadata[key], IMMUTABLE));
    }
  }
  return problems;
}

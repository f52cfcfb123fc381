import { type JsonObject, jsonEquals } from '../../model/json.ts';
import { compareQuantities } from '../../model/quantity.ts';
import { objectOf, textOf, textsOf, without } from '../registry/metadata.ts';
import {
  type FieldProblem,
  forbiddenField,
  immutable,
  invalid,
  notSupported,
  required,
} from '../status/field-error.ts';
import { dnsSubdomain } from './names.ts';
import { oneOf } from './pod-spec.ts';

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const VOLUME_MODES = ['Block', 'Filesystem'];
const RECLAIM_POLICIES = ['Delete', 'Recycle', 'Retain'];
const spec = (object: JsonObject): JsonObject => objectOf(object.spec);

function validateModes(object: JsonObject, detail: string): readonly FieldProblem[] {
  const modes = textsOf(spec(object).accessModes);
  if (modes.length === 0) return [required('spec.accessModes', detail)];
  return modes
    .filter((mode) => !ACCESS_MODES.includes(mode))
    .map((mode) => notSupported('spec.accessModes', mode, ACCESS_MODES));
}

function validateClass(object: JsonObject): readonly FieldProblem[] {
  const name = textOf(spec(object).storageClassName);
  if (name === '') return [];
  return dnsSubdomain(name).map((detail) => invalid('spec.storageClassName', name, detail));
}

export function validateClaim(object: JsonObject): readonly FieldProblem[] {
  const { storage } = objectOf(objectOf(spec(object).resources).requests);
  const field = 'spec.resources[storage]';
  const size =
    storage === undefined
      ? [required(field)]
      : compareQuantities(textOf(storage), '0') > 0
        ? []
        : [invalid(field, storage, 'must be greater than zero')];
  return [
    ...validateModes(object, 'at least 1 access mode is required'),
    ...size,
    ...validateClass(object),
    ...oneOf('spec.volumeMode', spec(object).volumeMode, VOLUME_MODES),
  ];
}

/** A claim keeps its spec, but for a larger request and for being bound. */
export function keptClaim(next: JsonObject, live: JsonObject): readonly FieldProblem[] {
  const after = spec(next);
  const before = spec(live);
  const isBound = objectOf(live.status).phase === 'Bound';
  const isBinding = textOf(before.volumeName) === '';
  const free = ['volumeAttributesClassName', ...(isBinding ? ['volumeName'] : [])];
  const kept = (of: JsonObject): JsonObject => without(of, 'resources', ...free);
  const resourcesOf = (of: JsonObject): JsonObject => objectOf(of.resources);
  const sameResources = jsonEquals(resourcesOf(after), resourcesOf(before));
  if (jsonEquals(kept(after), kept(before)) && (sameResources || isBound)) {
    return sameResources ? [] : shrinkingProblems(after, before);
  }
  const detail =
    'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
  return [forbiddenField('spec', detail)];
}

function shrinkingProblems(after: JsonObject, before: JsonObject): readonly FieldProblem[] {
  const sizeOf = (of: JsonObject): string =>
    textOf(objectOf(objectOf(of.resources).requests).storage);
  if (compareQuantities(sizeOf(after), sizeOf(before)) >= 0) return [];
  const detail = 'field can not be less than status.capacity';
  return [forbiddenField('spec.resources.requests.storage', detail)];
}

/** The fields of a volume's spec that say what it is, rather than what it is on. */
const NOT_A_SOURCE = [
  'capacity',
  'accessModes',
  'claimRef',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'mountOptions',
  'volumeMode',
  'nodeAffinity',
  'volumeAttributesClassName',
];

const sourceOf = (object: JsonObject): JsonObject => without(spec(object), ...NOT_A_SOURCE);

export function validateVolume(object: JsonObject): readonly FieldProblem[] {
  const capacity = objectOf(spec(object).capacity);
  const policy = spec(object).persistentVolumeReclaimPolicy;
  const problems: FieldProblem[] = [...validateModes(object, '')];
  if (Object.keys(capacity).length === 0) problems.push(required('spec.capacity'));
  if (capacity.storage === undefined || Object.keys(capacity).length > 1) {
    problems.push(notSupported('spec.capacity', capacity, ['storage']));
  }
  const sources = Object.keys(sourceOf(object));
  if (sources.length === 0) problems.push(required('spec', 'must specify a volume type'));
  for (const extra of sources
    .filter((one) => one !== 'hostPath')
    .slice(sources.includes('hostPath') ? 0 : 1)) {
    problems.push(forbiddenField(`spec.${extra}`, 'may not specify more than 1 volume type'));
  }
  return [
    ...problems,
    ...oneOf('spec.persistentVolumeReclaimPolicy', policy, RECLAIM_POLICIES),
    ...validateClass(object),
    ...oneOf('spec.volumeMode', spec(object).volumeMode, VOLUME_MODES),
  ];
}

/** A volume stays on what it is on. */
export function keptVolume(next: JsonObject, live: JsonObject): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (!jsonEquals(sourceOf(next), sourceOf(live))) {
    const detail = 'spec.persistentvolumesource is immutable after creation';
    problems.push(forbiddenField('spec.persistentvolumesource', detail));
  }
  const { volumeMode } = spec(next);
  if (!jsonEquals(volumeMode, spec(live).volumeMode)) {
    problems.push(immutable('volumeMode', volumeMode));
  }
  return problems;
}

/** A storage class keeps what its volumes were made by. */
export function keptStorageClass(next: JsonObject, live: JsonObject): readonly FieldProblem[] {
  return ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'].flatMap((field) =>
    jsonEquals(next[field], live[field]) ? [] : [immutable(field, next[field])],
  );
}

import type { JsonObject, JsonValue } from '../../model/json.ts';
import { listOf, objectOf, objectsOf, textOf } from '../registry/metadata.ts';
import {
  duplicateValue,
  type FieldProblem,
  forbiddenField,
  invalid,
  notSupported,
  required,
} from '../status/field-error.ts';
import { validateContainer } from './container.ts';
import { dnsLabel } from './names.ts';

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];

/** A field that has to be one of some values; an absent one is somebody else's business. */
export function oneOf(
  field: string,
  value: JsonValue | undefined,
  supported: readonly string[],
): readonly FieldProblem[] {
  if (value === undefined || supported.includes(textOf(value))) return [];
  return [notSupported(field, value, supported)];
}

/** What is wrong with the spec of a Pod, or of a template. */
export function validatePodSpec(spec: JsonObject, field: string): readonly FieldProblem[] {
  const volumes = objectsOf(spec.volumes);
  const names = new Set(volumes.map((volume) => textOf(volume.name)));
  const containers = objectsOf(spec.containers);
  return [
    ...validateVolumes(volumes, `${field}.volumes`),
    ...(listOf(spec.containers).length === 0 ? [required(`${field}.containers`)] : []),
    ...validateContainers(containers, `${field}.containers`, names),
    ...validateContainers(objectsOf(spec.initContainers), `${field}.initContainers`, names),
    ...oneOf(`${field}.restartPolicy`, spec.restartPolicy, RESTART_POLICIES),
    ...oneOf(`${field}.dnsPolicy`, spec.dnsPolicy, DNS_POLICIES),
  ];
}

function validateContainers(
  containers: readonly JsonObject[],
  field: string,
  volumes: ReadonlySet<string>,
): readonly FieldProblem[] {
  const seen = new Set<string>();
  return containers.flatMap((container, index) => {
    const path = `${field}[${index}]`;
    const name = textOf(container.name);
    const isKnown = name !== '' && seen.has(name);
    seen.add(name);
    return [
      ...(name === '' ? [required(`${path}.name`)] : []),
      ...(name === '' ? [] : dnsLabel(name).map((detail) => invalid(`${path}.name`, name, detail))),
      ...(isKnown ? [duplicateValue(`${path}.name`, name)] : []),
      ...validateContainer(container, path, volumes),
    ];
  });
}

/** The fields that a kind of volume cannot do without. */
const REQUIRED_OF_VOLUME: Readonly<Record<string, string>> = {
  configMap: 'name',
  persistentVolumeClaim: 'claimName',
  secret: 'secretName',
  hostPath: 'path',
};

function validateVolumes(volumes: readonly JsonObject[], field: string): readonly FieldProblem[] {
  const seen = new Set<string>();
  return volumes.flatMap((volume, index) => {
    const path = `${field}[${index}]`;
    const name = textOf(volume.name);
    const isKnown = seen.has(name);
    seen.add(name);
    const sources = Object.keys(volume).filter((key) => key !== 'name');
    const naming =
      name === ''
        ? [required(`${path}.name`)]
        : dnsLabel(name).map((detail) => invalid(`${path}.name`, name, detail));
    return [
      ...naming,
      ...(isKnown ? [duplicateValue(`${path}.name`, name)] : []),
      ...sources.slice(1).map(() => tooManySources(volume, path)),
      ...sources.slice(0, 1).flatMap((source) => validateSource(volume, source, path)),
    ];
  });
}

/** The order in which the server looks at the kinds of volumes: the first it finds counts. */
const SOURCE_ORDER = ['emptyDir', 'hostPath', 'secret', 'nfs', 'persistentVolumeClaim'];

function tooManySources(volume: JsonObject, path: string): FieldProblem {
  const sources = Object.keys(volume).filter((key) => key !== 'name');
  const first = SOURCE_ORDER.find((source) => sources.includes(source)) ?? sources[0];
  const second = sources.find((source) => source !== first) ?? '';
  return forbiddenField(`${path}.${second}`, 'may not specify more than 1 volume type');
}

function validateSource(volume: JsonObject, source: string, path: string): readonly FieldProblem[] {
  const key = REQUIRED_OF_VOLUME[source];
  if (key === undefined || textOf(objectOf(volume[source])[key]) !== '') return [];
  return [required(`${path}.${source}.${key}`)];
}

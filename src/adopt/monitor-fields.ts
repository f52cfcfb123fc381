import { isJsonObject, type JsonValue, jsonEquals } from '../model/json.ts';
import { type FieldPath, type Manifest, valueAt } from '../model/manifest.ts';
import type { DriftedField, FieldChange } from './drifted-field.ts';

/** Fields of a TidbMonitor, and what they are to be. */
type Settings = readonly (readonly [path: FieldPath, value: JsonValue | undefined])[];

/**
 * The fields of a TidbMonitor that may give a field of one of its children the
 * live value, each way on its own; none where the intent has no counterpart.
 * Whether one does, only expanding tells.
 */
export function monitorFields(
  monitor: Manifest,
  child: Manifest,
  { path, wanted, live }: DriftedField,
): readonly (readonly FieldChange[])[] {
  const ways = [
    ...containerWays(child, path, wanted, live),
    ...workloadWays(child, path, live),
    ...serviceWays(child, path, live),
  ];
  return ways
    .map((settings) =>
      settings.map(([at, after]) => ({ path: at, before: valueAt(monitor, at), after })),
    )
    .map((changes) => changes.filter(({ before, after }) => !jsonEquals(before, after)))
    .filter((changes) => changes.length > 0);
}

/** The part of a TidbMonitor that each container comes from. */
const components: Readonly<Record<string, FieldPath>> = {
  prometheus: ['spec', 'prometheus'],
  grafana: ['spec', 'grafana'],
  reloader: ['spec', 'reloader'],
  'prometheus-config-reloader': ['spec', 'prometheusReloader'],
  'thanos-sidecar': ['spec', 'thanos'],
  'monitor-initializer': ['spec', 'initializer'],
  'dm-initializer': ['spec', 'dm', 'initializer'],
};

function containerWays(
  child: Manifest,
  path: FieldPath,
  wanted: JsonValue | undefined,
  live: JsonValue | undefined,
): readonly Settings[] {
  const at = path.findIndex((step) => step === 'containers' || step === 'initContainers');
  const name = at < 0 ? undefined : valueAt(child, [...path.slice(0, at + 2), 'name']);
  const component = components[String(name)];
  if (component === undefined) return [];
  const [field, ...rest] = path.slice(at + 2);
  switch (field) {
    case 'image':
      return imageWays(component, wanted, live);
    case 'imagePullPolicy':
      return [[[[...component, field], live]], [[['spec', field], live]]];
    case 'resources':
      return rest.length > 0
        ? [[[[...component, ...rest], live]]]
        : [[...resourceSettings(component, live)]];
    case 'args':
    case 'command':
      return argumentWays(component, wanted, live);
    case 'env':
      return environmentWays(component, valueAt(child, [...path.slice(0, at + 4), 'name']), live);
    default:
      return [];
  }
}

function imageWays(
  component: FieldPath,
  wanted: JsonValue | undefined,
  live: JsonValue | undefined,
): readonly Settings[] {
  const now = imageParts(live);
  if (now === undefined) return [];
  const version = [[...component, 'version'], now.version] as const;
  if (imageParts(wanted)?.base === now.base) return [[version]];
  return [[[[...component, 'baseImage'], now.base], version]];
}

function imageParts(image: JsonValue | undefined): { base: string; version: string } | undefined {
  if (typeof image !== 'string' || image.includes('@')) return undefined;
  const colon = image.indexOf(':', image.lastIndexOf('/') + 1);
  return colon < 0 ? undefined : { base: image.slice(0, colon), version: image.slice(colon + 1) };
}

function resourceSettings(component: FieldPath, live: JsonValue | undefined): Settings {
  return ['requests', 'limits'].map((field) => [
    [...component, field],
    isJsonObject(live) ? live[field] : undefined,
  ]);
}

/** Options of Prometheus that a field of its own sets. */
const options: Readonly<Record<string, string>> = {
  '--log.level': 'logLevel',
  '--storage.tsdb.retention.time': 'retentionTime',
};

function argumentWays(
  component: FieldPath,
  wanted: JsonValue | undefined,
  live: JsonValue | undefined,
): readonly Settings[] {
  if (!Array.isArray(wanted) || !Array.isArray(live) || wanted.length !== live.length) return [];
  const changed = live.filter((argument, index) => argument !== wanted[index]);
  const settings = changed.map((argument) => {
    const [option = '', value] = String(argument).split('=', 2);
    const field = options[option];
    return field === undefined ? undefined : ([[...component, field], value] as const);
  });
  const known = settings.filter((setting) => setting !== undefined);
  return known.length === settings.length ? [known] : [];
}

function environmentWays(
  component: FieldPath,
  name: JsonValue | undefined,
  live: JsonValue | undefined,
): readonly Settings[] {
  if (typeof name !== 'string') return [];
  if (name === 'TZ') return [[[['spec', 'timezone'], live]]];
  if (name === 'GF_LOG_LEVEL') return [[[[...component, 'logLevel'], live]]];
  return component.includes('grafana') ? [[[[...component, 'envs', name], live]]] : [];
}

/** Fields of pods that a TidbMonitor has under a name of its own, or the same. */
const podFields: Readonly<Record<string, string>> = {
  nodeSelector: 'nodeSelector',
  tolerations: 'tolerations',
  affinity: 'affinity',
  topologySpreadConstraints: 'topologySpreadConstraints',
  priorityClassName: 'priorityClassName',
  imagePullSecrets: 'imagePullSecrets',
  securityContext: 'podSecurityContext',
};

function workloadWays(
  { kind }: Manifest,
  path: FieldPath,
  live: JsonValue | undefined,
): readonly Settings[] {
  if (kind !== 'StatefulSet' && kind !== 'Deployment') return [];
  const text = path.join('.');
  if (text === 'spec.replicas') return [[[['spec', 'replicas'], live]]];
  if (text.startsWith('spec.volumeClaimTemplates')) return claimWays(path, live);
  const [top, template, part, field, ...rest] = path;
  if (top !== 'spec' || template !== 'template') return [];
  if (part === 'metadata' && (field === 'labels' || field === 'annotations')) {
    return rest.length === 1 ? [[[['spec', field, ...rest], live]]] : [];
  }
  const counterpart = part === 'spec' ? podFields[String(field)] : undefined;
  return counterpart === undefined ? [] : [[[['spec', counterpart, ...rest], live]]];
}

/** The claim's size and class; the list of claims is one value to the server. */
function claimWays(path: FieldPath, live: JsonValue | undefined): readonly Settings[] {
  const size = ['spec', 'resources', 'requests', 'storage'];
  const storageClass = ['spec', 'storageClassName'];
  const rest = path.slice(3).join('.');
  if (rest === size.join('.')) return [[[['spec', 'storage'], live]]];
  if (rest === storageClass.join('.')) return [[[['spec', 'storageClassName'], live]]];
  const claim = Array.isArray(live) ? (live[0] as JsonValue | undefined) : undefined;
  if (path.length !== 2 || claim === undefined) return [];
  return [
    [
      [['spec', 'storage'], valueAt(claim, size)],
      [['spec', 'storageClassName'], valueAt(claim, storageClass)],
    ],
  ];
}

const serviceFields = [
  'type',
  'clusterIP',
  'loadBalancerIP',
  'loadBalancerSourceRanges',
  'loadBalancerClass',
];

function serviceWays(
  { kind, metadata }: Manifest,
  path: FieldPath,
  live: JsonValue | undefined,
): readonly Settings[] {
  const part = ['grafana', 'reloader', 'prometheus'].find((one) =>
    metadata.name.includes(`-${one}`),
  );
  if (part === undefined || (kind !== 'Service' && kind !== 'Ingress')) return [];
  const [top, field, ...rest] = path;
  const place = ['spec', part, kind === 'Service' ? 'service' : 'ingress'];
  if (top === 'metadata' && (field === 'annotations' || field === 'labels')) {
    return rest.length === 1 ? [[[[...place, field, ...rest], live]]] : [];
  }
  if (kind !== 'Service' || top !== 'spec') return [];
  if (serviceFields.includes(String(field))) return [[[[...place, String(field), ...rest], live]]];
  if (field !== 'ports') return [];
  const counterparts: Readonly<Record<string, string>> = { port: 'port', name: 'portName' };
  const counterpart = counterparts[String(rest[1])];
  return counterpart === undefined ? [] : [[[[...place, counterpart], live]]];
}

import type { JsonObject, JsonValue } from '../../model/json.ts';
import { printAccessModes } from '../kinds/volumes.ts';
import {
  isDeleting,
  metadataOf,
  nameOf,
  numberOf,
  objectOf,
  objectsOf,
  textOf,
  textsOf,
} from '../registry/metadata.ts';
import { ageOf } from './age.ts';
import type { Cells } from './builtin-cells.ts';
import { printLabels, printSelector } from './print-selector.ts';

const age = (object: JsonObject, now: number): string =>
  ageOf(metadataOf(object).creationTimestamp, now);
const spec = (object: JsonObject): JsonObject => objectOf(object.spec);
const status = (object: JsonObject): JsonObject => objectOf(object.status);
const sizeOf = (value: JsonValue | undefined): number => Object.keys(objectOf(value)).length;

const named: Cells = (object, now) => [nameOf(object), age(object, now)];
const created: Cells = (object) => [nameOf(object), textOf(metadataOf(object).creationTimestamp)];

const configMap: Cells = (object, now) => [
  nameOf(object),
  sizeOf(object.data) + sizeOf(object.binaryData),
  age(object, now),
];

const secret: Cells = (object, now) => [
  nameOf(object),
  textOf(object.type),
  sizeOf(object.data),
  age(object, now),
];

const namespace: Cells = (object, now) => [
  nameOf(object),
  textOf(status(object).phase),
  age(object, now),
];

function servicePorts(object: JsonObject): string {
  const ports = objectsOf(spec(object).ports).map((one) => {
    const nodePort = numberOf(one.nodePort) ?? 0;
    return `${String(one.port)}${nodePort > 0 ? `:${nodePort}` : ''}/${textOf(one.protocol)}`;
  });
  return ports.join(',') || '<none>';
}

function externalAddress(object: JsonObject): string {
  const { type, externalIPs, externalName } = spec(object);
  const given = textsOf(externalIPs);
  if (type === 'ExternalName') return textOf(externalName);
  if (type !== 'LoadBalancer') return given.join(',') || '<none>';
  const ingress = objectsOf(objectOf(status(object).loadBalancer).ingress);
  const addresses = ingress.map((one) => textOf(one.ip) || textOf(one.hostname));
  return [...addresses, ...given].join(',') || '<pending>';
}

const service: Cells = (object, now) => [
  nameOf(object),
  textOf(spec(object).type),
  textsOf(spec(object).clusterIPs)[0] ?? '<none>',
  externalAddress(object),
  servicePorts(object),
  age(object, now),
  printLabels(objectOf(spec(object).selector)),
];

const volumeClass = (object: JsonObject): string =>
  textOf(objectOf(metadataOf(object).annotations)['volume.beta.kubernetes.io/storage-class']) ||
  textOf(spec(object).storageClassName);

const persistentVolume: Cells = (object, now) => {
  const { capacity, accessModes, persistentVolumeReclaimPolicy, claimRef } = spec(object);
  const claim = objectOf(claimRef);
  return [
    nameOf(object),
    textOf(objectOf(capacity).storage) || '0',
    printAccessModes(textsOf(accessModes)),
    textOf(persistentVolumeReclaimPolicy),
    isDeleting(object) ? 'Terminating' : textOf(status(object).phase),
    claimRef === undefined ? '' : `${textOf(claim.namespace)}/${textOf(claim.name)}`,
    volumeClass(object),
    textOf(spec(object).volumeAttributesClassName) || '<unset>',
    textOf(status(object).reason),
    age(object, now),
    textOf(spec(object).volumeMode) || '<unset>',
  ];
};

const persistentVolumeClaim: Cells = (object, now) => {
  const volume = textOf(spec(object).volumeName);
  const { accessModes, capacity } = status(object);
  return [
    nameOf(object),
    isDeleting(object) ? 'Terminating' : textOf(status(object).phase),
    volume,
    volume === '' ? '' : textOf(objectOf(capacity).storage) || '0',
    volume === '' ? '' : printAccessModes(textsOf(accessModes)),
    volumeClass(object),
    textOf(spec(object).volumeAttributesClassName) || '<unset>',
    age(object, now),
    textOf(spec(object).volumeMode) || '<unset>',
  ];
};

const storageClass: Cells = (object, now) => {
  const annotations = objectOf(metadataOf(object).annotations);
  const isDefault = annotations['storageclass.kubernetes.io/is-default-class'] === 'true';
  return [
    isDefault ? `${nameOf(object)} (default)` : nameOf(object),
    textOf(object.provisioner),
    textOf(object.reclaimPolicy),
    textOf(object.volumeBindingMode),
    object.allowVolumeExpansion === true,
    age(object, now),
  ];
};

function hostsOf(object: JsonObject): string {
  const hosts = objectsOf(spec(object).rules).flatMap((rule) => textOf(rule.host) || []);
  if (hosts.length === 0) return '*';
  return hosts.length <= 3
    ? hosts.join(',')
    : `${hosts.slice(0, 3).join(',')} + ${hosts.length - 3} more...`;
}

const ingress: Cells = (object, now) => {
  const addresses = objectsOf(objectOf(status(object).loadBalancer).ingress);
  return [
    nameOf(object),
    textOf(spec(object).ingressClassName) || '<none>',
    hostsOf(object),
    addresses.map((one) => textOf(one.ip) || textOf(one.hostname)).join(','),
    objectsOf(spec(object).tls).length > 0 ? '80, 443' : '80',
    age(object, now),
  ];
};

const ingressClass: Cells = (object, now) => {
  const parameters = objectOf(spec(object).parameters);
  const group = textOf(parameters.apiGroup);
  const kind = group === '' ? textOf(parameters.kind) : `${textOf(parameters.kind)}.${group}`;
  return [
    nameOf(object),
    textOf(spec(object).controller),
    spec(object).parameters === undefined ? '<none>' : `${kind}/${textOf(parameters.name)}`,
    age(object, now),
  ];
};

const networkPolicy: Cells = (object, now) => [
  nameOf(object),
  printSelector(objectOf(spec(object).podSelector)) || '<none>',
  age(object, now),
];

const roleBinding: Cells = (object, now) => {
  const role = objectOf(object.roleRef);
  const subjects = objectsOf(object.subjects);
  const ofKind = (kind: string): readonly JsonObject[] =>
    subjects.filter((one) => one.kind === kind);
  const names = (kind: string): string =>
    ofKind(kind)
      .map((one) => textOf(one.name))
      .join(', ');
  const accounts = ofKind('ServiceAccount').map(
    (one) => `${textOf(one.namespace)}/${textOf(one.name)}`,
  );
  return [
    nameOf(object),
    `${textOf(role.kind)}/${textOf(role.name)}`,
    age(object, now),
    names('User'),
    names('Group'),
    accounts.join(', '),
  ];
};

const lease: Cells = (object, now) => [
  nameOf(object),
  textOf(spec(object).holderIdentity),
  age(object, now),
];

function eventSource(object: JsonObject): string {
  const source = objectOf(object.source);
  const component = textOf(source.component) || textOf(object.reportingComponent);
  const host = textOf(source.host) || textOf(object.reportingInstance);
  return host === '' ? component : `${component}, ${host}`;
}

const event: Cells = (object, now) => {
  const about = objectOf(object.involvedObject);
  const first = ageOf(object.firstTimestamp ?? object.eventTime ?? undefined, now);
  const series = objectOf(object.series);
  const last = series.lastObservedTime ?? object.lastTimestamp ?? undefined;
  const kind = textOf(about.kind).toLowerCase();
  const name = textOf(about.name);
  return [
    last === undefined ? first : ageOf(last, now),
    textOf(object.type),
    textOf(object.reason),
    name === '' ? kind : `${kind}/${name}`,
    textOf(about.fieldPath),
    eventSource(object),
    textOf(object.message).trim(),
    first,
    numberOf(series.count) ?? numberOf(object.count) ?? 1,
    nameOf(object),
  ];
};

const endpoints: Cells = (object, now) => {
  const addresses = objectsOf(object.subsets).flatMap((subset) => {
    const ports = objectsOf(subset.ports).map((one) => `:${String(one.port)}`);
    return objectsOf(subset.addresses).flatMap((one) =>
      (ports.length === 0 ? [''] : ports).map((port) => `${textOf(one.ip)}${port}`),
    );
  });
  return [nameOf(object), addresses.join(',') || '<none>', age(object, now)];
};

const node: Cells = (object, now) => {
  const ready = objectsOf(status(object).conditions).find((one) => one.type === 'Ready');
  const info = objectOf(status(object).nodeInfo);
  const health = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return [
    nameOf(object),
    spec(object).unschedulable === true ? `${health},SchedulingDisabled` : health,
    '<none>',
    age(object, now),
    textOf(info.kubeletVersion),
    '<none>',
    '<none>',
    textOf(info.osImage) || '<unknown>',
    textOf(info.kernelVersion) || '<unknown>',
    textOf(info.containerRuntimeVersion) || '<unknown>',
  ];
};

export const CORE_CELLS: Readonly<Record<string, Cells>> = {
  'apiextensions.k8s.io/v1/customresourcedefinitions': created,
  'coordination.k8s.io/v1/leases': lease,
  'networking.k8s.io/v1/ingressclasses': ingressClass,
  'networking.k8s.io/v1/ingresses': ingress,
  'networking.k8s.io/v1/networkpolicies': networkPolicy,
  'rbac.authorization.k8s.io/v1/clusterrolebindings': roleBinding,
  'rbac.authorization.k8s.io/v1/clusterroles': created,
  'rbac.authorization.k8s.io/v1/rolebindings': roleBinding,
  'rbac.authorization.k8s.io/v1/roles': created,
  'storage.k8s.io/v1/storageclasses': storageClass,
  'v1/configmaps': configMap,
  'v1/endpoints': endpoints,
  'v1/events': event,
  'v1/namespaces': namespace,
  'v1/nodes': node,
  'v1/persistentvolumeclaims': persistentVolumeClaim,
  'v1/persistentvolumes': persistentVolume,
  'v1/secrets': secret,
  'v1/serviceaccounts': named,
  'v1/services': service,
};

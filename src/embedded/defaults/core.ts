import { Buffer } from 'node:buffer';
import { isJsonObject, type JsonObject } from '../../model/json.ts';
import {
  nameOf,
  objectOf,
  objectsOf,
  textOf,
  withFields,
  withMetadata,
  without,
} from '../registry/metadata.ts';
import { setMissing } from './missing.ts';

const CORE = 'io.k8s.api.core.v1.';
const RBAC = 'io.k8s.api.rbac.v1.';
const RBAC_GROUP = 'rbac.authorization.k8s.io';

/** Texts that were given in the clear are kept encoded. */
function secret(value: JsonObject): JsonObject {
  const { stringData } = value;
  const typed = setMissing(value, { type: 'Opaque' });
  if (!isJsonObject(stringData)) return typed;
  const encoded = Object.entries(stringData).map(([key, text]) => [
    key,
    Buffer.from(textOf(text)).toString('base64'),
  ]);
  const data = { ...objectOf(value.data), ...Object.fromEntries(encoded) };
  return { ...without(typed, 'stringData'), data };
}

function service(value: JsonObject): JsonObject {
  const spec = setMissing(objectOf(value.spec), { sessionAffinity: 'None', type: 'ClusterIP' });
  const { type, sessionAffinity } = spec;
  const isExternal = type === 'NodePort' || type === 'LoadBalancer';
  const traffic = {
    ...(isExternal ? { externalTrafficPolicy: 'Cluster' } : {}),
    ...(isExternal || type === 'ClusterIP' ? { internalTrafficPolicy: 'Cluster' } : {}),
    ...(type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: true } : {}),
    ...(sessionAffinity === 'ClientIP'
      ? { sessionAffinityConfig: { clientIP: { timeoutSeconds: 10_800 } } }
      : {}),
  };
  const ports = Array.isArray(spec.ports) ? objectsOf(spec.ports).map(servicePort) : spec.ports;
  return { ...value, spec: withFields(setMissing(spec, traffic), { ports }) };
}

function servicePort(port: JsonObject): JsonObject {
  const { targetPort } = port;
  const isUnset = targetPort === undefined || targetPort === 0 || targetPort === '';
  return setMissing(isUnset ? { ...port, targetPort: port.port } : port, { protocol: 'TCP' });
}

function namespace(value: JsonObject): JsonObject {
  const name = nameOf(value);
  const status = setMissing(objectOf(value.status), { phase: 'Active' });
  if (name === '') return { ...value, status };
  const labels = objectOf(objectOf(value.metadata).labels);
  const labelled = withMetadata(value, {
    labels: { ...labels, 'kubernetes.io/metadata.name': name },
  });
  return { ...labelled, status };
}

const pending = (value: JsonObject): JsonObject => ({
  ...value,
  status: setMissing(objectOf(value.status), { phase: 'Pending' }),
});

function subject(value: JsonObject): JsonObject {
  return ['User', 'Group'].includes(textOf(value.kind))
    ? setMissing(value, { apiGroup: RBAC_GROUP })
    : value;
}

const roleBinding = (value: JsonObject): JsonObject => ({
  ...value,
  roleRef: setMissing(objectOf(value.roleRef), { apiGroup: RBAC_GROUP }),
});

function networkPolicySpec(value: JsonObject): JsonObject {
  if (Array.isArray(value.policyTypes)) return value;
  const hasEgress = objectsOf(value.egress).length > 0;
  return { ...value, policyTypes: hasEgress ? ['Ingress', 'Egress'] : ['Ingress'] };
}

export const CORE_DEFAULTS: Readonly<Record<string, (value: JsonObject) => JsonObject>> = {
  [`${CORE}Secret`]: secret,
  [`${CORE}Service`]: service,
  [`${CORE}Namespace`]: namespace,
  [`${CORE}PersistentVolume`]: pending,
  [`${CORE}PersistentVolumeSpec`]: (value) =>
    setMissing(value, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' }),
  [`${CORE}PersistentVolumeClaim`]: pending,
  [`${CORE}PersistentVolumeClaimSpec`]: (value) => setMissing(value, { volumeMode: 'Filesystem' }),
  [`${RBAC}Subject`]: subject,
  [`${RBAC}RoleBinding`]: roleBinding,
  [`${RBAC}ClusterRoleBinding`]: roleBinding,
  'io.k8s.api.storage.v1.StorageClass': (value) =>
    setMissing(value, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }),
  'io.k8s.api.networking.v1.NetworkPolicySpec': networkPolicySpec,
  'io.k8s.api.networking.v1.NetworkPolicyPort': (value) => setMissing(value, { protocol: 'TCP' }),
};

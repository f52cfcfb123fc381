import { isJsonObject, type JsonObject } from '../../model/json.ts';
import { objectOf, objectsOf, textOf, withFields } from '../registry/metadata.ts';
import { setMissing } from './missing.ts';

const CORE = 'io.k8s.api.core.v1.';

/** The tag of an image; `latest` where it names neither tag nor digest. */
function tagOf(image: string): string {
  const last = image.slice(image.lastIndexOf('/') + 1);
  if (last.includes('@')) return /:([^@]*)@/.exec(last)?.[1] ?? '';
  return last.includes(':') ? last.slice(last.lastIndexOf(':') + 1) : 'latest';
}

function container(value: JsonObject): JsonObject {
  return setMissing(value, {
    imagePullPolicy: tagOf(textOf(value.image)) === 'latest' ? 'Always' : 'IfNotPresent',
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  });
}

function podSpec(value: JsonObject): JsonObject {
  const account = textOf(value.serviceAccountName) || textOf(value.serviceAccount);
  const spec = setMissing(value, {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    schedulerName: 'default-scheduler',
  });
  const hosted = value.hostNetwork === true ? hostPorts(spec) : spec;
  if (account === '') return hosted;
  return { ...hosted, serviceAccountName: account, serviceAccount: account };
}

/** On the host's network a container's port is the host's. */
function hostPorts(spec: JsonObject): JsonObject {
  const onHost = (list: JsonObject['containers']) =>
    Array.isArray(list)
      ? objectsOf(list).map((one) =>
          Array.isArray(one.ports)
            ? {
                ...one,
                ports: objectsOf(one.ports).map((port) =>
                  port.hostPort === undefined ? { ...port, hostPort: port.containerPort } : port,
                ),
              }
            : one,
        )
      : list;
  return withFields(spec, {
    containers: onHost(spec.containers),
    initContainers: onHost(spec.initContainers),
  });
}

/** A bare Pod requests what it is limited to. */
function pod(value: JsonObject): JsonObject {
  const spec = objectOf(value.spec);
  const requested = (list: JsonObject['containers']) =>
    Array.isArray(list) ? objectsOf(list).map(requestLimits) : list;
  return {
    ...value,
    spec: withFields(setMissing(spec, { enableServiceLinks: true }), {
      containers: requested(spec.containers),
      initContainers: requested(spec.initContainers),
    }),
  };
}

function requestLimits(one: JsonObject): JsonObject {
  const resources = objectOf(one.resources);
  const { limits, requests } = resources;
  if (!isJsonObject(limits)) return one;
  return { ...one, resources: { ...resources, requests: { ...limits, ...objectOf(requests) } } };
}

const VOLUME_SOURCES_AT_LEAST = 2;

function volume(value: JsonObject): JsonObject {
  return Object.keys(value).length < VOLUME_SOURCES_AT_LEAST ? { ...value, emptyDir: {} } : value;
}

const withMode = (value: JsonObject): JsonObject => setMissing(value, { defaultMode: 0o644 });

export const POD_DEFAULTS: Readonly<Record<string, (value: JsonObject) => JsonObject>> = {
  [`${CORE}Pod`]: pod,
  [`${CORE}PodSpec`]: podSpec,
  [`${CORE}Container`]: container,
  [`${CORE}EphemeralContainer`]: container,
  [`${CORE}Volume`]: volume,
  [`${CORE}SecretVolumeSource`]: withMode,
  [`${CORE}ConfigMapVolumeSource`]: withMode,
  [`${CORE}DownwardAPIVolumeSource`]: withMode,
  [`${CORE}ProjectedVolumeSource`]: withMode,
  [`${CORE}ServiceAccountTokenProjection`]: (value) =>
    setMissing(value, { expirationSeconds: 3600 }),
  [`${CORE}HostPathVolumeSource`]: (value) => setMissing(value, { type: '' }),
  [`${CORE}ObjectFieldSelector`]: (value) => setMissing(value, { apiVersion: 'v1' }),
  [`${CORE}HTTPGetAction`]: (value) => setMissing(value, { path: '/', scheme: 'HTTP' }),
  [`${CORE}Probe`]: (value) =>
    setMissing(value, {
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    }),
};

import fc, { type Arbitrary } from 'fast-check';
import type { JsonObject } from '../../../src/model/json.ts';
import { type Manifest, valueAt } from '../../../src/model/manifest.ts';
import { objectsIn } from '../../../src/monitor/references.ts';

/** A TidbMonitor that is valid, and the objects it refers to, of which some may be missing. */
export interface Intent {
  readonly monitor: Manifest;
  readonly others: readonly Manifest[];
}

const HIDDEN = 'hunter2';

/** The value of every generated Secret: nothing but Secrets may hold it. */
export const HIDDEN_VALUES: readonly string[] = [HIDDEN, Buffer.from(HIDDEN).toString('base64')];

const name = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/);
const cluster = fc.record(
  { name, namespace: fc.constantFrom('demo', 'one', 'two') },
  { requiredKeys: ['name'] },
);
const clusters = fc.uniqueArray(cluster, {
  minLength: 1,
  maxLength: 3,
  selector: ({ name: text, namespace = 'demo' }) => `${namespace}/${text}`,
});
const texts = fc.dictionary(fc.stringMatching(/^[A-Z][A-Z_]{0,7}$/), fc.string(), { maxKeys: 3 });
const labelName = fc.stringMatching(/^[a-z]([a-z_]{0,6}[a-z])?$/);
const labels = fc.dictionary(labelName, fc.stringMatching(/^([a-z0-9]{1,5})?$/), { maxKeys: 3 });
const annotations = fc.dictionary(labelName, fc.string(), { maxKeys: 3 });
const image = { imagePullPolicy: fc.constantFrom('Always', 'IfNotPresent', 'Never') };
const resources = {
  requests: fc.record({ cpu: fc.constantFrom('500m', 2), storage: fc.constant('1Gi') }),
};
const service = fc.record(
  {
    type: fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer'),
    port: fc.integer({ min: 1, max: 65535 }),
    labels,
  },
  { requiredKeys: [] },
);
const ingress = fc.record({ hosts: fc.array(fc.domain(), { minLength: 1, maxLength: 2 }) });

const prometheus = fc.record(
  {
    ...image,
    ...resources,
    version: fc.constantFrom('v2.27.1', 'v2.49.1', 'v3.1.0', 'latest'),
    service,
    ingress,
    retentionTime: fc.constantFrom('1d', '1w2d', '36h'),
    disableCompaction: fc.boolean(),
    rules: fc.record(
      {
        enabled: fc.boolean(),
        runbookURL: fc.constant('https://wiki.example.com/'),
        overrides: fc.constant([
          { alert: 'TiKV_low_space', threshold: 0.1 },
          { alert: 'PD_leader_change', disabled: true },
        ]),
        additionalComponents: fc.constant(['tikv-cdc']),
      },
      { requiredKeys: [] },
    ),
    config: fc.record({
      commandOptions: fc.constantFrom(['--a=1 --b="x y"'], ['--log.level=debug']),
    }),
    remoteWrite: fc.array(
      fc.record(
        {
          url: fc.webUrl({ validSchemes: ['http', 'https'] }),
          bearerToken: fc.constant(HIDDEN),
          queueConfig: fc.record({ minShards: fc.nat(9), maxRetries: fc.nat(9) }),
          headers: texts,
        },
        { requiredKeys: ['url'] },
      ),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
);

const spec: Arbitrary<JsonObject> = fc.record(
  {
    clusters,
    dm: fc.record({ clusters, initializer: fc.constant({}) }),
    prometheus,
    grafana: fc.record(
      {
        ...image,
        ...resources,
        password: fc.constant(HIDDEN),
        envs: texts,
        service,
        ingress,
        logLevel: fc.constant('warn'),
      },
      { requiredKeys: [] },
    ),
    initializer: fc.record({ version: fc.constant('v8.5.3'), envs: texts }),
    reloader: fc.record({ service }, { requiredKeys: [] }),
    prometheusReloader: fc.record(image, { requiredKeys: [] }),
    thanos: fc.record(
      { listenLocal: fc.boolean(), objectStorageConfigFile: fc.constant('/o') },
      { requiredKeys: [] },
    ),
    shards: fc.integer({ min: 1, max: 3 }),
    replicas: fc.nat(2),
    clusterScoped: fc.boolean(),
    externalLabels: annotations,
    enableAlertRules: fc.boolean(),
    alertmanagerURL: fc.constantFrom('', 'alerts:9093'),
    labels,
    annotations,
    preferIPv6: fc.boolean(),
    additionalContainers: fc.constantFrom(
      [{ name: 'own', image: 'a' }],
      [{ name: 'prometheus', env: [{ name: 'A', value: 'b' }] }],
    ),
    networkPolicy: fc.constant({}),
    tolerations: fc.constant([{ key: 'a', operator: 'Exists', effect: 'NoSchedule' }]),
    affinity: fc.constant({
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname' }],
      },
    }),
    topologySpreadConstraints: fc.constant([
      { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' },
    ]),
    podSecurityContext: fc.constant({ fsGroup: 2000, seccompProfile: { type: 'RuntimeDefault' } }),
    podDisruptionBudget: fc.record({ maxUnavailable: fc.constantFrom(1, '50%') }),
  },
  { requiredKeys: ['clusters', 'prometheus', 'initializer', 'reloader'] },
);

/** Valid TidbMonitors of every shape, with clusters that exist, talk TLS, have their Secret, or do not. */
export const intents: Arbitrary<Intent> = fc
  .record({
    name,
    spec,
    fates: fc.array(fc.constantFrom('missing', 'plain', 'tls', 'tls-without-secret'), {
      minLength: 6,
      maxLength: 6,
    }),
  })
  .map(({ name: monitorName, spec: content, fates }) => {
    const metadata = { name: monitorName, namespace: 'demo' };
    const monitor = {
      apiVersion: 'pingcap.com/v1alpha1',
      kind: 'TidbMonitor',
      metadata,
      spec: content,
    };
    const made = (kind: string, path: readonly string[], offset: number) =>
      objectsIn(valueAt(monitor, path)).flatMap((reference, index) =>
        clusterObjects(kind, reference, fates[index + offset]),
      );
    const others = [
      ...made('TidbCluster', ['spec', 'clusters'], 0),
      ...made('DMCluster', ['spec', 'dm', 'clusters'], 3),
    ];
    return { monitor, others };
  });

/** A cluster as fate wants it, and the Secret with its certificate. */
function clusterObjects(kind: string, reference: JsonObject, fate: string | undefined): Manifest[] {
  if (fate === 'missing') return [];
  const name = String(reference.name);
  const namespace = String(reference.namespace ?? 'demo');
  const tlsCluster = { enabled: fate !== 'plain' };
  const metadata = { name, namespace };
  const object = {
    apiVersion: 'pingcap.com/v1alpha1',
    kind,
    metadata,
    spec: { pd: {}, tlsCluster },
  };
  if (fate !== 'tls') return [object];
  const suffix = kind === 'DMCluster' ? 'dm-client-secret' : 'cluster-client-secret';
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `${name}-${suffix}`, namespace },
    data: { 'ca.crt': HIDDEN_VALUES[1], 'tls.crt': HIDDEN_VALUES[1], 'tls.key': HIDDEN_VALUES[1] },
  };
  return [object, secret];
}

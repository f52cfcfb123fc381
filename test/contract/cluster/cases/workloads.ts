import {
  type ContractCase,
  del,
  get,
  inNamespace,
  patch,
  post,
  put,
  table,
} from '../contract-case.ts';

const deployments = inNamespace('apps/v1', 'deployments');
const statefulSets = inNamespace('apps/v1', 'statefulsets');
const replicaSets = inNamespace('apps/v1', 'replicasets');
const daemonSets = inNamespace('apps/v1', 'daemonsets');
const jobs = inNamespace('batch/v1', 'jobs');
const cronJobs = inNamespace('batch/v1', 'cronjobs');
const pods = inNamespace('v1', 'pods');

const template = (pod = {}, labels: Record<string, string> = { app: 'web' }) => ({
  metadata: { labels },
  spec: { containers: [{ name: 'c', image: 'i:1' }], ...pod },
});
const selector = { matchLabels: { app: 'web' } };
const meta = { name: 'web' };

const deployment = (spec = {}, pod = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: meta,
  spec: { selector, template: template(pod), ...spec },
});
const statefulSet = (spec = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: meta,
  spec: { serviceName: 'web', selector, template: template(), ...spec },
});
const replicaSet = (spec = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: meta,
  spec: { selector, template: template(), ...spec },
});
const daemonSet = (spec = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: meta,
  spec: { selector, template: template(), ...spec },
});
const job = (spec = {}, pod = {}) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: meta,
  spec: { template: template({ restartPolicy: 'Never', ...pod }, { job: 'x' }), ...spec },
});
const pod = (spec = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: meta,
  spec: { containers: [{ name: 'c', image: 'i' }], ...spec },
});
const withContainer = (container: object) => ({
  containers: [{ name: 'c', image: 'i', ...container }],
});

const claim = {
  metadata: { name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1024Mi' } } },
};

/** Creates an object, and tries changes of its spec on it. */
const changes = (
  name: string,
  path: (name?: string) => string,
  object: unknown,
  ...specs: readonly object[]
): ContractCase => ({
  name,
  steps: [post(path(), object), ...specs.map((spec) => patch('merge', path('web'), { spec }))],
});

const refuses = (
  name: string,
  path: () => string,
  ...objects: readonly unknown[]
): ContractCase => ({
  name,
  steps: objects.map((object) => post(path(), object)),
});

const accepts = refuses;

export const workloadCases: readonly ContractCase[] = [
  {
    name: 'fills in a Deployment',
    steps: [
      post(deployments(), deployment()),
      table(deployments()),
      put(deployments('web'), deployment()),
    ],
  },
  accepts(
    'fills in the strategy of a Deployment',
    deployments,
    { ...deployment({ strategy: { type: 'Recreate' } }), metadata: { name: 'a' } },
    { ...deployment({ strategy: { rollingUpdate: { maxSurge: 0 } } }), metadata: { name: 'b' } },
    { ...deployment({ replicas: 0, paused: true, minReadySeconds: 5 }), metadata: { name: 'c' } },
  ),
  refuses(
    'refuses a Deployment that makes no sense',
    deployments,
    deployment({ selector: undefined }),
    deployment({ selector: { matchLabels: { app: 'other' } } }),
    deployment({ selector: {} }),
    deployment({ replicas: -1 }),
    deployment({ template: undefined }),
    deployment({ strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } }),
    deployment({ strategy: { type: 'Sideways' } }),
    deployment({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }),
    deployment({}, { restartPolicy: 'Never' }),
    deployment({}, { containers: [] }),
  ),
  changes(
    'keeps the selector of a Deployment',
    deployments,
    deployment(),
    { selector: { matchLabels: { app: 'web', more: 'x' } } },
    { replicas: 3 },
    { template: { metadata: { labels: { app: 'web', more: 'x' } } } },
    { template: { metadata: { labels: { app: 'other' } } } },
  ),
  {
    name: 'counts a change of annotations for a Deployment alone',
    steps: [
      post(deployments(), deployment()),
      patch('merge', deployments('web'), { metadata: { annotations: { a: 'b' } } }),
      patch('merge', deployments('web'), { metadata: { labels: { a: 'b' } } }),
      post(statefulSets(), statefulSet()),
      patch('merge', statefulSets('web'), { metadata: { annotations: { a: 'b' } } }),
    ],
  },
  {
    name: 'fills in a StatefulSet',
    steps: [
      post(statefulSets(), statefulSet({ volumeClaimTemplates: [claim] })),
      table(statefulSets()),
    ],
  },
  changes(
    'keeps most of a StatefulSet',
    statefulSets,
    statefulSet({ volumeClaimTemplates: [claim] }),
    { serviceName: 'other' },
    { selector: { matchLabels: { app: 'web', x: 'y' } } },
    { podManagementPolicy: 'Parallel' },
    {
      volumeClaimTemplates: [
        { ...claim, spec: { ...claim.spec, resources: { requests: { storage: '2Gi' } } } },
      ],
    },
    { volumeClaimTemplates: null },
    { replicas: 3 },
    { updateStrategy: { type: 'OnDelete', rollingUpdate: null } },
    { template: { metadata: { labels: { x: 'y' } } } },
    { minReadySeconds: 4, revisionHistoryLimit: 3 },
    { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } },
    { ordinals: { start: 1 } },
  ),
  refuses(
    'refuses a StatefulSet that makes no sense',
    statefulSets,
    statefulSet({ selector: { matchLabels: { app: 'other' } } }),
    statefulSet({ selector: undefined }),
    statefulSet({ replicas: -1 }),
    statefulSet({ podManagementPolicy: 'Sometimes' }),
    statefulSet({ updateStrategy: { type: 'Sideways' } }),
    statefulSet({ template: template({ restartPolicy: 'Never' }) }),
  ),
  {
    name: 'fills in a ReplicaSet',
    steps: [
      post(replicaSets(), replicaSet()),
      table(replicaSets()),
      patch('merge', replicaSets('web'), { spec: { selector: { matchLabels: { x: 'y' } } } }),
    ],
  },
  {
    name: 'fills in a DaemonSet',
    steps: [
      post(daemonSets(), daemonSet()),
      get(daemonSets('web')),
      patch('merge', daemonSets('web'), { spec: { selector: { matchLabels: { x: 'y' } } } }),
    ],
  },
  {
    name: 'fills in a Job',
    steps: [post(jobs(), job()), table(jobs()), get(jobs('web'))],
  },
  changes(
    'keeps the template of a Job',
    jobs,
    job(),
    { template: { spec: { containers: [{ name: 'c', image: 'other' }] } } },
    { completions: 3 },
    { completionMode: 'Indexed' },
    { selector: { matchLabels: { x: 'y' } } },
    { parallelism: 2 },
    { suspend: true },
    { backoffLimit: 1, ttlSecondsAfterFinished: 10, activeDeadlineSeconds: 100 },
    { template: { metadata: { labels: { more: 'x' } } } },
  ),
  refuses(
    'refuses a Job that makes no sense',
    jobs,
    job({}, { restartPolicy: 'Always' }),
    job({}, { restartPolicy: undefined }),
    job({ backoffLimit: -1 }),
    job({ completions: -1, parallelism: -1 }),
    job({ completionMode: 'Random' }),
    job({ selector: { matchLabels: { x: 'y' } } }),
  ),
  {
    name: 'fills in a CronJob',
    steps: [
      post(cronJobs(), {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: meta,
        spec: {
          schedule: '*/5 * * * *',
          jobTemplate: { spec: { template: template({ restartPolicy: 'OnFailure' }) } },
        },
      }),
      table(cronJobs()),
      del(cronJobs('web')),
    ],
  },
  { name: 'fills in a Pod', steps: [post(pods(), pod()), table(pods())] },
  changes(
    'keeps a Pod but for a few fields',
    pods,
    pod(),
    { containers: [{ name: 'c', image: 'other' }] },
    { containers: [{ name: 'c', image: 'other', command: ['x'] }] },
    { containers: [{ name: 'd', image: 'other' }] },
    { nodeName: 'n' },
    { serviceAccountName: 'x' },
    { activeDeadlineSeconds: 5 },
    { tolerations: [] },
  ),
  refuses(
    'refuses Pods that make no sense',
    pods,
    pod({ containers: [] }),
    pod({ containers: undefined }),
    pod({ containers: [{ name: 'c' }] }),
    pod({ containers: [{ image: 'i' }] }),
    pod({ containers: [{ name: 'C', image: 'i' }] }),
    pod({ containers: [{ name: 'c', image: ' i' }] }),
    pod({
      containers: [
        { name: 'c', image: 'i' },
        { name: 'c', image: 'j' },
      ],
    }),
    pod({ restartPolicy: 'Sometimes' }),
    pod({ dnsPolicy: 'Nonsense' }),
    pod({ volumes: [{ name: 'v' }, { name: 'v' }] }),
    pod({ volumes: [{ name: 'V' }] }),
    pod({ volumes: [{ name: 'v', configMap: {} }] }),
    pod({ volumes: [{ name: 'v', emptyDir: {}, configMap: { name: 'x' } }] }),
    pod(withContainer({ volumeMounts: [{ name: 'none', mountPath: '/x' }] })),
    pod(withContainer({ imagePullPolicy: 'Maybe' })),
    pod(withContainer({ ports: [{ containerPort: 0 }] })),
    pod(withContainer({ ports: [{ containerPort: 70000, name: 'Bad_Name' }] })),
    pod(withContainer({ ports: [{ containerPort: 80, protocol: 'XTP' }] })),
    pod(withContainer({ env: [{ name: '' }] })),
    pod(
      withContainer({
        env: [{ name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
      }),
    ),
    pod(withContainer({ resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } })),
    pod(withContainer({ resources: { requests: { cpu: '-1' } } })),
    pod(withContainer({ livenessProbe: {} })),
    pod(withContainer({ livenessProbe: { httpGet: { port: 80 }, periodSeconds: -1 } })),
  ),
  accepts(
    'fills in volumes, probes, ports and resources',
    pods,
    {
      ...pod({
        volumes: [
          { name: 'a' },
          { name: 'b', configMap: { name: 'x' } },
          { name: 'c', secret: { secretName: 'x', defaultMode: 256 } },
          { name: 'd', hostPath: { path: '/x' } },
          {
            name: 'e',
            downwardAPI: { items: [{ path: 'x', fieldRef: { fieldPath: 'metadata.name' } }] },
          },
          {
            name: 'f',
            projected: {
              sources: [{ serviceAccountToken: { path: 't' } }, { configMap: { name: 'x' } }],
            },
          },
          { name: 'g', persistentVolumeClaim: { claimName: 'x' } },
        ],
        ...withContainer({
          image: 'registry.example.com:5000/i',
          ports: [{ containerPort: 80 }, { containerPort: 81, hostPort: 0, protocol: 'UDP' }],
          env: [
            { name: 'A' },
            { name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
            { name: 'C', valueFrom: { secretKeyRef: { name: 'x', key: 'k' } } },
          ],
          envFrom: [{ configMapRef: { name: 'x' } }],
          resources: { limits: { cpu: '1000m', memory: '1024Mi' }, requests: { cpu: 0.5 } },
          livenessProbe: { httpGet: { port: 80 } },
          readinessProbe: { tcpSocket: { port: 'http' }, failureThreshold: 5 },
          startupProbe: { exec: { command: ['x'] } },
          lifecycle: { preStop: { httpGet: { port: 80 } } },
          volumeMounts: [{ name: 'a', mountPath: '/a' }],
          securityContext: { runAsNonRoot: true },
        }),
        initContainers: [
          {
            name: 'init',
            image: 'i@sha256:0000000000000000000000000000000000000000000000000000000000000000',
          },
        ],
        serviceAccountName: 'x',
        hostNetwork: true,
        affinity: {},
        tolerations: [{ operator: 'Exists' }],
        topologySpreadConstraints: [],
        nodeSelector: {},
        securityContext: { fsGroup: 1 },
      }),
      metadata: { name: 'full' },
    },
    { ...pod(withContainer({ image: 'i:latest' })), metadata: { name: 'latest' } },
    {
      ...pod(withContainer({ resources: { limits: { cpu: '1', memory: '1Gi' } } })),
      metadata: { name: 'guaranteed' },
    },
  ),
  accepts(
    'writes quantities in one way',
    pods,
    ...['0.5', '1500m', '1.5Gi', '1024Ki', '1000', '1e3', '0', '100M', '1Ti', '0.1'].map(
      (cpu, index) => ({
        ...pod(withContainer({ resources: { requests: { cpu } } })),
        metadata: { name: `q${index}` },
      }),
    ),
  ),
  refuses(
    'refuses quantities that are none',
    pods,
    pod(withContainer({ resources: { requests: { memory: 'lots' } } })),
    pod(withContainer({ resources: { requests: { memory: true } } })),
  ),
];

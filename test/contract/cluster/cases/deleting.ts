import {
  type ContractCase,
  cluster,
  del,
  get,
  inNamespace,
  metadataIn,
  patch,
  post,
  put,
} from '../contract-case.ts';

const configMaps = inNamespace('v1', 'configmaps');
const deployments = inNamespace('apps/v1', 'deployments');
const jobs = inNamespace('batch/v1', 'jobs');
const pods = inNamespace('v1', 'pods');
const namespaces = cluster('v1', 'namespaces');

const configMap = (metadata = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', ...metadata },
});
const held = configMap({ finalizers: ['example.com/hold'] });

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'c', image: 'i' }] },
    },
  },
};

const job = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'once' },
  spec: {
    template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } },
  },
};

const pod = (name: string, spec = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'i' }], ...spec },
});

export const deletingCases: readonly ContractCase[] = [
  {
    name: 'answers a delete of what is not there',
    steps: [del(configMaps('none')), del(deployments('none'))],
  },
  {
    name: 'checks the UID and the resource version of a delete',
    steps: [
      post(configMaps(), configMap()),
      del(configMaps('a'), {
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        preconditions: { uid: '00000000-0000-0000-0000-000000000001' },
      }),
      del(configMaps('a'), { preconditions: { resourceVersion: '1' } }),
      (answers) =>
        del(configMaps('a'), {
          preconditions: {
            uid: metadataIn(answers[0]).uid ?? null,
            resourceVersion: metadataIn(answers[0]).resourceVersion ?? null,
          },
        }),
    ],
  },
  {
    name: 'waits for finalizers, and deletes once they are gone',
    steps: [
      post(configMaps(), held),
      del(configMaps('a')),
      del(configMaps('a')),
      get(configMaps('a')),
      patch('merge', configMaps('a'), { data: { x: 'y' } }),
      patch('merge', configMaps('a'), {
        metadata: { finalizers: ['example.com/hold', 'example.com/new'] },
      }),
      patch('merge', configMaps('a'), { metadata: { finalizers: null } }),
      get(configMaps('a')),
    ],
  },
  {
    name: 'counts a deletion as a change of the desired state',
    steps: [
      post(deployments(), {
        ...deployment,
        metadata: { name: 'web', finalizers: ['example.com/hold'] },
      }),
      del(deployments('web')),
    ],
  },
  {
    name: 'marks objects for deletion in the foreground, or without their dependents',
    steps: [
      post(deployments(), deployment),
      del(deployments('web'), { propagationPolicy: 'Foreground' }),
      del(deployments('web'), { propagationPolicy: 'Background' }),
      post(configMaps(), configMap()),
      del(`${configMaps('a')}?propagationPolicy=Orphan`),
      get(configMaps('a')),
    ],
  },
  {
    name: 'reads the older orphanDependents, and refuses both',
    steps: [
      post(configMaps(), configMap()),
      del(configMaps('a'), { orphanDependents: true, propagationPolicy: 'Orphan' }),
      del(configMaps('a'), { propagationPolicy: 'Sideways' }),
      del(configMaps('a'), { orphanDependents: false }),
    ],
  },
  {
    name: 'keeps the Pods of a Job by default',
    steps: [post(jobs(), job), del(jobs('once'))],
  },
  {
    name: 'deletes a Pod at once while it has no node',
    steps: [post(pods(), pod('a')), del(pods('a')), get(pods('a'))],
  },
  {
    name: 'gives a Pod on a node its time',
    steps: [
      post(pods(), pod('a', { nodeName: 'n', terminationGracePeriodSeconds: 60 })),
      del(pods('a')),
      del(pods('a'), { gracePeriodSeconds: 10 }),
      del(pods('a')),
      del(pods('a'), { gracePeriodSeconds: 0 }),
      get(pods('a')),
    ],
  },
  {
    name: 'deletes a collection by label',
    steps: [
      post(configMaps(), configMap({ labels: { x: '1' } })),
      post(configMaps(), {
        ...configMap({ labels: { x: '2' } }),
        metadata: { name: 'b', labels: { x: '2' } },
      }),
      del(`${configMaps()}?labelSelector=x%3D1`),
      get(configMaps()),
      del(configMaps()),
      get(configMaps()),
    ],
  },
  {
    name: 'refuses to delete the namespaces it needs',
    steps: [del(namespaces('default')), del(namespaces('kube-system'))],
  },
  {
    name: 'creates nothing in a namespace that is on its way out',
    steps: [
      get(namespaces('$NS')),
      post(namespaces(), {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: '$NS-gone' },
      }),
      post('/api/v1/namespaces/$NS-gone/configmaps', configMap()),
      del(namespaces('$NS-gone')),
      post('/api/v1/namespaces/$NS-gone/configmaps', {
        ...configMap(),
        metadata: { name: 'b' },
      }),
      get('/api/v1/namespaces/$NS-gone/configmaps/a'),
    ],
  },
  {
    name: 'replaces a namespace without touching its finalizers',
    steps: [
      put(namespaces('$NS'), {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: '$NS', labels: { x: 'y' } },
        spec: { finalizers: [] },
      }),
      patch('merge', namespaces('$NS'), {
        metadata: { labels: { 'kubernetes.io/metadata.name': 'x' } },
      }),
      patch('merge', namespaces('$NS'), { metadata: { labels: null } }),
    ],
  },
];

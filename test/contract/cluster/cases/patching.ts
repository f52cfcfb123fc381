import { type ContractCase, get, inNamespace, patch, post } from '../contract-case.ts';

const configMaps = inNamespace('v1', 'configmaps');
const deployments = inNamespace('apps/v1', 'deployments');

const configMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', labels: { l: '1' }, annotations: { 'a/b': '2' } },
  data: { x: '1' },
};

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: [
          {
            name: 'a',
            image: 'i',
            args: ['1', '2'],
            env: [
              { name: 'A', value: '1' },
              { name: 'B', value: '2' },
            ],
            ports: [{ containerPort: 80 }, { containerPort: 81, name: 'x' }],
          },
          { name: 'b', image: 'i' },
        ],
        tolerations: [{ key: 'k', operator: 'Exists' }],
      },
    },
  },
};

const containers = (...items: readonly object[]) => ({
  spec: { template: { spec: { containers: items } } },
});

const strategic = (name: string, body: object): ContractCase => ({
  name,
  steps: [post(deployments(), deployment), patch('strategic', deployments('web'), body)],
});

const json = (name: string, ...operations: readonly object[]): ContractCase => ({
  name,
  steps: [post(configMaps(), configMap), patch('json', configMaps('a'), operations)],
});

export const patchingCases: readonly ContractCase[] = [
  json(
    'adds, replaces and removes by JSON patch',
    { op: 'add', path: '/data/y', value: '2' },
    { op: 'replace', path: '/data/x', value: '3' },
    { op: 'remove', path: '/metadata/labels/l' },
  ),
  json(
    'copies, moves and tests by JSON patch',
    { op: 'test', path: '/data/x', value: '1' },
    { op: 'copy', from: '/data/x', path: '/data/z' },
    { op: 'move', from: '/data/x', path: '/data/w' },
  ),
  json('reads escaped keys in JSON patch', {
    op: 'replace',
    path: '/metadata/annotations/a~1b',
    value: '9',
  }),
  json('refuses a JSON patch whose test fails', { op: 'test', path: '/data/x', value: '2' }),
  json('refuses to remove what is not there', { op: 'remove', path: '/data/none' }),
  json('refuses to replace what is not there', { op: 'replace', path: '/data/none', value: 'x' }),
  json('refuses to add below what is not there', { op: 'add', path: '/none/x', value: 'x' }),
  json('refuses unknown operations', { op: 'invert', path: '/data/x' }),
  json('refuses values of another type', { op: 'replace', path: '/data/x', value: 1 }),
  {
    name: 'refuses patches of what is not there, and patch types it does not know',
    steps: [
      patch('merge', configMaps('none'), { data: { x: '1' } }),
      patch('json', configMaps('none'), []),
      patch('strategic', configMaps('none'), {}),
      {
        method: 'PATCH',
        path: configMaps('none'),
        body: {},
        contentType: 'application/json',
      },
    ],
  },
  {
    name: 'refuses patches that are not of their form',
    steps: [
      post(configMaps(), configMap),
      {
        method: 'PATCH',
        path: configMaps('a'),
        text: '[]',
        contentType: 'application/merge-patch+json',
      },
      {
        method: 'PATCH',
        path: configMaps('a'),
        text: '{}',
        contentType: 'application/json-patch+json',
      },
    ],
  },
  {
    name: 'merges, replaces and removes by merge patch',
    steps: [
      post(configMaps(), configMap),
      patch('merge', configMaps('a'), {
        data: { x: null, y: '2' },
        metadata: { labels: null, annotations: { n: 'v' } },
      }),
      patch('merge', configMaps('a'), { data: null }),
    ],
  },
  {
    name: 'warns of unknown fields in a patch, and refuses them when strict',
    steps: [
      post(configMaps(), configMap),
      patch('merge', configMaps('a'), { spec: { x: 1 } }),
      patch('merge', configMaps('a'), { spec: { x: 1 } }, { fieldValidation: 'Strict' }),
      patch('strategic', configMaps('a'), { spec: { x: 1 } }),
      patch('strategic', configMaps('a'), { spec: { x: 1 } }, { fieldValidation: 'Strict' }),
      patch('merge', configMaps('a'), { data: { x: 1 } }),
      patch('strategic', configMaps('a'), { data: { x: 1 } }),
    ],
  },
  {
    name: 'replaces lists by merge patch',
    steps: [
      post(deployments(), deployment),
      patch('merge', deployments('web'), containers({ name: 'c', image: 'j' })),
    ],
  },
  strategic('merges containers by name', containers({ name: 'b', image: 'j' })),
  strategic('adds a container', containers({ name: 'c', image: 'j' })),
  strategic('deletes a container', containers({ name: 'a', $patch: 'delete' })),
  strategic(
    'replaces all containers',
    containers({ $patch: 'replace' }, { name: 'z', image: 'j' }),
  ),
  strategic(
    'merges environment variables by name',
    containers({
      name: 'a',
      env: [
        { name: 'B', value: '3' },
        { name: 'C', value: '4' },
      ],
    }),
  ),
  strategic(
    'deletes an environment variable and sets an order',
    containers({
      name: 'a',
      env: [
        { name: 'A', $patch: 'delete' },
        { name: 'D', value: '1' },
      ],
      '$setElementOrder/env': [{ name: 'D' }, { name: 'B' }],
    }),
  ),
  strategic(
    'merges ports by number',
    containers({ name: 'a', ports: [{ containerPort: 80, name: 'http' }] }),
  ),
  strategic('replaces lists that have no merge key', containers({ name: 'a', args: ['3'] })),
  strategic('removes a field by null', containers({ name: 'a', args: null })),
  strategic('replaces a map', {
    spec: { template: { metadata: { labels: { $patch: 'replace', app: 'web', x: 'y' } } } },
  }),
  strategic('retains only some keys of a strategy', {
    spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } },
  }),
  strategic('orders containers', {
    spec: {
      template: {
        spec: {
          '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }],
          containers: [{ name: 'a', image: 'k' }],
        },
      },
    },
  }),
  strategic('refuses an item without its key', containers({ image: 'j' })),
  strategic('refuses a directive it does not know', { spec: { $patch: 'explode' } }),
  {
    name: 'merges finalizers as a set of values',
    steps: [
      post(configMaps(), {
        ...configMap,
        metadata: { name: 'a', finalizers: ['example.com/a', 'example.com/b'] },
      }),
      patch('strategic', configMaps('a'), { metadata: { finalizers: ['example.com/c'] } }),
      patch('strategic', configMaps('a'), {
        metadata: { '$deleteFromPrimitiveList/finalizers': ['example.com/a'] },
      }),
    ],
  },
  {
    name: 'patches the status through its endpoint alone',
    steps: [
      post(deployments(), deployment),
      patch('merge', deployments('web'), { status: { replicas: 5 } }),
      patch('merge', `${deployments('web')}/status`, {
        status: { replicas: 5 },
        spec: { replicas: 9 },
      }),
      get(`${deployments('web')}/status`),
    ],
  },
  {
    name: 'scales through the scale endpoint',
    steps: [
      post(deployments(), deployment),
      get(`${deployments('web')}/scale`),
      patch('merge', `${deployments('web')}/scale`, { spec: { replicas: 3 } }),
      patch('json', `${deployments('web')}/scale`, [
        { op: 'replace', path: '/spec/replicas', value: 0 },
      ]),
      patch('merge', `${deployments('web')}/scale`, { spec: { replicas: -1 } }),
      get(deployments('web')),
      get(`${configMaps('a')}/scale`),
    ],
  },
];

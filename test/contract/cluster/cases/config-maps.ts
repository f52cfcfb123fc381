import {
  apply,
  type ContractCase,
  del,
  get,
  inNamespace,
  metadataIn,
  objectIn,
  patch,
  post,
  put,
} from '../contract-case.ts';

const configMaps = inNamespace('v1', 'configmaps');

const configMap = (name: string, data: Record<string, string> = { a: '1' }) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});

export const configMapCases: readonly ContractCase[] = [
  {
    name: 'creates, gets and deletes an object',
    steps: [
      post(configMaps(), configMap('a')),
      get(configMaps('a')),
      del(configMaps('a')),
      get(configMaps('a')),
    ],
  },
  {
    name: 'refuses to create an object twice',
    steps: [post(configMaps(), configMap('a')), post(configMaps(), configMap('a'))],
  },
  {
    name: 'generates a name',
    steps: [
      post(configMaps(), { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} }),
      post(configMaps(), {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'fixed', generateName: 'x-' },
      }),
    ],
  },
  {
    name: 'takes the kind and version from the path where the body has none',
    steps: [post(configMaps(), { metadata: { name: 'a' } })],
  },
  {
    name: 'refuses another kind in the body',
    steps: [
      post(configMaps(), { ...configMap('a', {}), kind: 'Secret' }),
      post(configMaps(), { ...configMap('a'), apiVersion: 'apps/v1' }),
      post(configMaps(), { ...configMap('a'), kind: 'Nonsense' }),
    ],
  },
  {
    name: 'refuses another namespace in the body',
    steps: [
      post(configMaps(), {
        ...configMap('a'),
        metadata: { name: 'a', namespace: 'elsewhere' },
      }),
    ],
  },
  {
    name: 'refuses to create in a namespace that is not there',
    steps: [post('/api/v1/namespaces/$NS-missing/configmaps', configMap('a'))],
  },
  {
    name: 'refuses to create with a resource version',
    steps: [
      post(configMaps(), { ...configMap('a'), metadata: { name: 'a', resourceVersion: '1' } }),
    ],
  },
  {
    name: 'replaces an object and refuses an old resource version',
    steps: [
      post(configMaps(), configMap('a')),
      put(configMaps('a'), configMap('a', { b: '2' })),
      (answers) =>
        put(configMaps('a'), {
          ...configMap('a', { c: '3' }),
          metadata: { name: 'a', resourceVersion: metadataIn(answers[0]).resourceVersion },
        }),
      (answers) =>
        put(configMaps('a'), {
          ...configMap('a', { c: '3' }),
          metadata: { name: 'a', resourceVersion: metadataIn(answers[1]).resourceVersion },
        }),
    ],
  },
  {
    name: 'refuses to replace what is not there, or under another name, or with another UID',
    steps: [
      put(configMaps('a'), configMap('a')),
      post(configMaps(), configMap('a')),
      put(configMaps('a'), configMap('b')),
      put(configMaps('a'), { ...configMap('a'), metadata: {} }),
      put(configMaps('a'), {
        ...configMap('a'),
        metadata: { name: 'a', uid: '00000000-0000-0000-0000-000000000000' },
      }),
    ],
  },
  {
    name: 'keeps the resource version of a write that changes nothing',
    steps: [
      post(configMaps(), configMap('a')),
      (answers) => put(configMaps('a'), objectIn(answers[0]), { fieldManager: 'creator' }),
      patch('merge', configMaps('a'), { data: { a: '1' } }),
      get(configMaps('a')),
    ],
  },
  {
    name: 'drops empty fields as Go does',
    steps: [
      post(configMaps(), {
        ...configMap('a', {}),
        metadata: { name: 'a', labels: {}, annotations: null, finalizers: [] },
        binaryData: {},
        immutable: false,
      }),
    ],
  },
  {
    name: 'warns of unknown fields, refuses them when strict, ignores them when told',
    steps: [
      post(configMaps(), { ...configMap('a'), spec: { x: 1 }, metadata: { name: 'a', foo: 'x' } }),
      post(
        configMaps(),
        { ...configMap('b'), spec: { x: 1 }, metadata: { name: 'b', foo: 'x' } },
        { fieldValidation: 'Strict' },
      ),
      post(configMaps(), { ...configMap('c'), spec: {} }, { fieldValidation: 'Ignore' }),
      post(configMaps(), configMap('d'), { fieldValidation: 'Sometimes' }),
    ],
  },
  {
    name: 'warns of fields that stand twice, and refuses them when strict',
    steps: [
      ...['Warn', 'Strict', 'Ignore'].map((fieldValidation, index) => ({
        method: 'POST',
        path: `${configMaps()}?fieldManager=creator&fieldValidation=${fieldValidation}`,
        text: `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x${index}","labels":{"l":"1","l":"2"}},"data":{"a":"1","b":"{\\"a\\":1}","a":"2"}}`,
      })),
      {
        method: 'PATCH',
        path: `${configMaps('x0')}?fieldManager=patcher`,
        contentType: 'application/merge-patch+json',
        text: '{"data":{"d":"1","d":"2"}}',
      },
      {
        method: 'PATCH',
        path: `${configMaps('x0')}?fieldManager=patcher&fieldValidation=Strict`,
        contentType: 'application/strategic-merge-patch+json',
        text: '{"data":{"d":"1","d":"2"}}',
      },
    ],
  },
  {
    name: 'refuses values of another type',
    steps: [
      post(configMaps(), { ...configMap('a'), data: { a: 1 } }),
      post(configMaps(), { ...configMap('a'), data: ['x'] }),
      post(configMaps(), { ...configMap('a'), data: 'x' }),
      post(configMaps(), { ...configMap('a'), metadata: 'x' }),
      post(configMaps(), { ...configMap('a'), immutable: 'yes' }),
    ],
  },
  {
    name: 'reads YAML',
    steps: [
      {
        method: 'POST',
        path: `${configMaps()}?fieldManager=creator`,
        text: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: "1"\n',
        contentType: 'application/yaml',
      },
    ],
  },
  {
    name: 'creates nothing in a dry run',
    steps: [
      post(configMaps(), configMap('a'), { dryRun: 'All' }),
      get(configMaps('a')),
      post(configMaps(), configMap('a')),
      put(configMaps('a'), configMap('a', { b: '2' }), { dryRun: 'All' }),
      patch('merge', configMaps('a'), { data: { c: '3' } }, { dryRun: 'All' }),
      del(`${configMaps('a')}?dryRun=All`),
      get(configMaps('a')),
      post(configMaps(), configMap('b'), { dryRun: 'Some' }),
    ],
  },
  {
    name: 'refuses names, labels, annotations and keys that are not valid',
    steps: [
      post(configMaps(), configMap('Upper_Case')),
      post(configMaps(), { ...configMap('a'), metadata: { name: 'a', labels: { 'a b': 'x' } } }),
      post(configMaps(), { ...configMap('a'), metadata: { name: 'a', labels: { a: 'x y' } } }),
      post(configMaps(), {
        ...configMap('a'),
        metadata: { name: 'a', annotations: { 'a/b/c': 'x' } },
      }),
      post(configMaps(), configMap('a', { 'a b': 'x' })),
      post(configMaps(), configMap('a', { '..': 'x' })),
      post(configMaps(), { ...configMap('a'), metadata: { name: 'a', finalizers: ['x y'] } }),
      post(configMaps(), {
        ...configMap('a', { k: 'x' }),
        binaryData: { k: 'eA==' },
      }),
      post(configMaps(), configMap('x'.repeat(254))),
    ],
  },
  {
    name: 'refuses owners that are not complete, and two controllers',
    steps: [
      post(configMaps(), {
        ...configMap('a'),
        metadata: { name: 'a', ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap' }] },
      }),
      post(configMaps(), {
        ...configMap('a'),
        metadata: {
          name: 'a',
          ownerReferences: ['x', 'y'].map((name) => ({
            apiVersion: 'v1',
            kind: 'ConfigMap',
            name,
            uid: `00000000-0000-0000-0000-00000000000${name === 'x' ? 1 : 2}`,
            controller: true,
          })),
        },
      }),
    ],
  },
  {
    name: 'keeps an immutable object as it is',
    steps: [
      post(configMaps(), { ...configMap('a'), immutable: true }),
      patch('merge', configMaps('a'), { data: { b: '2' } }),
      patch('merge', configMaps('a'), { immutable: false }),
      patch('merge', configMaps('a'), { metadata: { labels: { x: 'y' } } }),
    ],
  },
  {
    name: 'ignores changes of metadata that belongs to the server',
    steps: [
      post(configMaps(), configMap('a')),
      patch('merge', configMaps('a'), {
        metadata: {
          creationTimestamp: '2001-01-01T00:00:00Z',
          generation: 7,
          deletionTimestamp: '2001-01-01T00:00:00Z',
        },
      }),
      patch('merge', configMaps('a'), {
        metadata: { uid: '00000000-0000-0000-0000-000000000001' },
      }),
      patch('merge', configMaps('a'), { metadata: { name: 'b' } }),
      patch('merge', configMaps('a'), { metadata: { namespace: 'elsewhere' } }),
    ],
  },
  {
    name: 'lets a client reset the owners, but not lose them by accident',
    steps: [
      post(configMaps(), configMap('a')),
      put(configMaps('a'), configMap('a', { b: '2' })),
      put(configMaps('a'), {
        ...configMap('a', { b: '2' }),
        metadata: { name: 'a', managedFields: [] },
      }),
      put(configMaps('a'), {
        ...configMap('a', { b: '2' }),
        metadata: { name: 'a', managedFields: [{}] },
      }),
      apply(configMaps('a'), configMap('a', { c: '3' })),
    ],
  },
];

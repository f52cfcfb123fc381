import {
  apply,
  type ContractCase,
  del,
  get,
  inNamespace,
  metadataIn,
  patch,
  post,
  table,
  watch,
} from '../contract-case.ts';

const configMaps = inNamespace('v1', 'configmaps');
const pods = inNamespace('v1', 'pods');
const namespaces = '/api/v1/namespaces';

const configMap = (name: string, labels: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, labels },
  data: { k: 'v' },
});

const three = [
  post(configMaps(), configMap('b', { app: 'x', tier: 'front' })),
  post(configMaps(), configMap('a', { app: 'y' })),
  post(configMaps(), configMap('c', { app: 'x', tier: 'back' })),
];

const select = (selector: string) =>
  get(`${configMaps()}?labelSelector=${encodeURIComponent(selector)}`);
const field = (selector: string) =>
  get(`${configMaps()}?fieldSelector=${encodeURIComponent(selector)}`);

const pod = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'i' }] },
});

const PARTIAL = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';
const PARTIAL_LIST = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';

export const listingCases: readonly ContractCase[] = [
  { name: 'lists in the order of names', steps: [...three, get(configMaps())] },
  { name: 'lists nothing where there is nothing', steps: [get(configMaps()), get(pods())] },
  {
    name: 'selects by labels',
    steps: [
      ...three,
      select('app=x'),
      select('app==x,tier=front'),
      select('app!=x'),
      select('app in (x, z)'),
      select('app notin (x)'),
      select('tier'),
      select('!tier'),
      select('app=x,tier notin (back),!none'),
    ],
  },
  {
    name: 'refuses selectors it cannot read',
    steps: [select('a=b=c'), select('a in x'), field('spec.x=1'), field('nonsense')],
  },
  {
    name: 'selects by name and by fields of the kind',
    steps: [
      ...three,
      field('metadata.name=a'),
      field('metadata.name!=a'),
      field('metadata.namespace=$NS,metadata.name=b'),
      post(pods(), pod('p')),
      get(`${pods()}?fieldSelector=status.phase%3DPending`),
      get(`${pods()}?fieldSelector=status.phase%3DRunning`),
      get(`${pods()}?fieldSelector=spec.nodeName%3D`),
    ],
  },
  {
    name: 'lists page by page',
    steps: [
      ...three,
      get(`${configMaps()}?limit=2`),
      (answers) =>
        get(
          `${configMaps()}?limit=2&continue=${encodeURIComponent(String(metadataIn(answers[3]).continue))}`,
        ),
      get(`${configMaps()}?limit=3`),
      get(`${configMaps()}?limit=1&labelSelector=app%3Dx`),
    ],
  },
  {
    name: 'keeps the pages of one list consistent',
    steps: [
      ...three,
      get(`${configMaps()}?limit=1`),
      del(configMaps('b')),
      post(configMaps(), configMap('bb')),
      (answers) =>
        get(
          `${configMaps()}?continue=${encodeURIComponent(String(metadataIn(answers[3]).continue))}`,
        ),
    ],
  },
  {
    name: 'lists at a resource version',
    steps: [
      ...three,
      (answers) =>
        get(
          `${configMaps()}?resourceVersionMatch=Exact&resourceVersion=${metadataIn(answers[1]).resourceVersion}`,
        ),
      (answers) =>
        get(
          `${configMaps()}?resourceVersion=${metadataIn(answers[2]).resourceVersion}&resourceVersionMatch=NotOlderThan`,
        ),
      get(`${configMaps()}?resourceVersionMatch=Exact`),
      get(`${configMaps()}?resourceVersion=nonsense`),
    ],
  },
  {
    name: 'gives only metadata when asked',
    steps: [
      post(configMaps(), configMap('a')),
      get(configMaps('a'), PARTIAL),
      get(configMaps(), PARTIAL_LIST),
    ],
  },
  {
    name: 'gives the first form it knows',
    steps: [get(configMaps(), 'application/json;as=Chart;v=v1;g=meta.k8s.io,application/json')],
  },
  {
    name: 'gives tables of ConfigMaps, namespaces and Pods',
    steps: [
      post(configMaps(), configMap('a')),
      post(pods(), pod('p')),
      table(configMaps()),
      table(configMaps('a')),
      table(`${configMaps()}?includeObject=None`),
      table(`${configMaps()}?includeObject=Object`),
      table(pods()),
      table(`${namespaces}/$NS`),
    ],
  },
  {
    name: 'watches from the start, then what changes',
    steps: [
      post(configMaps(), configMap('a')),
      watch(`${configMaps()}?watch=true`, 1),
      watch(`${configMaps()}?watch=1&resourceVersion=0`, 1),
    ],
  },
  {
    name: 'watches from a resource version on',
    steps: [
      post(configMaps(), configMap('a')),
      patch('merge', configMaps('a'), { data: { x: 'y' } }),
      del(configMaps('a')),
      post(configMaps(), configMap('b')),
      (answers) =>
        watch(
          `${configMaps()}?watch=true&resourceVersion=${metadataIn(answers[0]).resourceVersion}`,
          3,
        ),
    ],
  },
  {
    name: 'shows objects come and go with their labels',
    steps: [
      post(configMaps(), configMap('a', { app: 'y' })),
      patch('merge', configMaps('a'), { metadata: { labels: { app: 'x' } } }),
      patch('merge', configMaps('a'), { data: { x: 'y' } }),
      patch('merge', configMaps('a'), { metadata: { labels: { app: 'z' } } }),
      (answers) =>
        watch(
          `${configMaps()}?watch=true&labelSelector=app%3Dx&resourceVersion=${metadataIn(answers[0]).resourceVersion}`,
          3,
        ),
    ],
  },
  {
    name: 'watches one object by its name',
    steps: [
      post(configMaps(), configMap('a')),
      post(configMaps(), configMap('b')),
      (answers) =>
        watch(
          `${configMaps()}?watch=true&fieldSelector=metadata.name%3Db&resourceVersion=${metadataIn(answers[0]).resourceVersion}`,
          1,
        ),
    ],
  },
  {
    name: 'refuses to watch from a version that is none',
    steps: [watch(`${configMaps()}?watch=true&resourceVersion=nonsense`, 1)],
  },
  {
    name: 'sends the initial state and a bookmark that ends it',
    steps: [
      post(configMaps(), configMap('a')),
      watch(
        `${configMaps()}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
        2,
      ),
      watch(`${configMaps()}?watch=true&sendInitialEvents=true`, 1),
    ],
  },
  {
    name: 'watches in tables and in metadata alone',
    steps: [
      post(configMaps(), configMap('a')),
      patch('merge', configMaps('a'), { data: { x: 'y' } }),
      (answers) =>
        watch(
          `${configMaps()}?watch=true&resourceVersion=${Number(metadataIn(answers[0]).resourceVersion) - 1}`,
          2,
          TABLE,
        ),
      (answers) =>
        watch(
          `${configMaps()}?watch=true&resourceVersion=${metadataIn(answers[0]).resourceVersion}`,
          1,
          PARTIAL,
        ),
    ],
  },
  {
    name: 'answers paths and methods it does not serve',
    steps: [
      get('/api/v1/namespaces/$NS/nonsenses'),
      get('/apis/nonsense.example.com/v1/things'),
      get('/apis/apps/v2/deployments'),
      get(`${configMaps('a')}/nonsense`),
      get('/nonsense'),
      { method: 'POST', path: `${configMaps('a')}`, body: configMap('a') },
      { method: 'PUT', path: configMaps(), body: configMap('a') },
      apply('/api/v1/configmaps/a', configMap('a')),
      { method: 'POST', path: '/api/v1/configmaps', body: configMap('a') },
    ],
  },
];

import {
  apply,
  type ContractCase,
  get,
  inNamespace,
  metadataIn,
  objectIn,
  patch,
  post,
  put,
} from '../contract-case.ts';

const configMaps = inNamespace('v1', 'configmaps');
const deployments = inNamespace('apps/v1', 'deployments');
const services = inNamespace('v1', 'services');

const configMap = (name: string, data: Record<string, string>, metadata = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
  data,
});

const deployment = (containers: readonly object[], spec = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers } },
    ...spec,
  },
});

const service = (ports: readonly object[], spec = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { selector: { app: 'web' }, ports, ...spec },
});

const as = (fieldManager: string, force = false): Record<string, string> =>
  force ? { fieldManager, force: 'true' } : { fieldManager };

export const applyingCases: readonly ContractCase[] = [
  {
    name: 'creates by apply, and changes nothing when the same is applied again',
    steps: [
      apply(configMaps('a'), configMap('a', { x: '1' })),
      apply(configMaps('a'), configMap('a', { x: '1' })),
      get(configMaps('a')),
    ],
  },
  {
    name: 'needs a field manager to apply',
    steps: [apply(configMaps('a'), configMap('a', { x: '1' }), { fieldManager: '' })],
  },
  {
    name: 'refuses force for other patches',
    steps: [
      post(configMaps(), configMap('a', { x: '1' })),
      patch('merge', configMaps('a'), { data: { y: '2' } }, { force: 'true' }),
    ],
  },
  {
    name: 'removes what the applier no longer applies',
    steps: [
      apply(configMaps('a'), configMap('a', { x: '1', y: '2' }, { labels: { l: 'v' } })),
      apply(configMaps('a'), configMap('a', { x: '1' })),
    ],
  },
  {
    name: 'removes everything when nothing is applied any more',
    steps: [
      apply(configMaps('a'), configMap('a', { x: '1' })),
      apply(configMaps('a'), { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }),
    ],
  },
  {
    name: 'keeps what another applier owns too',
    steps: [
      apply(configMaps('a'), configMap('a', { x: '1', y: '2' }), as('one')),
      apply(configMaps('a'), configMap('a', { x: '1' }), as('two')),
      apply(configMaps('a'), configMap('a', { y: '2' }), as('one')),
      apply(configMaps('a'), configMap('a', {}), as('two')),
    ],
  },
  {
    name: 'names one conflict, and several by manager',
    steps: [
      apply(configMaps('a'), configMap('a', { x: '1', y: '2' }), as('one')),
      apply(configMaps('a'), configMap('a', { x: '2' }), as('two')),
      apply(configMaps('a'), configMap('a', { x: '2', y: '3' }), as('two')),
      put(configMaps('a'), configMap('a', { x: '5', y: '2', z: '1' })),
      apply(configMaps('a'), configMap('a', { x: '2', y: '3', z: '4' }), as('two')),
    ],
  },
  {
    name: 'takes fields by force',
    steps: [
      apply(configMaps('a'), configMap('a', { x: '1', y: '2' }), as('one')),
      apply(configMaps('a'), configMap('a', { x: '2' }), as('two', true)),
      apply(configMaps('a'), configMap('a', { y: '2' }), as('one')),
    ],
  },
  {
    name: 'shares a field that is applied with the same value',
    steps: [
      apply(configMaps('a'), configMap('a', { x: '1' }), as('one')),
      apply(configMaps('a'), configMap('a', { x: '1' }), as('two')),
      apply(configMaps('a'), configMap('a', { x: '2' }), as('one')),
    ],
  },
  {
    name: 'takes ownership away from appliers whose field an update changes',
    steps: [
      apply(configMaps('a'), configMap('a', { x: '1', y: '1' })),
      put(configMaps('a'), configMap('a', { x: '2', y: '1' })),
      apply(configMaps('a'), configMap('a', { x: '1', y: '1' })),
      apply(configMaps('a'), configMap('a', { x: '1', y: '1' }), as('applier', true)),
    ],
  },
  {
    name: 'does not remove what an update owns too',
    steps: [
      post(configMaps(), configMap('a', { x: '1', y: '1' })),
      apply(configMaps('a'), configMap('a', { x: '1' })),
      apply(configMaps('a'), configMap('a', {})),
    ],
  },
  {
    name: 'applies to objects whose owners were never tracked',
    steps: [
      post(configMaps(), configMap('a', { x: '1' })),
      put(configMaps('a'), {
        ...configMap('a', { x: '1' }),
        metadata: { name: 'a', managedFields: [] },
      }),
      apply(configMaps('a'), configMap('a', { x: '2' })),
      apply(configMaps('a'), configMap('a', { x: '2' }), as('applier', true)),
      get(configMaps('a')),
    ],
  },
  {
    name: 'refuses unknown fields and values of another type',
    steps: [
      apply(configMaps('a'), { ...configMap('a', { x: '1' }), spec: {} }),
      apply(configMaps('a'), { ...configMap('a', { x: '1' }), data: { x: 1 } }),
      apply(configMaps('a'), { ...configMap('a', { x: '1' }), data: ['x'] }),
      apply(configMaps('a'), { ...configMap('a', { x: '1' }), data: 'x' }),
      apply(configMaps('a'), { ...configMap('a', { x: '1' }), immutable: 'yes' }),
      apply(deployments('web'), deployment([{ name: 'c', image: 'i' }], { replicas: 'two' })),
      apply(deployments('web'), deployment([{ name: 'c', image: 'i', color: 'red' }])),
    ],
  },
  {
    name: 'refuses managed fields, another kind and another name in a configuration',
    steps: [
      apply(configMaps('a'), configMap('a', { x: '1' }, { managedFields: [] })),
      apply(configMaps('a'), { ...configMap('a', { x: '1' }), kind: 'Secret' }),
      apply(configMaps('a'), { ...configMap('a', { x: '1' }), apiVersion: 'apps/v1' }),
      apply(configMaps('a'), configMap('b', { x: '1' })),
      apply(configMaps('a'), configMap('a', { x: '1' }, { namespace: 'elsewhere' })),
      apply(configMaps('a'), { metadata: { name: 'a' } }),
    ],
  },
  {
    name: 'refuses a UID where there is nothing, and another UID',
    steps: [
      apply(
        configMaps('a'),
        configMap('a', { x: '1' }, { uid: '00000000-0000-0000-0000-000000000001' }),
      ),
      apply(configMaps('b'), configMap('b', { x: '1' })),
      apply(
        configMaps('b'),
        configMap('b', { x: '1' }, { uid: '00000000-0000-0000-0000-000000000001' }),
      ),
    ],
  },
  {
    name: 'checks a resource version that is applied',
    steps: [
      apply(configMaps('a'), configMap('a', { x: '1' })),
      (answers) =>
        apply(
          configMaps('a'),
          configMap('a', { x: '2' }, { resourceVersion: metadataIn(answers[0]).resourceVersion }),
        ),
      (answers) =>
        apply(
          configMaps('a'),
          configMap('a', { x: '3' }, { resourceVersion: metadataIn(answers[0]).resourceVersion }),
        ),
    ],
  },
  {
    name: 'applies nothing in a dry run',
    steps: [
      apply(configMaps('a'), configMap('a', { x: '1' }), { dryRun: 'All' }),
      get(configMaps('a')),
      apply(configMaps('a'), configMap('a', { x: '1' })),
      apply(configMaps('a'), configMap('a', { x: '2' }), { dryRun: 'All' }),
      get(configMaps('a')),
    ],
  },
  {
    name: 'reads YAML',
    steps: [
      {
        method: 'PATCH',
        path: `${configMaps('a')}?fieldManager=applier`,
        contentType: 'application/apply-patch+yaml',
        text: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: "yes"\n  b: |\n    text\n',
      },
    ],
  },
  {
    name: 'fills in defaults that nobody owns',
    steps: [
      apply(deployments('web'), deployment([{ name: 'c', image: 'i' }])),
      apply(deployments('web'), deployment([{ name: 'c', image: 'i' }], { replicas: 2 })),
      apply(deployments('web'), deployment([{ name: 'c', image: 'i' }])),
    ],
  },
  {
    name: 'merges containers by name and keeps those of others',
    steps: [
      apply(deployments('web'), deployment([{ name: 'c', image: 'i' }]), as('one')),
      apply(
        deployments('web'),
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: 'web' },
          spec: { template: { spec: { containers: [{ name: 'side', image: 's' }] } } },
        },
        as('two'),
      ),
      apply(deployments('web'), deployment([{ name: 'c', image: 'i2' }]), as('one')),
      apply(
        deployments('web'),
        { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } },
        as('two'),
      ),
    ],
  },
  {
    name: 'keeps the order of the configuration in merged lists',
    steps: [
      apply(
        deployments('web'),
        deployment([
          { name: 'a', image: 'i' },
          { name: 'b', image: 'i' },
          { name: 'c', image: 'i' },
        ]),
        as('one'),
      ),
      apply(
        deployments('web'),
        deployment([
          { name: 'c', image: 'i' },
          { name: 'd', image: 'i' },
          { name: 'a', image: 'i' },
        ]),
        as('two'),
      ),
      apply(
        deployments('web'),
        deployment([
          { name: 'e', image: 'i' },
          { name: 'b', image: 'i' },
        ]),
        as('one'),
      ),
    ],
  },
  {
    name: 'names ports by number and protocol, defaulting the protocol',
    steps: [
      apply(services('web'), service([{ port: 80, name: 'http' }])),
      apply(
        services('web'),
        service([{ port: 80, name: 'http', protocol: 'TCP', targetPort: 8080 }]),
      ),
      apply(
        services('web'),
        service([
          { port: 53, name: 'dns', protocol: 'TCP' },
          { port: 53, name: 'dns-udp', protocol: 'UDP' },
        ]),
      ),
      apply(
        services('web'),
        service([
          { port: 53, name: 'dns' },
          { port: 53, name: 'again', protocol: 'TCP' },
        ]),
      ),
    ],
  },
  {
    name: 'refuses items without their key, and items twice',
    steps: [
      apply(deployments('web'), deployment([{ image: 'i' }])),
      apply(
        deployments('web'),
        deployment([
          { name: 'c', image: 'i' },
          { name: 'c', image: 'j' },
        ]),
      ),
      apply(deployments('web'), deployment([{ name: 'c', image: 'i', env: [{ value: 'x' }] }])),
    ],
  },
  {
    name: 'treats a selector as one value',
    steps: [
      apply(services('web'), service([{ port: 80 }]), as('one')),
      apply(
        services('web'),
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: 'web' },
          spec: { selector: { b: 'c' } },
        },
        as('two'),
      ),
      apply(
        services('web'),
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: 'web' },
          spec: { selector: { b: 'c' } },
        },
        as('two', true),
      ),
    ],
  },
  {
    name: 'merges finalizers as a set, and owners by UID',
    steps: [
      apply(
        configMaps('a'),
        configMap('a', {}, { finalizers: ['example.com/a', 'example.com/b'] }),
        as('one'),
      ),
      apply(configMaps('a'), configMap('a', {}, { finalizers: ['example.com/c'] }), as('two')),
      apply(configMaps('a'), configMap('a', {}, { finalizers: ['example.com/b'] }), as('one')),
    ],
  },
  {
    name: 'sets null to leave a field out',
    steps: [
      apply(deployments('web'), deployment([{ name: 'c', image: 'i' }], { replicas: null })),
      apply(deployments('web'), deployment([{ name: 'c', image: 'i', command: null }])),
    ],
  },
  {
    name: 'tracks empty maps and lists',
    steps: [
      apply(
        deployments('web'),
        deployment([
          { name: 'c', image: 'i', resources: {}, securityContext: {}, args: [], env: [] },
        ]),
      ),
    ],
  },
  {
    name: 'tracks what is set by an update in a nested object',
    steps: [
      post(
        deployments(),
        deployment([
          {
            name: 'c',
            image: 'i',
            ports: [{ containerPort: 80 }],
            env: [{ name: 'A', value: '1' }],
          },
        ]),
      ),
      patch('strategic', deployments('web'), {
        spec: { template: { spec: { containers: [{ name: 'c', image: 'j' }] } } },
      }),
      apply(deployments('web'), deployment([{ name: 'c', image: 'k' }])),
      apply(deployments('web'), deployment([{ name: 'c', image: 'k' }]), as('applier', true)),
    ],
  },
  {
    name: 'tracks the status endpoint on its own',
    steps: [
      post(deployments(), deployment([{ name: 'c', image: 'i' }])),
      patch('merge', `${deployments('web')}/status`, { status: { replicas: 1, readyReplicas: 1 } }),
      apply(
        `${deployments('web')}/status`,
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: 'web' },
          status: {
            conditions: [{ type: 'Available', status: 'True', reason: 'x', message: 'm' }],
          },
        },
        as('controller'),
      ),
      apply(
        `${deployments('web')}/status`,
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: 'web' },
          status: { replicas: 3 },
        },
        as('controller'),
      ),
      apply(deployments('web'), {
        ...deployment([{ name: 'c', image: 'i' }]),
        status: { replicas: 7 },
      }),
    ],
  },
  {
    name: 'warns of nothing and keeps the annotation of kubectl in step',
    steps: [
      post(
        configMaps(),
        configMap(
          'a',
          { x: '1' },
          {
            annotations: {
              'kubectl.kubernetes.io/last-applied-configuration':
                '{"apiVersion":"v1","data":{"x":"1"},"kind":"ConfigMap","metadata":{"annotations":{},"name":"a"}}\n',
            },
          },
        ),
        as('kubectl-client-side-apply'),
      ),
      apply(configMaps('a'), configMap('a', { x: '2' }), as('kubectl')),
      apply(configMaps('a'), configMap('a', { x: '3' }), as('kubectl')),
    ],
  },
  {
    name: 'collects the oldest updaters under one name',
    steps: [
      post(configMaps(), configMap('a', { x0: '0' })),
      ...Array.from({ length: 12 }, (_, index) =>
        patch(
          'merge',
          configMaps('a'),
          { data: { [`x${index + 1}`]: '1' } },
          { fieldManager: `manager-${String.fromCharCode(97 + index)}` },
        ),
      ),
      get(configMaps('a')),
    ],
  },
  {
    name: 'names the client by its user agent where no manager is given',
    steps: [
      { method: 'POST', path: configMaps(), body: configMap('a', { x: '1' }) },
      put(configMaps('a'), configMap('a', { x: '2' }), { fieldManager: '' }),
    ],
  },
  {
    name: 'keeps the managers of a copy that is written back',
    steps: [
      apply(configMaps('a'), configMap('a', { x: '1' })),
      (answers) => put(configMaps('a'), { ...objectIn(answers[0]), data: { x: '1', y: '2' } }),
      (answers) => put(configMaps('a'), { ...objectIn(answers[1]), data: { y: '2' } }),
    ],
  },
];

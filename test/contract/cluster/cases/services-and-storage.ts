import {
  type ContractCase,
  cluster,
  del,
  get,
  inNamespace,
  patch,
  post,
  put,
  table,
} from '../contract-case.ts';

const services = inNamespace('v1', 'services');
const secrets = inNamespace('v1', 'secrets');
const claims = inNamespace('v1', 'persistentvolumeclaims');
const volumes = cluster('v1', 'persistentvolumes');
const classes = cluster('storage.k8s.io/v1', 'storageclasses');
const ingresses = inNamespace('networking.k8s.io/v1', 'ingresses');
const roles = inNamespace('rbac.authorization.k8s.io/v1', 'roles');
const bindings = inNamespace('rbac.authorization.k8s.io/v1', 'rolebindings');
const clusterRoles = cluster('rbac.authorization.k8s.io/v1', 'clusterroles');
const clusterBindings = cluster('rbac.authorization.k8s.io/v1', 'clusterrolebindings');
const leases = inNamespace('coordination.k8s.io/v1', 'leases');
const events = inNamespace('v1', 'events');
const accounts = inNamespace('v1', 'serviceaccounts');
const budgets = inNamespace('policy/v1', 'poddisruptionbudgets');
const policies = inNamespace('networking.k8s.io/v1', 'networkpolicies');

const meta = { name: 'a' };
const RBAC = 'rbac.authorization.k8s.io/v1';

const service = (spec = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: meta,
  spec: { selector: { app: 'web' }, ports: [{ port: 80 }], ...spec },
});
const secret = (fields = {}) => ({ apiVersion: 'v1', kind: 'Secret', metadata: meta, ...fields });
const claim = (spec = {}) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: meta,
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
});
const volume = (spec = {}) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: '$NS-a' },
  spec: {
    accessModes: ['ReadWriteOnce'],
    capacity: { storage: '1Gi' },
    hostPath: { path: '/x' },
    ...spec,
  },
});
const role = (rules: readonly object[]) => ({
  apiVersion: RBAC,
  kind: 'Role',
  metadata: meta,
  rules,
});
const binding = (fields = {}) => ({
  apiVersion: RBAC,
  kind: 'RoleBinding',
  metadata: meta,
  roleRef: { kind: 'Role', name: 'r' },
  subjects: [
    { kind: 'ServiceAccount', name: 's' },
    { kind: 'User', name: 'u' },
  ],
  ...fields,
});
const ingress = (spec = {}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: meta,
  spec: { defaultBackend: { service: { name: 's', port: { number: 80 } } }, ...spec },
});
const backend = { service: { name: 's', port: { name: 'http' } } };

const changes = (
  name: string,
  path: (name?: string) => string,
  object: unknown,
  target: string,
  ...documents: readonly object[]
): ContractCase => ({
  name,
  steps: [post(path(), object), ...documents.map((one) => patch('merge', path(target), one))],
});
const creates = (
  name: string,
  path: () => string,
  ...objects: readonly unknown[]
): ContractCase => ({
  name,
  steps: objects.map((object) => post(path(), object)),
});

export const serviceAndStorageCases: readonly ContractCase[] = [
  {
    name: 'gives services families of addresses, of which the cluster has one',
    steps: [
      post(services(), service({ ipFamilies: ['IPv6'] })),
      post(services(), service({ ipFamilies: ['IPv4', 'IPv6'] })),
      post(services(), service({ ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv6'] })),
      post(services(), service({ ipFamilyPolicy: 'PreferDualStack', clusterIP: 'None' })),
      patch('merge', services('a'), { spec: { ipFamilyPolicy: 'RequireDualStack' } }),
      patch('merge', services('a'), { spec: { ipFamilies: ['IPv6'] } }),
      patch('merge', services('a'), { spec: { selector: null } }),
    ],
  },
  {
    name: 'lets services without a selector and an address choose families',
    steps: [
      post(services(), service({ selector: {}, clusterIP: 'None' })),
      patch('merge', services('a'), { spec: { ipFamilies: ['IPv6'] } }),
      patch('merge', services('a'), { spec: { ipFamilies: ['IPv6', 'IPv4'] } }),
      patch('merge', services('a'), { spec: { ipFamilyPolicy: 'SingleStack' } }),
      patch('merge', services('a'), { spec: { ipFamilyPolicy: 'PreferDualStack' } }),
      patch('merge', services('a'), { spec: { selector: { app: 'web' } } }),
      patch('merge', services('a'), {
        spec: { ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] },
      }),
    ],
  },
  {
    name: 'gives a Service an address',
    steps: [
      post(services(), service()),
      table(services()),
      put(services('a'), service()),
      del(services('a')),
    ],
  },
  creates(
    'fills in Services of every type',
    services,
    { ...service({ clusterIP: 'None' }), metadata: { name: 'headless' } },
    { ...service({ type: 'NodePort' }), metadata: { name: 'node' } },
    { ...service({ type: 'LoadBalancer' }), metadata: { name: 'balanced' } },
    {
      ...service({
        type: 'ExternalName',
        externalName: 'example.com',
        ports: undefined,
        selector: undefined,
      }),
      metadata: { name: 'external' },
    },
    { ...service({ sessionAffinity: 'ClientIP' }), metadata: { name: 'sticky' } },
    {
      ...service({
        ports: [
          { name: 'a', port: 1, targetPort: 'x' },
          { name: 'b', port: 2, protocol: 'UDP' },
        ],
      }),
      metadata: { name: 'ports' },
    },
  ),
  creates(
    'refuses Services that make no sense',
    services,
    service({ ports: [] }),
    service({ ports: [{ port: 0 }] }),
    service({ ports: [{ port: 70000 }] }),
    service({ ports: [{ port: 1 }, { port: 2 }] }),
    service({
      ports: [
        { name: 'x', port: 1 },
        { name: 'x', port: 2 },
      ],
    }),
    service({
      ports: [
        { name: 'x', port: 1 },
        { name: 'y', port: 1 },
      ],
    }),
    service({ type: 'Magic' }),
    service({ type: 'ExternalName' }),
    service({ clusterIP: 'nonsense' }),
    service({ sessionAffinity: 'Sometimes' }),
    { ...service(), metadata: { name: '1web' } },
    service({ ports: [{ port: 80, protocol: 'XTP' }] }),
  ),
  changes(
    'keeps the address of a Service',
    services,
    service(),
    'a',
    { spec: { clusterIP: '10.0.0.99' } },
    { spec: { clusterIP: null, clusterIPs: null } },
    { spec: { clusterIP: 'None' } },
    { spec: { type: 'NodePort' } },
    { spec: { type: 'ClusterIP' } },
    { spec: { ports: [{ port: 81 }] } },
    { spec: { selector: { other: 'x' } } },
  ),
  changes('keeps the node port of a Service', services, service({ type: 'NodePort' }), 'a', {
    spec: { ports: [{ port: 80, targetPort: 8080 }] },
  }),
  creates(
    'reads Secrets',
    secrets,
    secret({ stringData: { a: 'x' }, data: { b: 'eQ==' } }),
    {
      ...secret({ type: 'kubernetes.io/tls', data: { 'tls.crt': 'eA==' } }),
      metadata: { name: 'tls' },
    },
    { ...secret({ type: 'kubernetes.io/dockerconfigjson' }), metadata: { name: 'docker' } },
    { ...secret({ type: 'kubernetes.io/basic-auth' }), metadata: { name: 'basic' } },
    { ...secret({ data: { a: 'not base64!' } }), metadata: { name: 'bad' } },
    { ...secret({ data: { 'a b': 'eA==' } }), metadata: { name: 'key' } },
  ),
  changes(
    'keeps the type of a Secret, and immutable Secrets',
    secrets,
    secret({ data: { a: 'eA==' } }),
    'a',
    { type: 'other' },
    { stringData: { b: 'text' } },
    { immutable: true },
    { data: { a: 'eQ==' } },
    { immutable: null },
  ),
  {
    name: 'shows a Secret in a table',
    steps: [post(secrets(), secret({ data: { a: 'eA==' } })), table(secrets())],
  },
  {
    name: 'fills in a claim',
    steps: [post(claims(), claim()), table(claims()), get(claims('a'))],
  },
  creates(
    'refuses claims that make no sense',
    claims,
    claim({ accessModes: [] }),
    claim({ accessModes: ['ReadNever'] }),
    claim({ resources: {} }),
    claim({ resources: { requests: { storage: '-1' } } }),
    claim({ resources: { requests: { storage: '0' } } }),
    claim({ volumeMode: 'Tape' }),
    claim({ storageClassName: 'Bad_Name' }),
  ),
  {
    name: 'keeps a claim',
    steps: [
      post(claims(), claim()),
      patch('merge', claims('a'), { metadata: { labels: { x: 'y' } } }),
      del(claims('a')),
    ],
  },
  {
    name: 'fills in a volume',
    steps: [
      post(volumes(), volume()),
      table(volumes('$NS-a')),
      patch('merge', volumes('$NS-a'), { spec: { persistentVolumeReclaimPolicy: 'Delete' } }),
      patch('merge', volumes('$NS-a'), { spec: { claimRef: { namespace: 'x', name: 'y' } } }),
      patch('merge', volumes('$NS-a'), { spec: { claimRef: null } }),
      patch('merge', volumes('$NS-a'), { spec: { capacity: { storage: '2Gi' } } }),
      patch('merge', volumes('$NS-a'), { spec: { storageClassName: 'x' } }),
      del(volumes('$NS-a')),
    ],
  },
  creates(
    'refuses volumes that make no sense',
    volumes,
    volume({ accessModes: [] }),
    volume({ capacity: {} }),
    volume({ hostPath: undefined }),
    volume({ persistentVolumeReclaimPolicy: 'Burn' }),
    volume({ nfs: { server: 's', path: '/p' } }),
  ),
  {
    name: 'fills in a storage class, and keeps it',
    steps: [
      post(classes(), {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name: '$NS-a' },
        provisioner: 'example.com/p',
        parameters: { a: 'b' },
      }),
      table(classes('$NS-a')),
      patch('merge', classes('$NS-a'), { parameters: { a: 'c' } }),
      patch('merge', classes('$NS-a'), { provisioner: 'other' }),
      patch('merge', classes('$NS-a'), { reclaimPolicy: 'Retain' }),
      patch('merge', classes('$NS-a'), { volumeBindingMode: 'WaitForFirstConsumer' }),
      patch('merge', classes('$NS-a'), { allowVolumeExpansion: true }),
      del(classes('$NS-a')),
    ],
  },
  {
    name: 'fills in an Ingress',
    steps: [
      post(ingresses(), ingress()),
      post(ingresses(), {
        ...ingress({
          defaultBackend: undefined,
          ingressClassName: 'nginx',
          tls: [{ hosts: ['a.example.com'], secretName: 's' }],
          rules: [
            {
              host: 'a.example.com',
              http: { paths: [{ path: '/', pathType: 'Prefix', backend }] },
            },
            { host: 'b.example.com' },
          ],
        }),
        metadata: { name: 'b' },
      }),
      table(ingresses()),
      patch('merge', ingresses('a'), { spec: { ingressClassName: 'x' } }),
    ],
  },
  creates(
    'refuses Ingresses that make no sense',
    ingresses,
    ingress({ defaultBackend: undefined }),
    ingress({ rules: [{ host: 'Upper.example.com' }] }),
    ingress({ rules: [{ http: { paths: [] } }] }),
    ingress({ rules: [{ http: { paths: [{ path: '/', backend }] } }] }),
    ingress({ rules: [{ http: { paths: [{ path: 'x', pathType: 'Prefix', backend }] } }] }),
    ingress({ rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend: {} }] } }] }),
    ingress({ rules: [{ http: { paths: [{ path: '/', pathType: 'Magic', backend }] } }] }),
  ),
  {
    name: 'fills in roles and bindings',
    steps: [
      post(roles(), role([{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }])),
      post(bindings(), binding()),
      table(roles()),
      table(bindings()),
      post(clusterRoles(), {
        apiVersion: RBAC,
        kind: 'ClusterRole',
        metadata: { name: '$NS:role' },
        rules: [{ nonResourceURLs: ['/x'], verbs: ['get'] }],
      }),
      post(clusterBindings(), {
        ...binding({
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: '$NS:role' },
        }),
        kind: 'ClusterRoleBinding',
        metadata: { name: '$NS:binding' },
        subjects: [{ kind: 'ServiceAccount', name: 's', namespace: '$NS' }],
      }),
      table(clusterBindings('$NS:binding')),
      del(clusterRoles('$NS:role')),
      del(clusterBindings('$NS:binding')),
    ],
  },
  creates(
    'refuses roles that make no sense',
    roles,
    role([{ apiGroups: [''], resources: ['pods'], verbs: [] }]),
    role([{ resources: ['pods'], verbs: ['get'] }]),
    role([{ apiGroups: [''], verbs: ['get'] }]),
    role([{ nonResourceURLs: ['/x'], verbs: ['get'] }]),
    { ...role([]), metadata: { name: 'a/b' } },
  ),
  creates(
    'refuses bindings that make no sense',
    bindings,
    binding({ roleRef: { kind: 'Deployment', name: 'x' } }),
    binding({ roleRef: { kind: 'Role' } }),
    binding({ roleRef: { apiGroup: 'other', kind: 'Role', name: 'x' } }),
    binding({ subjects: [{ kind: 'Robot', name: 'x' }] }),
    binding({ subjects: [{ kind: 'User' }] }),
  ),
  changes(
    'keeps the role of a binding',
    bindings,
    binding(),
    'a',
    { roleRef: { name: 'other' } },
    {
      subjects: [],
    },
  ),
  {
    name: 'creates and renews Leases, by PUT as well',
    steps: [
      put(leases('a'), {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: meta,
        spec: {
          holderIdentity: 'me',
          leaseDurationSeconds: 15,
          renewTime: '2030-01-01T00:00:00.123456Z',
        },
      }),
      patch('merge', leases('a'), {
        spec: { renewTime: '2030-01-01T00:00:01Z', leaseTransitions: 1 },
      }),
      table(leases()),
      put(leases('a'), {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: meta,
        spec: {},
      }),
    ],
  },
  {
    name: 'records Events',
    steps: [
      post(events(), {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: meta,
        involvedObject: { apiVersion: 'v1', kind: 'Pod', name: 'p', namespace: '$NS' },
        reason: 'Happened',
        message: 'it did',
        type: 'Normal',
        source: { component: 'test' },
        firstTimestamp: '2030-01-01T00:00:00Z',
        lastTimestamp: '2030-01-01T00:00:00Z',
        count: 1,
      }),
      get(events('a')),
      get(`${events()}?fieldSelector=involvedObject.name%3Dp,reason%3DHappened`),
      get(`${events()}?fieldSelector=involvedObject.name%3Dother`),
      post(events(), {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: 'b' },
        involvedObject: { kind: 'Pod', name: 'p', namespace: 'elsewhere' },
      }),
    ],
  },
  creates('creates service accounts', accounts, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: meta,
    automountServiceAccountToken: false,
    imagePullSecrets: [{ name: 'x' }],
  }),
  {
    name: 'fills in disruption budgets and network policies',
    steps: [
      post(budgets(), {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: meta,
        spec: { minAvailable: 1, selector: { matchLabels: { a: 'b' } } },
      }),
      table(budgets()),
      post(policies(), {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: meta,
        spec: { podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] },
      }),
      table(policies()),
    ],
  },
];

import {
  apply,
  type ContractCase,
  cluster,
  del,
  get,
  inNamespace,
  metadataIn,
  patch,
  post,
  put,
  type Step,
  table,
  watch,
} from '../contract-case.ts';

const definitions = cluster('apiextensions.k8s.io/v1', 'customresourcedefinitions');

/** A group of the case's own, so that cases do not meet. */
const GROUP = '$NS.example.com';
const widgets = inNamespace(`${GROUP}/v1`, 'widgets');

const widgetSchema = {
  type: 'object',
  required: ['spec'],
  properties: {
    spec: {
      type: 'object',
      required: ['size'],
      properties: {
        size: { type: 'integer', minimum: 1, maximum: 10 },
        color: { type: 'string', enum: ['red', 'green'], default: 'red' },
        name: { type: 'string', pattern: '^[a-z]+$', minLength: 2, maxLength: 5 },
        ratio: { type: 'number', exclusiveMinimum: true, minimum: 0 },
        on: { type: 'boolean', default: true },
        port: { 'x-kubernetes-int-or-string': true },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
        nested: {
          type: 'object',
          properties: { deep: { type: 'string', default: 'd' }, other: { type: 'integer' } },
        },
        defaulted: {
          type: 'object',
          default: {},
          properties: { inner: { type: 'integer', default: 7 } },
        },
        free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        tags: {
          type: 'array',
          maxItems: 3,
          items: { type: 'string' },
          'x-kubernetes-list-type': 'set',
        },
        parts: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['id'],
          items: {
            type: 'object',
            required: ['id'],
            properties: {
              id: { type: 'string' },
              value: { type: 'string' },
              kind: { type: 'string', default: 'plain' },
            },
          },
        },
        plain: {
          type: 'array',
          minItems: 1,
          items: { type: 'object', properties: { a: { type: 'string' } } },
        },
        when: { type: 'string', format: 'date-time' },
        maybe: { type: 'string', nullable: true },
      },
    },
    status: {
      type: 'object',
      properties: {
        ready: { type: 'boolean' },
        count: { type: 'integer' },
        selector: { type: 'string' },
      },
    },
  },
};

const definition = (version = {}, spec = {}) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `widgets.${GROUP}` },
  spec: {
    group: GROUP,
    scope: 'Namespaced',
    names: { plural: 'widgets', singular: 'widget', kind: 'Widget', shortNames: ['wd'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: widgetSchema },
        subresources: { status: {} },
        ...version,
      },
    ],
    ...spec,
  },
});

/** Creates the definition, and waits until it is served. */
const serve = (version = {}, spec = {}): readonly Step[] => [
  post(definitions(), definition(version, spec)),
  { ...get(definitions(`widgets.${GROUP}`)), untilEstablished: true },
];

const widget = (spec: unknown = { size: 1 }, metadata = {}) => ({
  apiVersion: `${GROUP}/v1`,
  kind: 'Widget',
  metadata: { name: 'a', ...metadata },
  spec,
});

const refuses = (name: string, ...specs: readonly unknown[]): ContractCase => ({
  name,
  steps: [...serve(), ...specs.map((spec) => post(widgets(), widget(spec)))],
});

export const customCases: readonly ContractCase[] = [
  {
    name: 'serves a custom kind, and no more once its definition is gone',
    steps: [
      ...serve(),
      get(`/apis/${GROUP}/v1`),
      get(`/apis/${GROUP}`),
      get(widgets()),
      post(widgets(), widget()),
      get(widgets('a')),
      get(widgets()),
    ],
  },
  {
    name: 'prunes unknown fields, and warns of them',
    steps: [
      ...serve(),
      post(widgets(), {
        ...widget({ size: 1, unknown: 'x', nested: { strange: 1 }, free: { any: { thing: 1 } } }),
        extra: 1,
      }),
      post(widgets(), widget({ size: 1, unknown: 'x' }, { name: 'b' }), {
        fieldValidation: 'Strict',
      }),
      post(widgets(), widget({ size: 1, unknown: 'x' }, { name: 'c' }), {
        fieldValidation: 'Ignore',
      }),
      post(
        widgets(),
        widget({ size: 1, parts: [{ id: 'x', what: 1 }] }, { name: 'd', strange: 'y' }),
      ),
    ],
  },
  {
    name: 'sets defaults',
    steps: [
      ...serve(),
      post(
        widgets(),
        widget({ size: 1, nested: {}, parts: [{ id: 'x' }], color: null, maybe: null }),
      ),
    ],
  },
  refuses('refuses what is missing', {}, undefined, null, { size: 1, parts: [{ value: 'x' }] }),
  refuses(
    'refuses values of another type',
    'text',
    { size: 'one' },
    { size: 1.5 },
    { size: 1, on: 'yes' },
    { size: 1, nested: [] },
    { size: 1, tags: 'x' },
    { size: 1, tags: [1] },
    { size: 1, labels: { a: 1 } },
    { size: 1, port: true },
    { size: null },
  ),
  refuses(
    'refuses numbers out of range',
    { size: 0 },
    { size: 11 },
    { size: 1, ratio: 0 },
    { size: 1, ratio: -1.5 },
  ),
  refuses(
    'refuses texts that do not fit',
    { size: 1, color: 'blue' },
    { size: 1, name: 'UPPER' },
    { size: 1, name: 'x' },
    { size: 1, name: 'toolong' },
    { size: 1, when: 'yesterday' },
  ),
  refuses(
    'refuses lists that do not fit',
    { size: 1, tags: ['a', 'b', 'c', 'd'] },
    { size: 1, tags: ['a', 'a'] },
    { size: 1, parts: [{ id: 'x' }, { id: 'x' }] },
    { size: 1, plain: [] },
  ),
  refuses('names every problem at once', { size: 0, color: 'blue', name: 'UPPER', tags: [1] }),
  {
    name: 'refuses names that are not valid',
    steps: [
      ...serve(),
      post(widgets(), widget({ size: 1 }, { name: 'Upper' })),
      post(widgets(), widget({ size: 1 }, { name: undefined })),
      post(widgets(), widget({ size: 1 }, { labels: { 'a b': 'c' } })),
      post(widgets(), widget({ size: 1 }, { labels: { a: 1 } })),
    ],
  },
  {
    name: 'lets an old mistake stand while other fields change',
    steps: [
      ...serve(),
      post(widgets(), widget({ size: 5 })),
      patch('json', definitions(`widgets.${GROUP}`), [
        {
          op: 'replace',
          path: '/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/size/maximum',
          value: 3,
        },
      ]),
    ],
  },
  {
    name: 'counts changes of everything but metadata and status',
    steps: [
      ...serve(),
      post(widgets(), { ...widget(), status: { ready: true } }),
      patch('merge', widgets('a'), { spec: { size: 2 } }),
      patch('merge', widgets('a'), { metadata: { labels: { x: 'y' } } }),
      patch('merge', widgets('a'), { status: { ready: true } }),
      patch('merge', `${widgets('a')}/status`, { status: { ready: true }, spec: { size: 9 } }),
      patch('merge', `${widgets('a')}/status`, { metadata: { labels: { z: '1' } } }),
      get(`${widgets('a')}/status`),
    ],
  },
  {
    name: 'treats status as any field where there is no endpoint for it',
    steps: [
      ...serve({ subresources: undefined }),
      post(widgets(), { ...widget(), status: { ready: true } }),
      patch('merge', widgets('a'), { status: { ready: false } }),
      get(`${widgets('a')}/status`),
    ],
  },
  {
    name: 'needs a resource version to replace',
    steps: [
      ...serve(),
      post(widgets(), widget()),
      put(widgets('a'), widget({ size: 2 })),
      (answers) =>
        put(
          widgets('a'),
          widget({ size: 2 }, { resourceVersion: metadataIn(answers[2]).resourceVersion }),
        ),
      (answers) =>
        put(
          widgets('a'),
          widget({ size: 3 }, { resourceVersion: metadataIn(answers[2]).resourceVersion }),
        ),
    ],
  },
  {
    name: 'patches by JSON patch and merge patch, not by strategic merge',
    steps: [
      ...serve(),
      post(widgets(), widget({ size: 1, parts: [{ id: 'x', value: '1' }] })),
      patch('json', widgets('a'), [{ op: 'add', path: '/spec/parts/-', value: { id: 'y' } }]),
      patch('merge', widgets('a'), { spec: { parts: [{ id: 'z' }], color: null } }),
      patch('strategic', widgets('a'), { spec: { size: 3 } }),
      patch('merge', widgets('a'), { spec: { size: 99 } }),
      patch('merge', widgets('a'), { spec: { unknown: 1 } }),
      patch('merge', widgets('a'), { spec: { unknown: 1 } }, { fieldValidation: 'Strict' }),
    ],
  },
  {
    name: 'merges lists by their keys, and sets, when applied',
    steps: [
      ...serve(),
      apply(
        widgets('a'),
        widget({ size: 1, parts: [{ id: 'x', value: '1' }], tags: ['a'], plain: [{ a: '1' }] }),
        { fieldManager: 'one' },
      ),
      apply(widgets('a'), widget({ size: 1, parts: [{ id: 'y', value: '2' }], tags: ['b'] }), {
        fieldManager: 'two',
      }),
      apply(widgets('a'), widget({ size: 1, plain: [{ a: '2' }] }), { fieldManager: 'two' }),
      apply(widgets('a'), widget({ size: 1, plain: [{ a: '2' }] }), {
        fieldManager: 'two',
        force: 'true',
      }),
      apply(widgets('a'), widget({ size: 1, tags: ['c'] }), { fieldManager: 'one' }),
      apply(widgets('a'), widget({ size: 1, labels: { k: 'v' }, free: { x: { y: 1 } } }), {
        fieldManager: 'one',
      }),
      apply(widgets('a'), widget({ size: 1, free: { x: {} } }), { fieldManager: 'one' }),
    ],
  },
  {
    name: 'refuses to apply what the schema does not allow',
    steps: [
      ...serve(),
      apply(widgets('a'), widget({ size: 1, unknown: 1 })),
      apply(widgets('a'), widget({ size: 'x' })),
      apply(widgets('a'), widget({ size: 99 })),
      apply(widgets('a'), widget({ size: 1, parts: [{ id: 'x' }, { id: 'x' }] })),
      apply(widgets('a'), widget({ size: 1, parts: [{ value: 'x' }] })),
      apply(widgets('a'), widget({ size: 1, tags: ['a', 'a'] })),
    ],
  },
  {
    name: 'applies the status apart from the rest',
    steps: [
      ...serve(),
      apply(widgets('a'), widget()),
      apply(
        `${widgets('a')}/status`,
        {
          apiVersion: `${GROUP}/v1`,
          kind: 'Widget',
          metadata: { name: 'a' },
          status: { ready: true },
        },
        { fieldManager: 'controller' },
      ),
      apply(
        `${widgets('a')}/status`,
        {
          apiVersion: `${GROUP}/v1`,
          kind: 'Widget',
          metadata: { name: 'a' },
          status: { count: 1 },
        },
        { fieldManager: 'controller' },
      ),
      apply(widgets('a'), { ...widget(), status: { ready: false } }),
    ],
  },
  {
    name: 'shows printer columns',
    steps: [
      ...serve({
        additionalPrinterColumns: [
          { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
          { name: 'Color', type: 'string', jsonPath: '.spec.color', priority: 1 },
          { name: 'Ready', type: 'boolean', jsonPath: '.status.ready' },
          { name: 'First', type: 'string', jsonPath: '.spec.parts[0].id' },
          { name: 'Ids', type: 'string', jsonPath: '.spec.parts[*].id' },
          { name: 'Y', type: 'string', jsonPath: '.spec.parts[?(@.id=="y")].value' },
          { name: 'Labels', type: 'string', jsonPath: '.spec.labels' },
          {
            name: 'Label',
            type: 'string',
            jsonPath: '.metadata.labels.app\\.kubernetes\\.io/name',
          },
          { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
          { name: 'Ratio', type: 'number', jsonPath: '.spec.ratio' },
        ],
      }),
      post(
        widgets(),
        widget(
          {
            size: 3,
            parts: [{ id: 'x' }, { id: 'y', value: '2' }],
            labels: { k: 'v' },
            ratio: 1.5,
          },
          { labels: { 'app.kubernetes.io/name': 'n' } },
        ),
      ),
      post(widgets(), widget({ size: 1 }, { name: 'b' })),
      table(widgets()),
      watch(`${widgets()}?watch=true`, 2, 'application/json;as=Table;v=v1;g=meta.k8s.io'),
    ],
  },
  {
    name: 'shows the age where no columns are asked for',
    steps: [...serve(), post(widgets(), widget()), table(widgets())],
  },
  {
    name: 'scales a custom kind',
    steps: [
      ...serve({
        subresources: {
          status: {},
          scale: {
            specReplicasPath: '.spec.size',
            statusReplicasPath: '.status.count',
            labelSelectorPath: '.status.selector',
          },
        },
      }),
      post(widgets(), widget({ size: 2 })),
      patch('merge', `${widgets('a')}/status`, { status: { count: 2, selector: 'app=x' } }),
      get(`${widgets('a')}/scale`),
      patch('merge', `${widgets('a')}/scale`, { spec: { replicas: 4 } }),
      get(widgets('a')),
    ],
  },
  {
    name: 'serves several versions of one kind',
    steps: [
      post(
        definitions(),
        definition(
          {},
          {
            versions: [
              {
                name: 'v1',
                served: true,
                storage: true,
                schema: { openAPIV3Schema: widgetSchema },
              },
              {
                name: 'v1beta1',
                served: true,
                storage: false,
                schema: { openAPIV3Schema: widgetSchema },
              },
              {
                name: 'v0',
                served: false,
                storage: false,
                schema: { openAPIV3Schema: widgetSchema },
              },
            ],
          },
        ),
      ),
      { ...get(definitions(`widgets.${GROUP}`)), untilEstablished: true },
      get(`/apis/${GROUP}`),
      post(widgets(), widget()),
      get(`/apis/${GROUP}/v1beta1/namespaces/$NS/widgets/a`),
      get(`/apis/${GROUP}/v0/namespaces/$NS/widgets/a`),
      apply(
        `/apis/${GROUP}/v1beta1/namespaces/$NS/widgets/a`,
        { ...widget({ size: 1, color: 'green' }), apiVersion: `${GROUP}/v1beta1` },
        { force: 'true' },
      ),
      apply(widgets('a'), widget({ size: 1 })),
    ],
  },
  {
    name: 'serves cluster-scoped kinds',
    steps: [
      ...serve({}, { scope: 'Cluster' }),
      post(`/apis/${GROUP}/v1/widgets`, widget()),
      get(`/apis/${GROUP}/v1/widgets/a`),
      get(widgets('a')),
      del(`/apis/${GROUP}/v1/widgets/a`),
    ],
  },
  {
    name: 'refuses definitions that are not complete',
    steps: [
      post(definitions(), { ...definition(), metadata: { name: 'other.example.com' } }),
      post(definitions(), definition({}, { scope: 'Everywhere' })),
      post(definitions(), definition({ storage: false })),
      post(definitions(), definition({ schema: undefined })),
      post(definitions(), definition({}, { names: { plural: 'widgets' } })),
    ],
  },
  {
    name: 'keeps the scope and the kind of a definition',
    steps: [
      ...serve(),
      patch('merge', definitions(`widgets.${GROUP}`), { spec: { scope: 'Cluster' } }),
    ],
  },
  {
    name: 'marks a definition for deletion',
    steps: [...serve(), del(definitions(`widgets.${GROUP}`))],
  },
  {
    name: 'waits for finalizers of custom objects',
    steps: [
      ...serve(),
      post(widgets(), widget({ size: 1 }, { finalizers: ['example.com/hold'] })),
      del(widgets('a')),
      patch('merge', widgets('a'), { metadata: { finalizers: [] } }),
      get(widgets('a')),
    ],
  },
  {
    name: 'deletes custom objects',
    steps: [
      ...serve(),
      post(widgets(), widget()),
      del(widgets('a'), { propagationPolicy: 'Foreground' }),
      post(widgets(), widget({ size: 1 }, { name: 'b' })),
      del(widgets('b')),
    ],
  },
];

import fc from 'fast-check';
import {
  apply,
  cluster,
  del,
  get,
  inNamespace,
  patch,
  post,
  put,
  type Step,
} from '../../contract/cluster/contract-case.ts';

const deployments = inNamespace('apps/v1', 'deployments');
const managers = fc.constantFrom('one', 'two', 'three');

/** A record that holds some of some fields. */
const some = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(fields, { requiredKeys: [] });

const word = fc.constantFrom('a', 'b', 'c');
const labels = fc.dictionary(word, word, { maxKeys: 2 });

const unique = <T>(item: fc.Arbitrary<T>, key: (one: T) => unknown): fc.Arbitrary<T[]> =>
  fc.uniqueArray(item, { maxLength: 3, selector: key });

const environment = unique(
  fc.record({ name: fc.constantFrom('A', 'B', 'C'), value: word }),
  ({ name }) => name,
);

const ports = unique(
  fc
    .record({ containerPort: fc.constantFrom(80, 81), protocol: fc.constantFrom('TCP', 'UDP') })
    .chain((port) => fc.constantFrom(port, { containerPort: port.containerPort })),
  (port) => `${port.containerPort}/${'protocol' in port ? port.protocol : 'TCP'}`,
);

const container = fc
  .tuple(
    fc.constantFrom('x', 'y', 'z'),
    fc.constantFrom('i:1', 'i:2'),
    some({ env: environment, ports, args: fc.array(word, { maxLength: 2 }) }),
  )
  .map(([name, image, more]) => ({ name, image, ...more }));

const containers = fc.uniqueArray(container, {
  minLength: 1,
  maxLength: 3,
  selector: ({ name }) => name,
});

const deployment = fc
  .tuple(
    containers,
    some({
      replicas: fc.integer({ min: 0, max: 3 }),
      minReadySeconds: fc.integer({ min: 0, max: 3 }),
    }),
    some({ labels, annotations: labels }),
  )
  .map(([list, spec, metadata]) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', ...metadata },
    spec: {
      ...spec,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: list } },
    },
  }));

const flag = (force: boolean): Record<string, string> => (force ? { force: 'true' } : {});

/** Any write of one object, with bodies of one kind. */
function anyWrite(
  path: (name?: string) => string,
  name: string,
  body: fc.Arbitrary<object>,
  change: fc.Arbitrary<object>,
  strategic: boolean,
): fc.Arbitrary<Step> {
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(body, managers, fc.boolean())
        .map(([one, fieldManager, force]) =>
          apply(path(name), one, { fieldManager, ...flag(force) }),
        ),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(body, managers)
        .map(([one, fieldManager]) => post(path(), one, { fieldManager })),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(body, managers)
        .map(([one, fieldManager]) => put(path(name), one, { fieldManager })),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(change, managers)
        .map(([one, fieldManager]) => patch('merge', path(name), one, { fieldManager })),
    },
    ...(strategic
      ? [
          {
            weight: 3,
            arbitrary: fc
              .tuple(change, managers)
              .map(([one, fieldManager]) => patch('strategic', path(name), one, { fieldManager })),
          },
        ]
      : []),
    { weight: 1, arbitrary: fc.constant(del(path(name))) },
    { weight: 1, arbitrary: fc.constant(get(path(name))) },
  );
}

const deploymentChange = fc.oneof(
  containers.map((list) => ({ spec: { template: { spec: { containers: list } } } })),
  fc.integer({ min: 0, max: 3 }).map((replicas) => ({ spec: { replicas } })),
  labels.map((one) => ({ metadata: { labels: one, annotations: null } })),
  fc.constant({ spec: { replicas: null, template: { metadata: { annotations: { x: 'y' } } } } }),
);

export const deploymentWrite = anyWrite(deployments, 'web', deployment, deploymentChange, true);

const GROUP = '$NS.example.com';
const widgets = inNamespace(`${GROUP}/v1`, 'widgets');
const definitions = cluster('apiextensions.k8s.io/v1', 'customresourcedefinitions');

const text = { type: 'string' };
const parts = {
  type: 'array',
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['id'],
  items: {
    type: 'object',
    required: ['id'],
    properties: { id: text, value: text, kind: { ...text, default: 'plain' } },
  },
};

/** Requests that make the custom kind known. */
export const widgetDefinition: readonly Step[] = [
  post(definitions(), {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `widgets.${GROUP}` },
    spec: {
      group: GROUP,
      scope: 'Namespaced',
      names: { plural: 'widgets', singular: 'widget', kind: 'Widget' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: {
                  type: 'object',
                  properties: {
                    size: { type: 'integer', minimum: 1, default: 1 },
                    map: { type: 'object', additionalProperties: text },
                    whole: {
                      type: 'object',
                      'x-kubernetes-map-type': 'atomic',
                      additionalProperties: text,
                    },
                    set: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
                    list: { type: 'array', items: text },
                    parts,
                    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                  },
                },
              },
            },
          },
        },
      ],
    },
  }),
  { ...get(definitions(`widgets.${GROUP}`)), untilEstablished: true },
];

const words = fc.uniqueArray(word, { maxLength: 3 });
const free: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 2 },
    word,
    fc.integer({ min: 0, max: 3 }),
    fc.dictionary(word, tie('node'), { maxKeys: 2 }),
    fc.array(word, { maxLength: 2 }),
  ),
})).node;

const widgetSpec = some({
  size: fc.integer({ min: 0, max: 3 }),
  map: labels,
  whole: labels,
  set: words,
  list: fc.array(word, { maxLength: 3 }),
  parts: unique(
    fc.tuple(word, some({ value: word, kind: word })).map(([id, more]) => ({ id, ...more })),
    ({ id }) => id,
  ),
  free: fc.dictionary(word, free, { maxKeys: 2 }),
});

// Empty metadata is left out: whether it counts as a change depends on the second it is written in.
const filledLabels = fc.dictionary(word, word, { minKeys: 1, maxKeys: 2 });

const widget = fc
  .tuple(widgetSpec, some({ labels: filledLabels, finalizers: fc.constant(['example.com/a']) }))
  .map(([spec, metadata]) => ({
    apiVersion: `${GROUP}/v1`,
    kind: 'Widget',
    metadata: { name: 'a', ...metadata },
    spec,
  }));

export const widgetWrite = anyWrite(
  widgets,
  'a',
  widget,
  widgetSpec.map((spec) => ({ spec })),
  false,
);

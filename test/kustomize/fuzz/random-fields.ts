import { generator, options } from './random-generators.ts';
import { type Fields, LABELS, NAMESPACES } from './random-objects.ts';
import { operations, patch, strategic, texts } from './random-patches.ts';
import { generators, image, transformers } from './random-plugins.ts';
import { replacement } from './random-replacements.ts';
import { nameOf, type Scene } from './scene.ts';
import type { Value } from './write-yaml.ts';

const SCALED = ['Deployment', 'StatefulSet', 'ReplicaSet'];

const CONFIGURATIONS: readonly Fields[] = [
  {
    nameReference: [
      { kind: 'ConfigMap', version: 'v1', fieldSpecs: [{ kind: 'Thing', path: 'spec/value' }] },
      { kind: 'Thing', fieldSpecs: [{ kind: 'ConfigMap', path: 'data/k' }] },
    ],
    namePrefix: [{ kind: 'Thing', path: 'spec/items' }],
    commonLabels: [{ kind: 'TidbMonitor', path: 'spec/selector', create: true }],
  },
  {
    images: [{ path: 'spec/image', kind: 'Thing' }],
    namespace: [{ path: 'spec/namespace', kind: 'Thing', create: true }],
    commonAnnotations: [{ path: 'spec/notes', kind: 'Thing', create: true }],
  },
  {
    varReference: [{ kind: 'Thing', path: 'spec/value' }, { path: 'data' }],
    replicas: [{ kind: 'Thing', path: 'spec/replicas', create: true }],
    templateLabels: [{ kind: 'Thing', path: 'spec/labels', create: true }],
    labels: [{ kind: 'Thing', path: 'spec/more', create: true }],
  },
];

const THING = { group: 'example.com', version: 'v1', kind: 'Thing' };

const OPENAPI = {
  paths: {
    '/apis/example.com/v1/things': { get: { 'x-kubernetes-group-version-kind': THING } },
  },
  definitions: {
    Thing: {
      type: 'object',
      properties: { spec: { $ref: '#/definitions/ThingSpec' } },
      'x-kubernetes-group-version-kind': [THING],
    },
    ThingSpec: {
      type: 'object',
      properties: {
        containers: {
          type: 'array',
          items: { $ref: '#/definitions/io.k8s.api.core.v1.Container' },
          'x-kubernetes-patch-strategy': 'merge',
          'x-kubernetes-patch-merge-key': 'name',
        },
        items: { type: 'array', 'x-kubernetes-patch-strategy': 'merge', items: { type: 'string' } },
      },
    },
  },
};

/** The fields of a kustomization other than its resources. */
export function fields(scene: Scene, folder: string, isLeaf: boolean): Fields {
  const { random } = scene;
  const chance = isLeaf ? 0.12 : 0.3;
  const maybe = <T extends Value>(make: () => T) => scene.maybe(chance, make);
  const few = (make: () => Fields) => maybe(() => random.times(1 + random.below(2), make));
  return {
    namespace: maybe(() => random.pick(NAMESPACES)),
    namePrefix: maybe(() => random.pick(['p-', 'x'])),
    nameSuffix: maybe(() => random.pick(['-s', '-2'])),
    commonLabels: maybe(() => texts(random, LABELS)),
    commonAnnotations: maybe(() => texts(random, ['note', 'z', 'long'])),
    labels: few(() => label(scene)),
    images: few(() => image(scene)),
    replicas:
      scene.anObjectOf(...SCALED) === undefined
        ? undefined
        : maybe(() => [{ name: scene.nameOfSome(...SCALED), count: random.below(9) }]),
    patches: few(() => patch(scene, folder)),
    configMapGenerator: few(() => generator(scene, folder, false)),
    secretGenerator: maybe(() => [generator(scene, folder, true)]),
    generatorOptions: maybe(() => options(scene)),
    replacements: scene.maybe(chance / 2, () =>
      random.times(1 + random.below(2), () => replacement(scene, folder)),
    ),
    vars: scene.maybe(chance / 6, () => [variable(scene)]),
    ...rarerFields(scene, folder, chance / 3),
  };
}

function label(scene: Scene): Fields {
  const { random } = scene;
  return {
    pairs: texts(random, LABELS),
    includeSelectors: scene.maybe(0.4, () => random.chance(0.7)),
    includeTemplates: scene.maybe(0.4, () => random.chance(0.7)),
    fields: scene.maybe(0.2, () => [
      random.pick<Fields>([
        { path: 'spec/labels', kind: 'Thing', create: true },
        { path: 'metadata/annotations', create: random.chance(0.5) },
        { path: 'spec/selector/matchLabels', group: 'apps', kind: 'Deployment' },
        { path: 'spec/jobTemplate/metadata/labels', create: true, kind: 'CronJob' },
      ]),
    ]),
  };
}

function rarerFields(scene: Scene, folder: string, chance: number): Fields {
  const { random } = scene;
  const maybe = <T extends Value>(make: () => T) => scene.maybe(chance, make);
  return {
    patchesStrategicMerge: maybe(() => {
      const written = scene.yaml(strategic(scene, scene.anObject()));
      return [random.chance(0.5) ? written : scene.write(folder, scene.newFile('merge'), written)];
    }),
    patchesJson6902: maybe(() => {
      const object = scene.anObject();
      const target = { kind: object.kind, name: nameOf(object) ?? 'a' };
      return [{ target, patch: scene.yaml(operations(scene, object)) }];
    }),
    transformers: maybe(() => transformers(scene, folder)),
    generators: maybe(() => generators(scene, folder)),
    configurations: maybe(() => [
      scene.write(folder, 'config.yaml', scene.yaml(random.pick(CONFIGURATIONS))),
    ]),
    openapi: scene.maybe(chance / 2, () =>
      random.chance(0.3)
        ? { version: 'v1.21.2' }
        : { path: scene.write(folder, 'openapi.json', JSON.stringify(OPENAPI)) },
    ),
    sortOptions: maybe(() => {
      const order = random.pick(['fifo', 'legacy']);
      const legacySortOptions = scene.maybe(order === 'legacy' ? 0.4 : 0.03, () => ({
        orderFirst: random.some(['Thing', 'Service', 'Secret'], 2),
        orderLast: random.some(['ConfigMap', 'Deployment'], 1),
      }));
      return { order, legacySortOptions };
    }),
    buildMetadata: maybe(() =>
      random.some(['originAnnotations', 'transformerAnnotations', 'managedByLabel'], 2),
    ),
  };
}

function variable(scene: Scene): Fields {
  const source = scene.anObject();
  return {
    name: 'VAR',
    objref: { apiVersion: source.apiVersion, kind: source.kind, name: nameOf(source) },
    fieldref: scene.maybe(0.4, () => ({
      fieldpath: scene.random.pick(['metadata.namespace', 'metadata.labels', 'spec.replicas']),
    })),
  };
}

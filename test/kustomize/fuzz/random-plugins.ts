import { generator } from './random-generators.ts';
import { type Fields, LABELS, NAMESPACES, text } from './random-objects.ts';
import { operations, patch, selector, strategic, texts } from './random-patches.ts';
import { replacementFields } from './random-replacements.ts';
import { nameOf, type Scene } from './scene.ts';

const specs = (path: string, create = true): Fields[] => [{ path, create }];

/** The configuration of a built-in transformer. */
export function transformer(scene: Scene, folder: string): Fields {
  const config = scene.random.pick(TRANSFORMERS)(scene, folder);
  const namespace =
    config.kind === 'NamespaceTransformer' ? scene.random.pick(NAMESPACES) : undefined;
  const name = `transformer${scene.random.below(3)}`;
  return { apiVersion: 'builtin', ...config, metadata: { name, namespace } };
}

const TRANSFORMERS: readonly ((scene: Scene, folder: string) => Fields)[] = [
  () => ({ kind: 'PrefixTransformer', prefix: 'q-', fieldSpecs: specs('metadata/name') }),
  ({ random }) => ({
    kind: 'SuffixTransformer',
    suffix: '-q',
    fieldSpecs: [{ path: 'metadata/name', kind: random.pick(['ConfigMap', 'Deployment']) }],
  }),
  ({ random }) => ({
    kind: 'LabelTransformer',
    labels: texts(random, LABELS),
    fieldSpecs: random.pick([
      specs('metadata/labels'),
      specs('spec/selector/matchLabels', false),
      [{ path: 'spec/template/metadata/labels', create: true, kind: 'Deployment' }],
    ]),
  }),
  ({ random }) => ({
    kind: 'AnnotationsTransformer',
    annotations: texts(random, ['note', 't']),
    fieldSpecs: specs(random.pick(['metadata/annotations', 'spec/template/metadata/annotations'])),
  }),
  ({ random }) => ({
    kind: 'NamespaceTransformer',
    unsetOnly: random.chance(0.3) ? true : undefined,
    setRoleBindingSubjects: random.pick(['', 'none', 'defaultOnly', 'allServiceAccounts']),
    fieldSpecs: random.chance(0.7) ? specs('metadata/namespace') : undefined,
  }),
  (scene) => ({
    kind: 'ImageTagTransformer',
    imageTag: image(scene),
    fieldSpecs: scene.maybe(0.5, () => [
      { path: 'spec/template/spec/containers[]/image' },
      { path: 'spec/value' },
    ]),
  }),
  ({ random }) => ({
    kind: 'ValueAddTransformer',
    value: text(random),
    targets: random.times(1 + random.below(2), () => ({
      selector: random.chance(0.4) ? { kind: random.pick(['Deployment', 'ConfigMap']) } : undefined,
      fieldPath: random.pick(['metadata/labels/v', 'data/k', 'metadata/namespace', 'spec/new/x']),
      filePathPosition: random.chance(0.2) ? random.pick([1, 2]) : undefined,
    })),
  }),
  (scene) => ({
    kind: 'ReplicaCountTransformer',
    replica: { name: scene.nameOfSome('Deployment', 'StatefulSet'), count: scene.random.below(9) },
    fieldSpecs: [{ path: 'spec/replicas', create: true, kind: 'Deployment' }],
  }),
  (scene, folder) => ({ kind: 'PatchTransformer', ...patch(scene, folder) }),
  (scene) => {
    const object = scene.anObject();
    return {
      kind: 'PatchJson6902Transformer',
      target: { ...selector(scene, object), name: nameOf(object) ?? 'a' },
      jsonOp: scene.yaml(operations(scene, object)),
    };
  },
  (scene) => ({
    kind: 'PatchStrategicMergeTransformer',
    patches: scene.yaml(strategic(scene, scene.anObject())),
  }),
  (scene) => ({ kind: 'ReplacementTransformer', replacements: [replacementFields(scene)] }),
  () => ({ kind: 'HashTransformer' }),
];

/** The configuration of a built-in generator. */
function generatorConfig(scene: Scene, folder: string): Fields {
  const { random } = scene;
  const name = `config-${scene.newFile('')}`;
  if (random.chance(0.1)) {
    return {
      apiVersion: 'builtin',
      kind: 'IAMPolicyGenerator',
      metadata: { name },
      cloud: 'gke',
      kubernetesService: { name, namespace: random.chance(0.5) ? 'ns1' : undefined },
      serviceAccount: { name: 'account', projectId: 'project' },
    };
  }
  const isSecret = random.chance(0.4);
  const { name: own, ...fields } = generator(scene, folder, isSecret);
  return {
    apiVersion: 'builtin',
    kind: isSecret ? 'SecretGenerator' : 'ConfigMapGenerator',
    metadata: { name },
    name: random.chance(0.2) ? own : undefined,
    ...fields,
  };
}

/** Entries of `generators`. */
export function generators(scene: Scene, folder: string): string[] {
  const configs = scene.random.times(1 + scene.random.below(2), () =>
    generatorConfig(scene, folder),
  );
  return place(scene, folder, 'generator', configs);
}

/** Entries of `transformers`. */
export function transformers(scene: Scene, folder: string): string[] {
  const configs = scene.random.times(1 + scene.random.below(2), () => transformer(scene, folder));
  return place(scene, folder, 'transformer', configs);
}

/** Configurations in place, in a file, or in a folder with a kustomization of its own. */
function place(scene: Scene, folder: string, name: string, configs: readonly Fields[]): string[] {
  const { random } = scene;
  const written = configs.map((config) => scene.yaml(config));
  const choice = random.below(5);
  if (choice < 2) return written;
  const file = scene.newFile(name);
  if (choice < 4) return [scene.write(folder, file, written.join('---\n'))];
  const inner = `${folder}/${name}`;
  // Paths in a configuration are seen from the kustomization that uses it.
  scene.write(inner, 'config.yaml', written.join('---\n'));
  scene.write(inner, 'kustomization.yaml', scene.yaml({ resources: ['config.yaml'] }));
  return [name];
}

export function image({ random }: Scene): Fields {
  return {
    name: random.pick([
      'nginx',
      'docker.io/library/redis',
      'host:5000/app',
      'prom/prometheus',
      'ngin.',
    ]),
    newName: random.chance(0.4) ? random.pick(['mirror/nginx', 'host:5000/new']) : undefined,
    newTag: random.chance(0.5) ? random.pick(['2.0', 'latest', '1e3', '010']) : undefined,
    tagSuffix: random.chance(0.1) ? '-alpine' : undefined,
    digest: random.chance(0.2) ? 'sha256:def' : undefined,
  };
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { build } from '../../src/kustomize/build.ts';
import { InvalidInputError } from '../../src/model/errors.ts';
import type { JsonValue } from '../../src/model/json.ts';
import type { FieldPath } from '../../src/model/manifest.ts';
import { memoryTree } from '../../src/model/memory-tree.ts';
import { formatPosition } from '../../src/model/position.ts';
import { randomBuild } from './fuzz/random-build.ts';

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  template:
    spec:
      serviceAccountName: robot
      containers:
      - name: main
        image: nginx:1.0
        args: [$(HOST)]
        envFrom:
        - configMapRef:
            name: settings
`;
const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: map\ndata:\n  k: v\n';
const BINDING = `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: binding
subjects:
- kind: ServiceAccount
  name: default
`;
const OBJECTS = `${WEB}---\n${MAP}---\n${BINDING}`;

/** The line of a kustomization's field: its header is one line. */
const HEADER = 'resources: [objects.yaml]\n';

async function placeOf(
  kustomization: string,
  kind: string,
  path: FieldPath,
  files: Readonly<Record<string, string>> = {},
): Promise<string> {
  const tree = memoryTree({
    'kustomization.yaml': `${HEADER}${kustomization}`,
    'objects.yaml': OBJECTS,
    ...files,
  });
  const { objects } = await build(tree, '.', { order: 'legacy', loadRestrictor: 'rootOnly' });
  const object = objects.find(({ manifest }) => manifest.kind === kind);
  const position = object?.provenance.field(path);
  return position === undefined ? 'nowhere' : formatPosition(position);
}

const container = ['spec', 'template', 'spec', 'containers', 0] as const;
const builtin = (text: string) => ({ 'p.yaml': `apiVersion: builtin\n${text}` });
const metadata = 'metadata: {name: p}\n';

type Row = readonly [
  what: string,
  kustomization: string,
  kind: string,
  path: FieldPath,
  place: string,
  files?: Readonly<Record<string, string>>,
];

const rows: readonly Row[] = [
  ['nothing', '', 'Deployment', ['spec', 'replicas'], 'objects.yaml:6:3'],
  ['namePrefix', 'namePrefix: a-\n', 'ConfigMap', ['metadata', 'name'], 'kustomization.yaml:2:13'],
  ['nameSuffix', 'nameSuffix: -a\n', 'ConfigMap', ['metadata', 'name'], 'kustomization.yaml:2:13'],
  [
    'namespace',
    'namespace: a\n',
    'ConfigMap',
    ['metadata', 'namespace'],
    'kustomization.yaml:2:12',
  ],
  [
    'namespace, in subjects',
    'namespace: a\n',
    'RoleBinding',
    ['subjects', 0, 'namespace'],
    'kustomization.yaml:2:12',
  ],
  [
    'commonLabels',
    'commonLabels:\n  app: a\n',
    'ConfigMap',
    ['metadata', 'labels', 'app'],
    'kustomization.yaml:3:8',
  ],
  [
    'commonLabels, in selectors',
    'commonLabels:\n  app: a\n',
    'Deployment',
    ['spec', 'selector', 'matchLabels', 'app'],
    'kustomization.yaml:3:8',
  ],
  [
    'labels',
    'labels:\n- pairs:\n    app: a\n',
    'ConfigMap',
    ['metadata', 'labels', 'app'],
    'kustomization.yaml:4:10',
  ],
  [
    'labels, in templates',
    'labels:\n- pairs:\n    app: a\n  includeTemplates: true\n',
    'Deployment',
    ['spec', 'template', 'metadata', 'labels', 'app'],
    'kustomization.yaml:4:10',
  ],
  [
    'labels, in fields',
    'labels:\n- pairs:\n    app: a\n  fields:\n  - {path: data, kind: ConfigMap}\n',
    'ConfigMap',
    ['data', 'app'],
    'kustomization.yaml:4:10',
  ],
  [
    'commonAnnotations',
    'commonAnnotations:\n  note: a\n',
    'ConfigMap',
    ['metadata', 'annotations', 'note'],
    'kustomization.yaml:3:9',
  ],
  [
    'images',
    'images:\n- name: nginx\n  newTag: "2"\n',
    'Deployment',
    [...container, 'image'],
    'kustomization.yaml:4:11',
  ],
  [
    'imageTags',
    'imageTags:\n- name: nginx\n  newTag: "2"\n',
    'Deployment',
    [...container, 'image'],
    'kustomization.yaml:4:11',
  ],
  [
    'replicas',
    'replicas:\n- name: web\n  count: 3\n',
    'Deployment',
    ['spec', 'replicas'],
    'kustomization.yaml:3:3',
  ],
  [
    'patches, a file',
    'patches:\n- path: p.yaml\n',
    'ConfigMap',
    ['data', 'k'],
    'p.yaml:6:6',
    { 'p.yaml': MAP.replace('k: v', 'k: w') },
  ],
  [
    'patches, inline',
    `patches:\n- patch: |\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: map}\n    data:\n      k: w\n`,
    'ConfigMap',
    ['data', 'k'],
    'kustomization.yaml:8:10',
  ],
  [
    'patches, JSON in a file',
    'patches:\n- path: p.json\n  target: {kind: ConfigMap}\n',
    'ConfigMap',
    ['data', 'k'],
    'p.json:2:49',
    { 'p.json': '[\n  {"op": "replace", "path": "/data/k", "value": "w"}\n]\n' },
  ],
  [
    'patchesStrategicMerge',
    'patchesStrategicMerge:\n- p.yaml\n',
    'ConfigMap',
    ['data', 'k'],
    'p.yaml:6:6',
    { 'p.yaml': MAP.replace('k: v', 'k: w') },
  ],
  [
    'patchesJson6902',
    'patchesJson6902:\n- target: {version: v1, kind: ConfigMap, name: map}\n  patch: |\n    - op: add\n      path: /data/x\n      value: w\n',
    'ConfigMap',
    ['data', 'x'],
    'kustomization.yaml:7:14',
  ],
  [
    'a JSON patch that copies',
    'patches:\n- target: {kind: ConfigMap}\n  patch: |\n    - op: copy\n      from: /data/k\n      path: /data/x\n',
    'ConfigMap',
    ['data', 'x'],
    'objects.yaml:23:6',
  ],
  [
    'a JSON patch leaves the rest',
    'patches:\n- target: {kind: Deployment}\n  patch: |\n    - op: remove\n      path: /spec/replicas\n',
    'Deployment',
    [...container, 'image'],
    'objects.yaml:12:9',
  ],
  [
    'replacements',
    'replacements:\n- source: {kind: ConfigMap, fieldPath: data.k}\n  targets:\n  - select: {kind: Deployment}\n    fieldPaths: [metadata.annotations.k]\n    options: {create: true}\n',
    'Deployment',
    ['metadata', 'annotations', 'k'],
    'objects.yaml:23:6',
  ],
  [
    'replacements, sourceValue',
    'replacements:\n- sourceValue: w\n  targets:\n  - select: {kind: ConfigMap}\n    fieldPaths: [data.k]\n',
    'ConfigMap',
    ['data', 'k'],
    'kustomization.yaml:3:16',
  ],
  [
    'vars',
    'vars:\n- name: HOST\n  objref: {kind: ConfigMap, name: map, apiVersion: v1}\n  fieldref: {fieldPath: data.k}\n',
    'Deployment',
    [...container, 'args', 0],
    'objects.yaml:13:16',
  ],
  [
    'secretGenerator, literals',
    'secretGenerator:\n- name: secret\n  literals:\n  - a=b\n',
    'Secret',
    ['data', 'a'],
    'kustomization.yaml:5:5',
  ],
  [
    'secretGenerator, files',
    'secretGenerator:\n- name: secret\n  files:\n  - a.txt\n',
    'Secret',
    ['data', 'a.txt'],
    'kustomization.yaml:5:5',
    { 'a.txt': 'a' },
  ],
  [
    'secretGenerator, envs',
    'secretGenerator:\n- name: secret\n  envs:\n  - a.env\n',
    'Secret',
    ['data', 'A'],
    'kustomization.yaml:5:5',
    { 'a.env': 'A=b\n' },
  ],
  [
    'generatorOptions',
    'generatorOptions:\n  labels:\n    app: a\nsecretGenerator:\n- name: secret\n',
    'Secret',
    ['metadata', 'labels', 'app'],
    'kustomization.yaml:4:10',
  ],
  [
    'immutable',
    'generatorOptions:\n  immutable: true\nsecretGenerator:\n- name: secret\n',
    'Secret',
    ['immutable'],
    'kustomization.yaml:3:3',
  ],
  [
    'a generator that merges',
    'configMapGenerator:\n- name: map\n  behavior: merge\n  literals:\n  - x=y\n',
    'ConfigMap',
    ['data', 'x'],
    'kustomization.yaml:6:5',
  ],
  [
    'a generator that merges, what was there',
    'configMapGenerator:\n- name: map\n  behavior: merge\n  literals:\n  - x=y\n',
    'ConfigMap',
    ['data', 'k'],
    'objects.yaml:23:6',
  ],
  [
    'the hash of a name',
    'secretGenerator:\n- name: secret\n',
    'Secret',
    ['metadata', 'name'],
    'kustomization.yaml:3:9',
  ],
  [
    'a reference that follows a prefix',
    'namePrefix: a-\nconfigMapGenerator:\n- name: settings\n',
    'Deployment',
    [...container, 'envFrom', 0, 'configMapRef', 'name'],
    'kustomization.yaml:2:13',
  ],
  [
    'components',
    'components: [c]\n',
    'ConfigMap',
    ['metadata', 'labels', 'app'],
    'c/kustomization.yaml:3:8',
    { 'c/kustomization.yaml': 'kind: Component\ncommonLabels:\n  app: a\n' },
  ],
  [
    'a base',
    'bases: [b]\n',
    'Service',
    ['spec', 'type'],
    'b/s.yaml:5:3',
    {
      'b/kustomization.yaml': 'resources: [s.yaml]\nnamePrefix: b-\n',
      'b/s.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec:\n  type: NodePort\n',
    },
  ],
  [
    'a base, its prefix',
    'bases: [b]\n',
    'Service',
    ['metadata', 'name'],
    'b/kustomization.yaml:2:13',
    {
      'b/kustomization.yaml': 'resources: [s.yaml]\nnamePrefix: b-\n',
      'b/s.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec:\n  type: NodePort\n',
    },
  ],
  [
    'an item of a list',
    'crds: []\n',
    'Service',
    ['spec', 'type'],
    'l.yaml:8:5',
    {
      'kustomization.yaml': 'resources: [l.yaml]\n',
      'l.yaml':
        'apiVersion: v1\nkind: ServiceList\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: s}\n  spec:\n    type: NodePort\n',
    },
  ],
  [
    'buildMetadata',
    'buildMetadata: [managedByLabel]\n',
    'ConfigMap',
    ['metadata', 'labels', 'app.kubernetes.io/managed-by'],
    'kustomization.yaml:2:17',
  ],
  [
    'buildMetadata, origins',
    'buildMetadata: [originAnnotations]\n',
    'ConfigMap',
    ['metadata', 'annotations', 'config.kubernetes.io/origin'],
    'kustomization.yaml:2:17',
  ],
  [
    'AnnotationsTransformer',
    'transformers: [p.yaml]\n',
    'ConfigMap',
    ['metadata', 'annotations', 'a'],
    'p.yaml:5:6',
    builtin(
      `kind: AnnotationsTransformer\n${metadata}annotations:\n  a: b\nfieldSpecs: [{path: metadata/annotations, create: true}]\n`,
    ),
  ],
  [
    'ImageTagTransformer',
    'transformers: [p.yaml]\n',
    'Deployment',
    [...container, 'image'],
    'p.yaml:6:11',
    builtin(`kind: ImageTagTransformer\n${metadata}imageTag:\n  name: nginx\n  newTag: "2"\n`),
  ],
  [
    'LabelTransformer',
    'transformers: [p.yaml]\n',
    'ConfigMap',
    ['metadata', 'labels', 'a'],
    'p.yaml:5:6',
    builtin(
      `kind: LabelTransformer\n${metadata}labels:\n  a: b\nfieldSpecs: [{path: metadata/labels, create: true}]\n`,
    ),
  ],
  [
    'NamespaceTransformer',
    'transformers: [p.yaml]\n',
    'ConfigMap',
    ['metadata', 'namespace'],
    'p.yaml:5:14',
    builtin(
      'kind: NamespaceTransformer\nmetadata:\n  name: p\n  namespace: n\nfieldSpecs: [{path: metadata/namespace, create: true}]\n',
    ),
  ],
  [
    'PatchTransformer',
    'transformers: [p.yaml]\n',
    'ConfigMap',
    ['data', 'x'],
    'p.yaml:8:12',
    builtin(
      `kind: PatchTransformer\n${metadata}target: {kind: ConfigMap}\npatch: |\n  - op: add\n    path: /data/x\n    value: w\n`,
    ),
  ],
  [
    'PatchJson6902Transformer',
    'transformers: [p.yaml]\n',
    'ConfigMap',
    ['data', 'x'],
    'p.yaml:8:12',
    builtin(
      `kind: PatchJson6902Transformer\n${metadata}target: {kind: ConfigMap, name: map, version: v1}\njsonOp: |\n  - op: add\n    path: /data/x\n    value: w\n`,
    ),
  ],
  [
    'PatchStrategicMergeTransformer',
    'transformers: [p.yaml]\n',
    'ConfigMap',
    ['data', 'x'],
    'p.yaml:9:5',
    builtin(
      `kind: PatchStrategicMergeTransformer\n${metadata}patches: |\n  apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: map}\n  data:\n    x: w\n`,
    ),
  ],
  [
    'PrefixTransformer',
    'transformers: [p.yaml]\n',
    'ConfigMap',
    ['metadata', 'name'],
    'p.yaml:4:9',
    builtin(
      `kind: PrefixTransformer\n${metadata}prefix: a-\nfieldSpecs: [{path: metadata/name}]\n`,
    ),
  ],
  [
    'SuffixTransformer',
    'transformers: [p.yaml]\n',
    'ConfigMap',
    ['metadata', 'name'],
    'p.yaml:4:9',
    builtin(
      `kind: SuffixTransformer\n${metadata}suffix: -a\nfieldSpecs: [{path: metadata/name}]\n`,
    ),
  ],
  [
    'ReplicaCountTransformer',
    'transformers: [p.yaml]\n',
    'Deployment',
    ['spec', 'replicas'],
    'p.yaml:5:3',
    builtin(
      `kind: ReplicaCountTransformer\n${metadata}replica:\n  name: web\n  count: 3\nfieldSpecs: [{path: spec/replicas, kind: Deployment}]\n`,
    ),
  ],
  [
    'ReplacementTransformer',
    'transformers: [p.yaml]\n',
    'ConfigMap',
    ['data', 'k'],
    'p.yaml:5:16',
    builtin(
      `kind: ReplacementTransformer\n${metadata}replacements:\n- sourceValue: w\n  targets:\n  - select: {kind: ConfigMap}\n    fieldPaths: [data.k]\n`,
    ),
  ],
  [
    'ValueAddTransformer',
    'transformers: [p.yaml]\n',
    'ConfigMap',
    ['data', 'k'],
    'p.yaml:4:8',
    builtin(
      `kind: ValueAddTransformer\n${metadata}value: w\ntargets:\n- fieldPath: data/k\n  selector: {kind: ConfigMap}\n`,
    ),
  ],
  [
    'SecretGenerator',
    'generators: [p.yaml]\n',
    'Secret',
    ['data', 'a'],
    'p.yaml:5:3',
    builtin('kind: SecretGenerator\nmetadata: {name: secret}\nliterals:\n- a=b\n'),
  ],
  [
    'IAMPolicyGenerator',
    'generators: [p.yaml]\n',
    'ServiceAccount',
    ['metadata', 'annotations', 'iam.gke.io/gcp-service-account'],
    'p.yaml:1:1',
    builtin(
      `kind: IAMPolicyGenerator\n${metadata}cloud: gke\nkubernetesService: {name: robot}\nserviceAccount: {name: r, projectId: p}\n`,
    ),
  ],
];

function pathsOf(value: JsonValue | undefined, path: FieldPath): FieldPath[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...below.flatMap(([step, child]) => pathsOf(child, [...path, step]))];
}

describe('what a transformer or generator set', () => {
  it.each(rows.map((row) => [row[0], row] as const))(
    'stands where its value is written: %s',
    async (_what, row) => {
      const [, kustomization, kind, path, place, files] = row;
      expect(await placeOf(kustomization, kind, path, files)).toBe(place);
    },
  );
});

describe('whatever a kustomization does', () => {
  it('every object and field has a place in one of the files that were read', async () => {
    let fields = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), async (seed) => {
        const { files, path } = randomBuild(seed);
        const options = { order: 'legacy', loadRestrictor: 'rootOnly' } as const;
        const built = await build(memoryTree(files), path, options).catch((thrown) => {
          if (thrown instanceof InvalidInputError) return undefined;
          throw thrown;
        });
        for (const { manifest, provenance } of built?.objects ?? []) {
          for (const field of pathsOf(manifest, [])) {
            const { file, line, column } = provenance.field(field) ?? {
              file: 'none',
              line: 0,
              column: 0,
            };
            expect(built?.inputs).toContain(file);
            const written = (files[file] ?? '').split('\n')[line - 1];
            expect(written?.length).toBeGreaterThanOrEqual(column - 1);
            fields++;
          }
        }
      }),
      { numRuns: 60 },
    );
    expect(fields).toBeGreaterThan(0);
  });
});

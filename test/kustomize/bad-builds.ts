import type { BuildLimits } from '../../src/kustomize/limits.ts';
import type { MemoryFile } from '../../src/model/memory-tree.ts';

/** Files that cannot be built, and where: by the code of the problem they have. */
export interface BadBuild {
  readonly files: Readonly<Record<string, MemoryFile>>;
  readonly path?: string;
  readonly limits?: Partial<BuildLimits>;
  /** A path that the tree knows but cannot give. */
  readonly unreadable?: string;
}

const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - name: main
        image: nginx
`;

/** A kustomization of one file of objects. */
function around(kustomization: string, object: MemoryFile = MAP): BadBuild {
  return {
    files: { 'kustomization.yaml': `resources: [a.yaml]\n${kustomization}`, 'a.yaml': object },
  };
}

function alone(object: MemoryFile): BadBuild {
  return around('', object);
}

function jsonPatch(operation: string): BadBuild {
  return around(`patches:\n- target: {kind: ConfigMap}\n  patch: |\n    - ${operation}\n`);
}

function withFile(
  kustomization: string,
  path: string,
  content: MemoryFile,
  object = MAP,
): BadBuild {
  return {
    files: {
      'kustomization.yaml': `resources: [a.yaml]\n${kustomization}`,
      'a.yaml': object,
      [path]: content,
    },
  };
}

function plugin(field: string, text: string, object = MAP): BadBuild {
  return withFile(`${field}: [p.yaml]\n`, 'p.yaml', `apiVersion: builtin\n${text}`, object);
}

/** To the innermost of 300 mappings in each other, and a new field there. */
const DEEP = `/data${'/d'.repeat(299)}/e`;

const repeat = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join('');

/** A build for every code of a problem that the engine reports. */
export const badBuilds: Readonly<Record<string, BadBuild>> = {
  ALIAS_LIMIT: alone(
    `a: &a [${repeat(200, () => 'x,')}]\nb: &b [${repeat(200, () => '*a,')}]\nc: [${repeat(9, () => '*b,')}]\n`,
  ),
  BAD_API_VERSION: around('apiVersion: v1\n'),
  BAD_DOCUMENT_SEPARATOR: alone(`${MAP}--- text\n${MAP}`),
  BAD_FIELD_PATH: around(
    'replacements:\n- sourceValue: x\n  targets:\n  - select: {kind: ConfigMap}\n    fieldPaths: [data.none]\n',
  ),
  BAD_FILE_SOURCE: around('configMapGenerator:\n- name: b\n  files: ["a=b=c"]\n'),
  BAD_IMAGE_NAME: around('images:\n- name: "a["\n  newTag: b\n'),
  BAD_JSON_PATCH: jsonPatch('{op: increase, path: /data}'),
  BAD_KIND: around('kind: Deployment\n'),
  BAD_LABEL_SELECTOR: around('patches:\n- target: {labelSelector: "a in"}\n  patch: "[]"\n'),
  BAD_LIST: alone('kind: ConfigMapList\nitems: {a: b}\n'),
  BAD_LITERAL: around('configMapGenerator:\n- name: b\n  literals: [no-equals-sign]\n'),
  BAD_MERGE: alone(`${MAP}data:\n  <<: text\n`),
  BAD_OPENAPI: around('openapi: {version: v9}\n'),
  BAD_PATCH: around('patches:\n- target: {kind: ConfigMap}\n'),
  BAD_REFERENCE: {
    files: {
      'kustomization.yaml': 'resources: [a.yaml]\n',
      'a.yaml':
        'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: a}\nsubjects:\n- kind: ServiceAccount\n  name: b\n  namespace:\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: b}\n',
    },
  },
  BAD_REGULAR_EXPRESSION: around('patches:\n- target: {name: "a("}\n  patch: "[]"\n'),
  BAD_REPLACEMENT: around('replacements:\n- source: {kind: ConfigMap}\n'),
  BAD_SORT_OPTIONS: around('sortOptions:\n  order: random\n'),
  BAD_TAG: alone(`${MAP}data: {a: !!int text}\n`),
  BAD_VALUE_ADD: plugin(
    'transformers',
    'kind: ValueAddTransformer\nmetadata: {name: p}\nvalue: x\n',
  ),
  BAD_VAR: around('vars:\n- name: A\n  objref: {kind: Secret, name: none, apiVersion: v1}\n'),
  BUILD_TOO_DEEP: around(
    `patches:\n- target: {kind: ConfigMap}\n  patch: |\n    - {op: copy, from: /data, path: ${DEEP}}\n    - {op: copy, from: /data, path: ${DEEP}${DEEP.replace('/data', '')}}\n`,
    `${MAP}data: ${'{d: '.repeat(299)}{x: y}${'}'.repeat(299)}\n`,
  ),
  BUILD_TOO_LARGE: { ...around('namePrefix: b-\n'), limits: { steps: 150 } },
  COMPLEX_KEY: alone(`${MAP}data:\n  {a: b}: c\n`),
  COMPONENT_AS_RESOURCE: {
    files: {
      'kustomization.yaml': 'resources: [c]\n',
      'c/kustomization.yaml': 'kind: Component\nnamePrefix: b-\n',
    },
  },
  CONFLICTING_FIELD_SPECS: withFile(
    'configurations: [c.yaml]\n',
    'c.yaml',
    'namePrefix:\n- path: metadata/name\n  create: true\n',
  ),
  CYCLE: {
    files: {
      'kustomization.yaml': 'resources: [a]\n',
      'a/kustomization.yaml': 'resources: [../b]\n',
      'b/kustomization.yaml': 'resources: [../a]\n',
    },
  },
  DUPLICATE_KEY: alone(`${MAP}data: {x: "1"}\ndata: {x: "2"}\n`),
  DUPLICATE_OBJECT: alone(`${MAP}---\n${MAP}`),
  EMPTY_KUSTOMIZATION: { files: { 'kustomization.yaml': 'kind: Kustomization\n' } },
  EMPTY_NAME: around('namePrefix: x-\n', `${MAP}  annotations:\n    "": nameless\n`),
  ENV_LINE_TOO_LONG: withFile(
    'configMapGenerator:\n- name: b\n  envs: [v.env]\n',
    'v.env',
    `A=1\nB=${'x'.repeat(70_000)}\n`,
  ),
  FIELD_TYPE: around(
    'namespace: one\n',
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: a}\nsubjects: {a: b}\n',
  ),
  FILE_UNREADABLE: { ...alone(MAP), unreadable: 'a.yaml' },
  FILE_NOT_FOUND: around('components: [none]\n'),
  FILE_TOO_LARGE: { ...around(''), limits: { bytes: 40 } },
  FOREIGN_PLUGIN: withFile(
    'generators: [p.yaml]\n',
    'p.yaml',
    'apiVersion: example.com/v1\nkind: Exec\nmetadata: {name: p}\n',
  ),
  GENERATOR_CONFLICT: around('configMapGenerator:\n- name: b\n  behavior: merge\n'),
  GENERATOR_TOO_LARGE: withFile(
    `configMapGenerator:\n- name: b\n  files: [${repeat(5, (index) => `k${index}=v.bin, `)}]\n`,
    'v.bin',
    Buffer.alloc(8 << 20, 'a'),
  ),
  GENERATOR_WITHOUT_NAME: around('secretGenerator:\n- literals: [a=b]\n'),
  IGNORED_FIELD: plugin(
    'generators',
    'kind: ConfigMapGenerator\nmetadata: {name: b}\nenv: a.env\n',
  ),
  INVALID_YAML: alone('kind: A\n  b: c\n'),
  KEY_NOT_TEXT: alone(`${MAP}data: {1: a}\n`),
  LFS_POINTER: alone(
    'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n',
  ),
  LIST_TOO_LONG: around(
    `patches:\n- patch: |\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web}\n    spec: {template: {spec: {containers: [{name: b}]}}}\n`,
    DEPLOYMENT.replace(
      '      - name: main\n        image: nginx\n',
      repeat(10_000, (index) => `      - {name: c${index}}\n`),
    ),
  ),
  LOST_DOCUMENT: alone(`${MAP}...\n${MAP}`),
  NAMESPACE_CONFLICT: around(
    'namespace: three\n',
    `${MAP}  namespace: one\n---\n${MAP}  namespace: two\n`,
  ),
  NOT_AN_OBJECT: alone('apiVersion: v1\nkind: ConfigMap\n'),
  NOT_A_COMPONENT: {
    files: {
      'kustomization.yaml': 'components: [c]\n',
      'c/kustomization.yaml': 'namePrefix: b-\n',
    },
  },
  NOT_A_DIRECTORY: around('components: [a.yaml]\n'),
  NOT_A_FILE: withFile('configMapGenerator:\n- name: b\n  files: [sub]\n', 'sub/x', 'x'),
  NOT_JSON: alone(`${MAP}data: {a: .inf}\n`),
  NOT_UTF8: alone(Buffer.from([0x61, 0x3a, 0x20, 0xff, 0x0a])),
  NO_FIELD_SPECS: plugin(
    'transformers',
    'kind: PrefixTransformer\nmetadata: {name: p}\nprefix: x\n',
  ),
  NO_KUSTOMIZATION: { files: { 'kustomization.yaml': 'resources: [sub]\n', 'sub/a.yaml': MAP } },
  OUTSIDE_ROOT: {
    files: { 'k/kustomization.yaml': 'resources: [../a.yaml]\n', 'a.yaml': MAP },
    path: 'k',
  },
  PATCH_AMBIGUOUS: {
    files: {
      'kustomization.yaml': `resources: [b, c]\npatches:\n- patch: |\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: a}\n`,
      'b/kustomization.yaml': 'resources: [a.yaml]\nnamePrefix: b-\n',
      'b/a.yaml': MAP,
      'c/kustomization.yaml': 'resources: [a.yaml]\nnamePrefix: c-\n',
      'c/a.yaml': MAP,
    },
  },
  PATCH_PATH: jsonPatch('{op: remove, path: /data/none}'),
  PATCH_TEST: jsonPatch('{op: test, path: /kind, value: Secret}'),
  PATCH_TYPE: withFile(
    'patches: [{path: p.yaml}]\n',
    'p.yaml',
    `${MAP}data: text\n`,
    `${MAP}data:\n  x: "1"\n`,
  ),
  PATCH_WITHOUT_TARGET: around(
    'patches:\n- patch: |\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: aa}\n',
  ),
  PATH_OUTSIDE_TREE: alone({ symlink: '../../etc/passwd' }),
  PATH_TOO_DEEP: {
    files: {
      'kustomization.yaml': 'resources: [a/b.yaml]\n',
      a: { symlink: repeat(100, () => 'd/').slice(0, -1) },
      [`${repeat(100, () => 'd/')}b.yaml`]: MAP,
    },
  },
  RECURSIVE_ALIAS: alone(`${MAP}data: &a\n  b: *a\n`),
  REMOTE_RESOURCE: {
    files: { 'kustomization.yaml': 'resources: ["https://github.com/org/repo//base?ref=v1"]\n' },
  },
  REPEATED_KEY: around('configMapGenerator:\n- name: b\n  literals: [a=b, a=c]\n'),
  REPLICAS_WITHOUT_TARGET: around('replicas:\n- name: none\n  count: 2\n'),
  SUBMODULE: {
    files: {
      'kustomization.yaml': 'resources: [vendor/x.yaml]\n',
      vendor: { submodule: '0'.repeat(40) },
    },
  },
  SYMLINK_LOOP: alone({ symlink: 'a.yaml' }),
  TOO_DEEP: {
    files: {
      'kustomization.yaml': 'resources: [a]\n',
      'a/kustomization.yaml': 'resources: [../b]\n',
      'b/kustomization.yaml': 'namePrefix: x\n',
    },
    limits: { depth: 2 },
  },
  TOO_MANY_KEYS: alone(`${MAP}data:\n${repeat(20_001, (index) => `  k${index}: v\n`)}`),
  TOO_MANY_KUSTOMIZATIONS: {
    files: {
      'kustomization.yaml': 'resources: [a, b]\n',
      'a/kustomization.yaml': 'configMapGenerator: [{name: a}]\n',
      'b/kustomization.yaml': 'configMapGenerator: [{name: b}]\n',
    },
    limits: { kustomizations: 2 },
  },
  TOO_MANY_OBJECTS: {
    ...alone(`${MAP}---\n${MAP.replace('name: a', 'name: b')}`),
    limits: { objects: 1 },
  },
  TOO_MANY_VALUES: { ...alone(MAP), limits: { values: 5 } },
  TWO_KUSTOMIZATIONS: {
    files: {
      'kustomization.yaml': 'resources: [b]\n',
      'b/kustomization.yaml': 'namePrefix: x\n',
      'b/kustomization.yml': 'namePrefix: x\n',
    },
  },
  UNKNOWN_ALIAS: alone(`${MAP}data: *a\n`),
  UNKNOWN_CLOUD: plugin(
    'generators',
    'kind: IAMPolicyGenerator\nmetadata: {name: p}\ncloud: aws\n',
  ),
  UNKNOWN_FIELD: around('namePrefx: b-\n'),
  UNKNOWN_MODE: plugin(
    'transformers',
    'kind: NamespaceTransformer\nmetadata: {name: p, namespace: n}\nsetRoleBindingSubjects: some\n',
  ),
  UNKNOWN_PLUGIN: plugin('transformers', 'kind: PrefixTransformr\nmetadata: {name: p}\n'),
  UNSUPPORTED_FIELD: around('helmCharts:\n- name: x\n'),
  VALIDATOR_CHANGED: plugin(
    'validators',
    'kind: LabelTransformer\nmetadata: {name: p}\nlabels: {a: b}\nfieldSpecs: [{path: data, create: true}]\n',
  ),
  WRONG_PLUGIN: plugin(
    'generators',
    'kind: LabelTransformer\nmetadata: {name: p}\nlabels: {a: b}\n',
  ),
  WRONG_TYPE: around('namePrefix: [b]\n'),
};

/** A build for every code of a warning. */
export const doubtfulBuilds: Readonly<Record<string, BadBuild>> = {
  DEPRECATED_FIELD: around('commonLabels: {a: b}\n'),
  DUPLICATE_KEY: around('namePrefix: a-\nnamePrefix: b-\n'),
  IGNORED_DOCUMENT: around('namePrefix: a-\n---\nnamePrefix: b-\n'),
};

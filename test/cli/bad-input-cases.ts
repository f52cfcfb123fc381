import type { FolderFile } from '../support/file-folder.ts';
import { configMapYaml, kustomizationYaml, monitorYaml } from '../support/monitoring-repository.ts';

/** A folder that cannot be deployed, and what its author is told. */
export interface BadInput {
  readonly name: string;
  readonly files: Readonly<Record<string, FolderFile>>;
  /** The folder that is named on the command line. Default: the top. */
  readonly directory?: string;
  /** Every line, in order. */
  readonly problems: readonly string[];
}

/** A kustomization of these resources in namespace `web`; the resources start in its fifth line. */
function kustomization(...resources: string[]): string {
  return kustomizationYaml('web', resources);
}

/** One file `a.yaml` among the resources. */
function resource(file: FolderFile): Record<string, FolderFile> {
  return { 'kustomization.yaml': kustomization('a.yaml'), 'a.yaml': file };
}

/** One TidbMonitor in `m.yaml` with more fields in its spec, which start in line 24. */
function monitor(fields: string): Record<string, FolderFile> {
  return {
    'kustomization.yaml': kustomization('m.yaml'),
    'm.yaml': `${monitorYaml('basic')}${fields}`,
  };
}

/** Ten aliases of ten aliases of …: a page of text that stands for ten billion values. */
function aliasBomb(): string {
  const level = (number: number) =>
    `l${number}: &l${number} [${Array(10)
      .fill(`*l${number - 1}`)
      .join(', ')}]\n`;
  const levels = Array.from({ length: 9 }, (_, index) => level(index + 1));
  return `${configMapYaml('a', 'one')}l0: &l0 [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]\n${levels.join('')}`;
}

const brokenYaml: readonly BadInput[] = [
  {
    name: 'YAML that is indented wrongly',
    files: resource('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n data: {}\n'),
    problems: ['a.yaml:5:2: bad indentation of a mapping entry; correct the YAML here'],
  },
  {
    name: 'YAML that is indented with tabs',
    files: resource('apiVersion: v1\nkind: ConfigMap\nmetadata:\n\tname: a\n'),
    problems: ['a.yaml:4:1: tab characters must not be used in indentation; indent with spaces'],
  },
  {
    name: 'a bracket that is never closed',
    files: { 'kustomization.yaml': 'resources: [\n' },
    problems: [
      'kustomization.yaml:2:1: unexpected end of the stream within a flow collection; correct the YAML here',
    ],
  },
  {
    name: 'a key that is set twice',
    files: resource(`${configMapYaml('a', 'one')}  value: "two"\n`),
    problems: ['a.yaml:7:3: the key "value" is already set at a.yaml:6:3; remove one of the two'],
  },
  {
    name: 'bytes that are no UTF-8',
    files: resource(
      Buffer.concat([Buffer.from(configMapYaml('a', 'one')), Buffer.from([0x20, 0x20, 0xff])]),
    ),
    problems: [
      'a.yaml:7:3: the file is not UTF-8 text here; save it as UTF-8, or remove the bytes',
    ],
  },
];

const kustomizations: readonly BadInput[] = [
  {
    name: 'wrong types in a kustomization',
    files: {
      'kustomization.yaml': 'namespace: [web]\nresources: a.yaml\nimages:\n- name: 3\n',
      'a.yaml': configMapYaml('a', 'one'),
    },
    problems: [
      'kustomization.yaml:1:12: this is a list, where text is expected; write text',
      'kustomization.yaml:2:12: this is text, where a list is expected; write a list',
      'kustomization.yaml:4:9: this is a number, where text is expected; quote it: "3"',
    ],
  },
  {
    name: 'a kustomization that is a list',
    files: { 'kustomization.yaml': '- a.yaml\n', 'a.yaml': configMapYaml('a', 'one') },
    problems: [
      'kustomization.yaml:1:1: this is a list, where a mapping is expected; write a mapping',
    ],
  },
  {
    name: 'an unknown field in a kustomization',
    files: {
      'kustomization.yaml':
        'resource:\n- a.yaml\nconfigMapGenerator:\n- name: b\n  literal: [c=d]\n',
    },
    problems: [
      'kustomization.yaml:1:1: there is no field "resource" here; did you mean resources?',
      'kustomization.yaml:5:3: there is no field "literal" here; did you mean literals?',
    ],
  },
  {
    name: 'a field of kustomize that is not supported',
    files: {
      'kustomization.yaml': `${kustomization('a.yaml')}helmCharts:\n- name: prometheus\n`,
      'a.yaml': configMapYaml('a', 'one'),
    },
    problems: [
      'kustomization.yaml:7:3: the field helmCharts is not supported: it runs helm; render the chart with "helm template" and commit what it prints',
    ],
  },
  {
    name: 'an empty kustomization file',
    files: { 'kustomization.yaml': '' },
    problems: [
      'kustomization.yaml:1:1: the kustomization names nothing to build; list files under resources',
    ],
  },
  {
    name: 'two kustomization files in a folder',
    files: {
      'kustomization.yaml': kustomization('a.yaml'),
      Kustomization: kustomization('a.yaml'),
      'a.yaml': configMapYaml('a', 'one'),
    },
    problems: [
      '.:1:1: the folder "." has more than one kustomization file; keep one of kustomization.yaml, kustomization.yml, Kustomization',
    ],
  },
  {
    name: 'an empty folder',
    files: {},
    problems: [
      '.: declares no targets; name a folder with manifests, a kustomization file, or Flux or Argo CD objects',
    ],
  },
  {
    name: 'a patch for an object that is not there',
    files: {
      ...resource(configMapYaml('a', 'one')),
      'kustomization.yaml': `${kustomization('a.yaml')}patches:\n- path: p.yaml\n`,
      'p.yaml': configMapYaml('b', 'two'),
    },
    problems: [
      'p.yaml:1:1: no object has the id of this patch, v1 ConfigMap/b; did you mean v1 ConfigMap/a?',
    ],
  },
];

const files: readonly BadInput[] = [
  {
    name: 'a resource that is missing',
    files: {
      'kustomization.yaml': kustomization('a.yaml', 'b.yaml'),
      'b.yaml': configMapYaml('b', 'one'),
    },
    problems: [
      'kustomization.yaml:5:3: "a.yaml" does not exist; correct the path, or add the file',
    ],
  },
  {
    name: 'a path out of the repository',
    files: { 'kustomization.yaml': kustomization('../../secrets.yaml', '/etc/passwd') },
    problems: [
      'kustomization.yaml:5:3: "../../secrets.yaml" cannot be read: it leads out of the repository; name a file of the repository',
      'kustomization.yaml:6:3: "/etc/passwd" cannot be read: it leads out of the repository; name a file of the repository',
    ],
  },
  {
    name: 'a symbolic link out of the repository',
    files: resource({ symlink: '../../etc/passwd' }),
    problems: [
      'kustomization.yaml:5:3: "a.yaml" cannot be read: the symbolic link a.yaml -> ../../etc/passwd leads out of the repository; name a file of the repository',
    ],
  },
  {
    name: 'a file beside the folder of its kustomization',
    files: {
      'overlay/kustomization.yaml': kustomization('../a.yaml'),
      'a.yaml': configMapYaml('a', 'one'),
    },
    directory: 'overlay',
    problems: [
      'overlay/kustomization.yaml:5:3: the file "../a.yaml" is outside the kustomization\'s own folder "overlay"; move it there, or give its folder a kustomization file and name the folder under resources',
    ],
  },
  {
    name: 'a resource on another host',
    files: { 'kustomization.yaml': kustomization('https://example.com/a.yaml') },
    problems: [
      'kustomization.yaml:5:3: "https://example.com/a.yaml" cannot be used: it is on another host, which is never asked; copy what it gives into this repository',
    ],
  },
  {
    name: 'folders that use each other',
    files: {
      'kustomization.yaml': kustomization('a'),
      'a/kustomization.yaml': kustomization('..'),
    },
    problems: [
      'a/kustomization.yaml:5:3: a kustomization cannot use itself or a folder it lies in: . => a => .; remove this entry, or move what is shared to a folder beside',
    ],
  },
  {
    name: 'a file of 100 MB',
    files: resource({ zeros: 100 * 1024 * 1024 }),
    problems: [
      'kustomization.yaml:5:3: "a.yaml" cannot be read: it is too large: 100 MiB, where 10 MiB is the limit; split it into smaller files',
    ],
  },
  {
    name: 'aliases that stand for ten billion values',
    files: resource(aliasBomb()),
    problems: [
      'a.yaml:11:45: the aliases of this document stand for more than 100000 nodes; write the values out, or split the document',
    ],
  },
  {
    name: 'lists in lists in lists',
    files: resource(`${configMapYaml('a', 'one')}spec: ${'['.repeat(2000)}`),
    problems: ['a.yaml:7:506: nesting exceeded maxDepth (500); nest less deeply'],
  },
];

const objects: readonly BadInput[] = [
  {
    name: 'an object without a kind',
    files: resource('apiVersion: v1\nmetadata:\n  name: a\n'),
    problems: ['a.yaml:1:1: the object has no kind; set kind'],
  },
  {
    name: 'an object without a name',
    files: resource('apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n'),
    problems: ['a.yaml:1:1: the ConfigMap has no metadata.name; set metadata.name'],
  },
  {
    name: 'one object in two files',
    files: {
      'kustomization.yaml': kustomization('a.yaml', 'b.yaml'),
      'a.yaml': configMapYaml('a', 'one'),
      'b.yaml': configMapYaml('a', 'two'),
    },
    problems: [
      'b.yaml:1:1: v1 ConfigMap/a is already defined at a.yaml:1:1; remove or rename one of the two',
    ],
  },
];

const monitors: readonly BadInput[] = [
  {
    name: 'wrong types in a TidbMonitor',
    files: monitor('  replicas: three\n  clusterScoped: "yes"\n  storage: 100\n'),
    problems: [
      'm.yaml:24:3: TidbMonitor/web/basic: spec.replicas is a text, not an integer; write an integer',
      'm.yaml:25:3: TidbMonitor/web/basic: spec.clusterScoped is a text, not true or false; write true or false',
      'm.yaml:26:3: TidbMonitor/web/basic: spec.storage is a number, not a text; put it in quotes',
    ],
  },
  {
    name: 'unknown fields in a TidbMonitor',
    files: monitor('  grafanna: {}\n  persistant: true\n'),
    problems: [
      'm.yaml:24:3: TidbMonitor/web/basic: spec.grafanna is not a known field; did you mean grafana?',
      'm.yaml:25:3: TidbMonitor/web/basic: spec.persistant is not a known field; did you mean persistent?',
    ],
  },
  {
    name: 'values that a TidbMonitor cannot have',
    files: monitor('  persistent: true\n  storage: plenty\n'),
    problems: [
      'm.yaml:25:3: TidbMonitor/web/basic: spec.storage cannot be "plenty"; write a size such as 100Gi',
    ],
  },
  {
    name: 'a TidbMonitor that lacks what is required',
    files: {
      'kustomization.yaml': kustomization('m.yaml'),
      'm.yaml':
        'apiVersion: pingcap.com/v1alpha1\nkind: TidbMonitor\nmetadata:\n  name: basic\nspec:\n  replicas: 1\n',
    },
    problems: [
      'm.yaml:5:1: TidbMonitor/web/basic: spec.initializer is not set; set initializer',
      'm.yaml:5:1: TidbMonitor/web/basic: spec.prometheus is not set; set prometheus',
      'm.yaml:5:1: TidbMonitor/web/basic: spec.reloader is not set; set reloader',
    ],
  },
  {
    name: 'two monitors that make one object',
    files: {
      'kustomization.yaml': 'resources:\n- a.yaml\n- b.yaml\n',
      'a.yaml': monitorYaml('c', { clusterScoped: true, namespace: 'a-b' }),
      'b.yaml': monitorYaml('b-c', { clusterScoped: true, namespace: 'a' }),
    },
    problems: [
      'b.yaml:1:1: ClusterRole/a-b-c-monitor: the same object is already produced at a.yaml:1:1; rename one of the two, or the TidbMonitor it belongs to',
      'b.yaml:1:1: ClusterRoleBinding/a-b-c-monitor: the same object is already produced at a.yaml:1:1; rename one of the two, or the TidbMonitor it belongs to',
    ],
  },
  {
    name: 'a monitor that makes an object that is there already',
    files: {
      'kustomization.yaml': kustomization('a.yaml', 'm.yaml'),
      'a.yaml': configMapYaml('basic-monitor', 'one'),
      'm.yaml': monitorYaml('basic'),
    },
    problems: [
      'm.yaml:1:1: ConfigMap/web/basic-monitor: the same object is already produced at a.yaml:1:1; rename one of the two, or the TidbMonitor it belongs to',
    ],
  },
];

const targets: readonly BadInput[] = [
  {
    name: 'a Flux Kustomization with wrong fields',
    files: {
      'app.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: app
spec:
  path: ./nowhere
  prune: "yes"
  interval: often
  sourceRef:
    kind: GitRepository
    name: monitoring
`,
    },
    problems: [
      'app.yaml:6:3: Kustomization/app: there is no folder nowhere in the repository; correct the path, or commit the folder',
      'app.yaml:7:3: Kustomization/app: spec.prune is not true or false; write true or false',
      'app.yaml:8:3: Kustomization/app: spec.interval is not a duration such as 10m or 1h30m; write a duration such as 10m or 1h30m',
    ],
  },
  {
    name: 'problems of several targets at once',
    files: {
      'overlays/one/kustomization.yaml': kustomization('missing.yaml'),
      'overlays/two/kustomization.yaml': kustomization('m.yaml'),
      'overlays/two/m.yaml': `${monitorYaml('basic')}  replicas: three\n`,
      'overlays/three/kustomization.yaml': kustomization('a.yaml'),
      'overlays/three/a.yaml': configMapYaml('a', 'one'),
    },
    problems: [
      'overlays/one/kustomization.yaml:5:3: "missing.yaml" does not exist; correct the path, or add the file',
      'overlays/two/m.yaml:24:3: TidbMonitor/web/basic: spec.replicas is a text, not an integer; write an integer',
    ],
  },
];

export const badInputs: readonly BadInput[] = [
  ...brokenYaml,
  ...kustomizations,
  ...files,
  ...objects,
  ...monitors,
  ...targets,
];

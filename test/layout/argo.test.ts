import { describe, expect, it } from 'vitest';
import {
  application,
  configMap,
  type Files,
  layoutOf,
  lines,
  resources,
  summary,
  targetNamed,
} from './layout-support.ts';

const subject = 'Application/argocd/web';

/** A folder with one Application, with more lines of its spec. */
function folderWith(...spec: string[]): Files {
  return {
    'argocd/web.yaml': application('web', 'apps/web', ...spec),
    'apps/web/kustomization.yaml': resources('web.yaml'),
    'apps/web/web.yaml': configMap('web'),
  };
}

/** A folder with one Application whose `spec.source` has these lines. */
function folderWithSource(...source: string[]): Files {
  const text = application('web', 'apps/web').replace(
    /( {2}source:\n)(?: {4}.*\n)*/,
    `$1${source.map((line) => `    ${line}\n`).join('')}`,
  );
  return { ...folderWith(), 'argocd/web.yaml': text };
}

const here = 'repoURL: https://git.example.com/team/fleet';

describe('an Application', () => {
  it('is a target with what it says', async () => {
    const layout = await layoutOf(folderWith(), 'argocd');
    expect(layout.targets).toEqual([
      {
        name: 'argocd-web',
        declaredBy: 'Application',
        position: { file: 'argocd/web.yaml', line: 1, column: 1 },
        path: 'apps/web',
        files: undefined,
        targetNamespace: undefined,
        defaultNamespace: 'monitoring',
        createNamespace: undefined,
        prune: true,
        suspend: false,
        blocked: [],
        selfHeal: true,
        drift: undefined,
        ignoredDifferences: [],
        wait: true,
        interval: 600_000,
        timeout: 300_000,
        dependsOn: [],
        build: { order: 'legacy', loadRestrictor: 'rootOnly' },
      },
    ]);
    expect(layout.warnings).toEqual([]);
  });

  it('neither prunes nor heals unless it says so', async () => {
    const layout = await layoutOf(folderWith('syncPolicy: {automated: {}}'), 'argocd');
    expect(targetNamed(layout, 'argocd-web')).toMatchObject({
      prune: false,
      selfHeal: false,
      suspend: false,
    });
  });

  it.each([
    ['no syncPolicy', 'syncPolicy: {}', '15:3'],
    [
      'automated sync switched off',
      'syncPolicy: {automated: {enabled: false, prune: true}}',
      '15:16',
    ],
  ])('that syncs by hand is suspended, with a warning: %s', async (_, line, place) => {
    const layout = await layoutOf(folderWith(line), 'argocd');
    expect(summary(layout)).toEqual(['argocd-web <- apps/web suspended']);
    expect(lines(layout.warnings)).toEqual([
      `argocd/web.yaml:${place}: ${subject}: sync is not automated, so the target is suspended; set spec.syncPolicy.automated to have it applied`,
    ]);
  });

  it('that Argo CD is told to skip is suspended', async () => {
    const files = folderWith();
    const text = application('web', 'apps/web').replace(
      '  namespace: argocd\n',
      '  namespace: argocd\n  annotations: {argocd.argoproj.io/skip-reconcile: "true"}\n',
    );
    const layout = await layoutOf({ ...files, 'argocd/web.yaml': text }, 'argocd');
    expect(summary(layout)).toEqual(['argocd-web <- apps/web suspended']);
  });

  it('makes its namespace when asked to', async () => {
    const layout = await layoutOf(
      folderWith(
        'syncPolicy:',
        '  automated: {prune: true}',
        '  syncOptions: [CreateNamespace=true, ServerSideApply=true, PruneLast=true]',
        '  managedNamespaceMetadata: {labels: {team: a}}',
      ),
      'argocd',
    );
    expect(targetNamed(layout, 'argocd-web').createNamespace).toEqual({
      labels: { team: 'a' },
      annotations: {},
    });
    expect(layout.warnings).toEqual([]);
  });

  it.each(['Prune=false', 'Prune=confirm'])(
    'prunes nothing with sync option %s',
    async (option) => {
      const layout = await layoutOf(
        folderWith('syncPolicy:', '  automated: {prune: true}', `  syncOptions: [${option}]`),
        'argocd',
      );
      expect(targetNamed(layout, 'argocd-web').prune).toBe(false);
    },
  );
});

describe('fields of an Application that are not supported', () => {
  it.each([
    [
      ['syncPolicy: {automated: {allowEmpty: true}}'],
      '15:28',
      'spec.syncPolicy.automated.allowEmpty is not supported and has no effect; a target that renders to nothing never deletes anything',
    ],
    [
      ['syncPolicy: {automated: {}, retry: {limit: 2}}'],
      '15:31',
      'spec.syncPolicy.retry is not supported and has no effect; failed attempts are retried after growing pauses',
    ],
    [
      ['syncPolicy: {automated: {}, syncOptions: [Replace=true]}'],
      '15:45',
      'sync option Replace=true is not supported and has no effect; see docs/layout.md for what Tidewatch does instead',
    ],
  ])('are a warning where only the way differs: %s', async (spec, place, message) => {
    const layout = await layoutOf(folderWith(...spec), 'argocd');
    expect(targetNamed(layout, 'argocd-web').blocked).toEqual([]);
    expect(lines(layout.warnings)).toEqual([`argocd/web.yaml:${place}: ${subject}: ${message}`]);
  });

  it('include the limits of its project', async () => {
    const text = application('web', 'apps/web').replace('project: default', 'project: team-a');
    const layout = await layoutOf({ ...folderWith(), 'argocd/web.yaml': text }, 'argocd');
    expect(lines(layout.warnings)).toEqual([
      `argocd/web.yaml:7:3: ${subject}: the limits of AppProject team-a are not supported and have no effect; limit the agent's ServiceAccount instead`,
    ]);
  });

  it('include sync waves between Applications, and Image Updater', async () => {
    const text = application('web', 'apps/web').replace(
      '  namespace: argocd\n',
      [
        '  namespace: argocd',
        '  annotations:',
        '    argocd.argoproj.io/sync-wave: "2"',
        '    argocd-image-updater.argoproj.io/image-list: web=web:1',
        '',
      ].join('\n'),
    );
    const layout = await layoutOf({ ...folderWith(), 'argocd/web.yaml': text }, 'argocd');
    expect(lines(layout.warnings)).toEqual([
      `argocd/web.yaml:7:5: ${subject}: a sync wave of an Application is not supported and has no effect; Applications are applied independently of each other`,
      `argocd/web.yaml:8:5: ${subject}: Argo CD Image Updater is not supported and has no effect; let it write the tags to Git, or write them there yourself`,
    ]);
  });
});

describe('differences that an Application ignores', () => {
  it('are read, and respected when applying where it says so', async () => {
    const rules = [
      'ignoreDifferences:',
      '  - {group: apps, kind: Deployment, name: web, jsonPointers: [/spec/replicas, /metadata/labels/a~1b]}',
      "  - {kind: '*', jqPathExpressions: ['.spec.template.spec.containers[].image']}",
      '  - {managedFieldsManagers: [kube-controller-manager]}',
    ];
    const of = async (options: string) => {
      const sync = `syncPolicy: {automated: {}${options}}`;
      const layout = await layoutOf(folderWith(sync, ...rules), 'argocd');
      const { blocked, ignoredDifferences } = targetNamed(layout, 'argocd-web');
      expect([...blocked, ...layout.warnings]).toEqual([]);
      return ignoredDifferences;
    };
    const any = { group: undefined, kind: undefined, namespace: undefined, name: undefined };
    expect(await of('')).toEqual([
      {
        ...any,
        group: 'apps',
        kind: 'Deployment',
        name: 'web',
        fields: [
          ['spec', 'replicas'],
          ['metadata', 'labels', 'a/b'],
        ],
        managers: [],
        whenApplying: false,
      },
      {
        ...any,
        fields: [['spec', 'template', 'spec', 'containers', '*', 'image']],
        managers: [],
        whenApplying: false,
      },
      { ...any, fields: [], managers: ['kube-controller-manager'], whenApplying: false },
    ]);
    const respected = await of(', syncOptions: [RespectIgnoreDifferences=true]');
    expect(respected?.every(({ whenApplying }) => whenApplying)).toBe(true);
  });

  it('block the target where they cannot be read', async () => {
    const layout = await layoutOf(
      folderWith(
        'syncPolicy: {automated: {}}',
        'ignoreDifferences: [{kind: Deployment, jqPathExpressions: [".spec | keys"]}]',
      ),
      'argocd',
    );
    expect(lines(targetNamed(layout, 'argocd-web').blocked)).toEqual([
      `argocd/web.yaml:16:62: ${subject}: .spec | keys names no field that can be ignored; write a plain path such as .spec.template.spec.containers[].image, or a JSON pointer`,
    ]);
  });
});

describe('the source of an Application', () => {
  it.each([
    [
      ['repoURL: https://charts.example.com', 'chart: web', 'targetRevision: 1.2.3'],
      '10:5',
      'spec.source.chart is not supported; commit the rendered chart; Helm charts are not rendered here',
    ],
    [
      [here, 'path: apps/web', 'helm: {valueFiles: [a.yaml]}'],
      '11:5',
      'spec.source.helm is not supported; commit the rendered chart; Helm charts are not rendered here',
    ],
    [
      [here, 'path: apps/web', 'plugin: {name: cdk}'],
      '11:5',
      'spec.source.plugin is not supported; commit what the plugin generates; plugins are never run',
    ],
    [
      [here, 'path: apps/web', 'kustomize: {images: [web=web:2]}'],
      '11:17',
      'spec.source.kustomize.images is not supported; move it into the kustomization file of the path',
    ],
    [
      [here, 'path: apps/web', 'directory: {exclude: "*.json"}'],
      '11:17',
      'spec.source.directory.exclude is not supported; list the files in a kustomization file',
    ],
    [
      [here, 'pth: apps/web', 'path: apps/web'],
      '10:5',
      'spec.source.pth is not a known field; did you mean path?',
    ],
    [
      ['repoURL: https://git.example.com/team/other', 'path: apps/web'],
      '9:5',
      'the source is another repository: https://git.example.com/team/other; watch that repository too, or add the address to the aliases of this one',
    ],
    [
      [here, 'path: apps/web', 'targetRevision: v1.2.3'],
      '11:5',
      'asks for revision v1.2.3, but main is watched; watch v1.2.3 instead, or ask for the revision that is watched',
    ],
    [[here], '8:3', 'spec.source.path is missing; name the folder to deploy'],
    [['path: apps/web'], '8:3', 'spec.source.repoURL is missing; name this repository'],
    [
      [here, 'path: ../web'],
      '10:5',
      'spec.source.path leads out of the repository; name a folder inside it',
    ],
    [[here, 'path: 1'], '10:5', 'spec.source.path is not a string; write a string'],
    [
      [here, 'path: apps/nowhere'],
      '10:5',
      'there is no folder apps/nowhere in the repository; correct the path, or commit the folder',
    ],
  ])('blocks it where it is not what is built here: %s', async (source, place, message) => {
    const layout = await layoutOf(folderWithSource(...source), 'argocd');
    expect(lines(targetNamed(layout, 'argocd-web').blocked)).toEqual([
      `argocd/web.yaml:${place}: ${subject}: ${message}`,
    ]);
  });

  it.each(['.argocd-source.yaml', '.argocd-source-web.yaml'])(
    'is not overridden: %s',
    async (file) => {
      const files = { ...folderWith(), [`apps/web/${file}`]: 'kustomize: {images: [web=web:2]}' };
      const layout = await layoutOf(files, 'argocd');
      expect(lines(targetNamed(layout, 'argocd-web').blocked)).toEqual([
        `apps/web/${file}:1:1: parameter overrides of Argo CD are not supported; move them into the kustomization file of the folder`,
      ]);
    },
  );

  it('may have overrides for another Application beside it', async () => {
    const files = { ...folderWith(), 'apps/web/.argocd-source-other.yaml': 'kustomize: {}' };
    expect(targetNamed(await layoutOf(files, 'argocd'), 'argocd-web').blocked).toEqual([]);
  });

  it.each([
    'git@git.example.com:team/fleet.git',
    'ssh://git@git.example.com/team/fleet',
    'https://token@git.example.com/team/fleet.git/',
  ])('is this repository however its address is written: %s', async (url) => {
    const layout = await layoutOf(folderWithSource(`repoURL: ${url}`, 'path: apps/web'), 'argocd');
    expect(targetNamed(layout, 'argocd-web').blocked).toEqual([]);
  });

  it('is missing', async () => {
    const text = application('web', 'apps/web').replace(/ {2}source:\n(?: {4}.*\n)*/, '');
    const layout = await layoutOf({ ...folderWith(), 'argocd/web.yaml': text }, 'argocd');
    expect(lines(targetNamed(layout, 'argocd-web').blocked)).toEqual([
      `argocd/web.yaml:6:1: ${subject}: spec.source is missing; name the repository and the path to deploy`,
    ]);
  });

  it('may be one of several, of which others only lend files', async () => {
    const text = application('web', 'apps/web').replace(
      / {2}source:\n(?: {4}.*\n)*/,
      `  sources:\n  - {${here}, path: apps/web}\n  - {${here}, ref: values}\n`,
    );
    const layout = await layoutOf({ ...folderWith(), 'argocd/web.yaml': text }, 'argocd');
    expect(summary(layout)).toEqual(['argocd-web <- apps/web']);
  });

  it('may be several folders, which are built together', async () => {
    const text = application('web', 'apps/web').replace(
      / {2}source:\n(?: {4}.*\n)*/,
      `  sources:\n  - {${here}, path: apps/web}\n  - {${here}, path: apps/plain}\n`,
    );
    const files = {
      ...folderWith(),
      'argocd/web.yaml': text,
      'apps/plain/a.yaml': configMap('a'),
    };
    const layout = await layoutOf(files, 'argocd');
    expect(targetNamed(layout, 'argocd-web')).toMatchObject({
      path: 'apps',
      files: ['web', 'plain/a.yaml'],
      blocked: [],
    });
  });
});

describe('the destination of an Application', () => {
  it.each([
    [
      'server: https://10.0.0.1:6443',
      'the destination is another cluster: https://10.0.0.1:6443; run an agent in that cluster; this one deploys only to its own',
    ],
    [
      'name: staging',
      'the destination is another cluster: staging; run an agent in that cluster; this one deploys only to its own',
    ],
    [
      'namespace: web',
      'spec.destination names no cluster; set spec.destination.server to https://kubernetes.default.svc',
    ],
  ])('blocks it unless it is this cluster: %s', async (line, message) => {
    const text = application('web', 'apps/web').replace(
      / {2}destination:\n(?: {4}.*\n)*/,
      `  destination:\n    ${line}\n`,
    );
    const layout = await layoutOf({ ...folderWith(), 'argocd/web.yaml': text }, 'argocd');
    expect(lines(targetNamed(layout, 'argocd-web').blocked)).toEqual([
      `argocd/web.yaml:12:3: ${subject}: ${message}`,
    ]);
  });

  it('may name this cluster', async () => {
    const text = application('web', 'apps/web').replace(
      'server: https://kubernetes.default.svc',
      'name: in-cluster',
    );
    const layout = await layoutOf({ ...folderWith(), 'argocd/web.yaml': text }, 'argocd');
    expect(targetNamed(layout, 'argocd-web').blocked).toEqual([]);
  });
});

describe('an app of apps', () => {
  const files: Files = {
    'bootstrap/root.yaml': application('root', 'argocd'),
    ...folderWith(),
    'argocd/sets.yaml':
      'apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: all, namespace: argocd}\n',
    'argocd/project.yaml':
      'apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: team, namespace: argocd}\n',
  };

  it('is followed to the Applications it holds', async () => {
    expect(summary(await layoutOf(files, 'bootstrap'))).toEqual([
      'argocd-root <- argocd',
      'argocd-web <- apps/web',
    ]);
  });

  it('warns of what it leaves to Argo CD', async () => {
    const layout = await layoutOf(files, 'bootstrap');
    expect(lines(layout.warnings)).toEqual([
      'argocd/project.yaml:1:1: not deployed, since it belongs to Flux or Argo CD: AppProject/argocd/team; leave them to the tool they belong to, or remove them',
      'argocd/sets.yaml:1:1: not deployed, since it belongs to Flux or Argo CD: ApplicationSet/argocd/all; declare an Application for each folder; ApplicationSets are not supported',
    ]);
  });
});

describe('a directory source', () => {
  const folder: Files = {
    'argocd/web.yaml': application('web', 'apps/web'),
    'apps/web/web.yaml': configMap('web'),
    'apps/web/web.json': '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "j"}}',
    'apps/web/values.yaml': 'replicas: 2\n',
    'apps/web/skipped.yaml': `# +argocd:skip-file-rendering\n${configMap('skipped')}`,
    'apps/web/README.md': 'words',
    'apps/web/deeper/more.yaml': configMap('more'),
  };

  it('takes the manifests of the folder itself', async () => {
    const layout = await layoutOf(folder, 'argocd');
    expect(targetNamed(layout, 'argocd-web').files).toEqual(['web.json', 'web.yaml']);
  });

  it('takes those below too when it recurses', async () => {
    const text = application('web', 'apps/web').replace(
      '    path: apps/web\n',
      '    path: apps/web\n    directory: {recurse: true}\n',
    );
    const layout = await layoutOf({ ...folder, 'argocd/web.yaml': text }, 'argocd');
    expect(targetNamed(layout, 'argocd-web').files).toEqual([
      'deeper/more.yaml',
      'web.json',
      'web.yaml',
    ]);
  });

  it.each([
    ['apps/web/Chart.yaml', 'Helm charts are not rendered here; commit the rendered chart'],
    ['apps/web/app.jsonnet', 'Jsonnet is never run; commit the generated manifests'],
  ])('is blocked by %s', async (file, message) => {
    const layout = await layoutOf({ ...folder, [file]: 'name: web' }, 'argocd');
    expect(lines(targetNamed(layout, 'argocd-web').blocked)).toEqual([`${file}:1:1: ${message}`]);
  });

  it('is blocked when it is empty', async () => {
    const layout = await layoutOf(
      { 'argocd/web.yaml': application('web', 'apps/web'), 'apps/web/README.md': 'words' },
      'argocd',
    );
    expect(lines(targetNamed(layout, 'argocd-web').blocked)).toEqual([
      `argocd/web.yaml:11:5: ${subject}: there are no manifests in apps/web; correct the path, or commit manifests there`,
    ]);
  });
});

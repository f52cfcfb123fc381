import { describe, expect, it } from 'vitest';
import {
  configMap,
  type Files,
  gitRepository,
  kustomization,
  layoutOf,
  lines,
  resources,
  summary,
  targetNamed,
} from './layout-support.ts';

const repository = gitRepository('ssh://git@git.example.com/team/fleet', 'ref:', '  branch: main');

/** What `flux bootstrap` writes, shortened. */
const fluxSystem: Files = {
  'clusters/production/flux-system/gotk-components.yaml': [
    'apiVersion: v1',
    'kind: Namespace',
    'metadata:',
    '  name: flux-system',
    '  labels:',
    '    app.kubernetes.io/instance: flux-system',
    '    app.kubernetes.io/part-of: flux',
    '---',
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata:',
    '  name: kustomize-controller',
    '  namespace: flux-system',
    '  labels:',
    '    app.kubernetes.io/instance: flux-system',
    '    app.kubernetes.io/part-of: flux',
    '',
  ].join('\n'),
  'clusters/production/flux-system/gotk-sync.yaml': `${repository}---\n${kustomization('flux-system', './clusters/production')}`,
  'clusters/production/flux-system/kustomization.yaml': resources(
    'gotk-components.yaml',
    'gotk-sync.yaml',
  ),
};

const monorepo: Files = {
  ...fluxSystem,
  'clusters/production/apps.yaml': kustomization(
    'apps',
    './apps/production',
    'timeout: 5m',
    'dependsOn:',
    '- name: infrastructure',
  ),
  'clusters/production/infrastructure.yaml': kustomization(
    'infrastructure',
    './infrastructure/production',
    'wait: true',
  ),
  'apps/base/kustomization.yaml': resources('app.yaml'),
  'apps/base/app.yaml': configMap('app'),
  'apps/production/kustomization.yaml': resources('../base'),
  'infrastructure/production/kustomization.yaml': resources('ingress.yaml'),
  'infrastructure/production/ingress.yaml': configMap('ingress'),
};

describe('a Flux monorepo', () => {
  it('has the Kustomizations of a cluster folder as its targets', async () => {
    const layout = await layoutOf(monorepo, 'clusters/production');
    expect(summary(layout)).toEqual([
      'flux-system-apps <- apps/production',
      'flux-system-flux-system <- clusters/production',
      'flux-system-infrastructure <- infrastructure/production',
    ]);
    expect(layout.problems).toEqual([]);
    expect(layout.complete).toBe(true);
  });

  it('gives a target what its Kustomization says', async () => {
    const layout = await layoutOf(monorepo, './clusters/production/');
    expect(targetNamed(layout, 'flux-system-apps')).toEqual({
      name: 'flux-system-apps',
      declaredBy: 'Kustomization',
      position: { file: 'clusters/production/apps.yaml', line: 1, column: 1 },
      path: 'apps/production',
      files: undefined,
      targetNamespace: undefined,
      defaultNamespace: undefined,
      createNamespace: undefined,
      prune: true,
      suspend: false,
      blocked: [],
      selfHeal: true,
      drift: undefined,
      ignoredDifferences: [],
      wait: false,
      interval: 600_000,
      timeout: 300_000,
      dependsOn: ['flux-system-infrastructure'],
      declaration: expect.objectContaining({ kind: 'Kustomization' }),
      build: { order: 'none', loadRestrictor: 'none' },
    });
    expect(targetNamed(layout, 'flux-system-infrastructure')).toMatchObject({
      wait: true,
      // Half a minute less than the interval, as Flux has it.
      timeout: 570_000,
    });
  });

  it('leaves Flux to itself, and says so', async () => {
    const layout = await layoutOf(monorepo, 'clusters/production');
    expect(lines(layout.warnings)).toEqual([
      'clusters/production/flux-system/gotk-components.yaml:1:1: not deployed, since they belong to Flux or Argo CD: Namespace/flux-system, Deployment/flux-system/kustomize-controller; leave them to the tool they belong to, or remove them',
    ]);
  });

  it('lists the files of a cluster folder that has no kustomization file, as Flux would', async () => {
    const layout = await layoutOf(monorepo, 'clusters/production');
    expect(targetNamed(layout, 'flux-system-flux-system').files).toEqual([
      'apps.yaml',
      'flux-system',
      'infrastructure.yaml',
    ]);
  });

  it('asks which cluster is meant where the path holds several', async () => {
    const files = { ...monorepo, 'clusters/staging/apps.yaml': kustomization('apps', './apps') };
    await expect(layoutOf(files, '.')).rejects.toThrow(
      '.: holds clusters, not targets; name one of clusters/production, clusters/staging',
    );
  });
});

describe('a cluster folder without flux bootstrap', () => {
  const files: Files = {
    'clusters/staging/kustomization.yaml': resources('apps.yaml'),
    'clusters/staging/apps.yaml': kustomization('apps', './apps'),
    'apps/app.yaml': configMap('app'),
  };

  it('is no target itself while everything in it declares targets', async () => {
    const layout = await layoutOf(files, 'clusters/staging');
    expect(summary(layout)).toEqual(['flux-system-apps <- apps']);
    expect(targetNamed(layout, 'flux-system-apps').files).toEqual(['app.yaml']);
  });

  it('warns that the source is taken for this repository', async () => {
    const layout = await layoutOf(files, 'clusters/staging');
    expect(lines(layout.warnings)).toEqual([
      'clusters/staging/apps.yaml:10:3: Kustomization/flux-system/apps: GitRepository/flux-system/flux-system is not declared here, and is taken for this repository; declare it below the path that is searched, to have its address checked',
    ]);
  });

  it('is a target for the other objects in it', async () => {
    const more = {
      ...files,
      'clusters/staging/kustomization.yaml': resources('apps.yaml', 'settings.yaml'),
      'clusters/staging/settings.yaml': configMap('settings'),
    };
    expect(summary(await layoutOf(more, 'clusters/staging'))).toEqual([
      'clusters-staging <- clusters/staging',
      'flux-system-apps <- apps',
    ]);
  });
});

describe('Kustomizations that hold Kustomizations', () => {
  const tenants: Files = {
    'cluster/tenants.yaml': kustomization('tenants', './tenants', 'targetNamespace: team-a'),
    'tenants/kustomization.yaml': resources('sync.yaml'),
    'tenants/sync.yaml': kustomization('sync', './team'),
    'team/app.yaml': configMap('app'),
  };

  it('are followed, in the namespace that they are put into', async () => {
    expect(summary(await layoutOf(tenants, 'cluster'))).toEqual([
      'flux-system-tenants <- tenants',
      'team-a-sync <- team',
    ]);
  });

  it('end where they hold each other', async () => {
    const layout = await layoutOf(
      {
        'a/b.yaml': kustomization('b', './b'),
        'b/a.yaml': kustomization('a', './a'),
      },
      'a',
    );
    expect(summary(layout)).toEqual(['flux-system-a <- a', 'flux-system-b <- b']);
  });

  it('pass their wait on to what depends on them', async () => {
    const layout = await layoutOf(
      {
        'cluster/parent.yaml': kustomization('parent', './parent', 'wait: true'),
        'cluster/apps.yaml': kustomization('apps', './apps', 'dependsOn: [{name: parent}]'),
        'parent/child.yaml': kustomization('child', './child'),
        'child/app.yaml': configMap('child'),
        'apps/app.yaml': configMap('app'),
      },
      'cluster',
    );
    expect(targetNamed(layout, 'flux-system-apps').dependsOn).toEqual([
      'flux-system-child',
      'flux-system-parent',
    ]);
  });

  it('are blocked while what holds them is, and not taken for removed', async () => {
    const files = {
      ...tenants,
      'cluster/tenants.yaml': kustomization(
        'tenants',
        './tenants',
        'targetNamespace: team-a',
        'postBuild: {substitute: {a: b}}',
      ),
    };
    const layout = await layoutOf(files, 'cluster');
    expect(summary(layout)).toEqual([
      'flux-system-tenants <- tenants blocked',
      'team-a-sync <- team blocked',
    ]);
    expect(lines(targetNamed(layout, 'team-a-sync').blocked)).toEqual([
      'tenants/sync.yaml:1:1: Kustomization/team-a/sync: is declared by Kustomization/flux-system/tenants, which is blocked; repair that one first',
    ]);
    expect(layout.complete).toBe(true);
  });

  it('make the layout incomplete when their folder is not there', async () => {
    const files = { ...tenants, 'cluster/more.yaml': kustomization('more', './nowhere') };
    expect((await layoutOf(files, 'cluster')).complete).toBe(false);
  });

  it('of the same name and different content are both refused', async () => {
    const layout = await layoutOf(
      {
        'cluster/a.yaml': kustomization('apps', './apps'),
        'cluster/b.yaml': kustomization('apps', './other'),
        'apps/app.yaml': configMap('app'),
        'other/app.yaml': configMap('app'),
      },
      'cluster',
    );
    expect(lines(targetNamed(layout, 'flux-system-apps').blocked)).toEqual([
      'cluster/a.yaml:1:1: Kustomization/flux-system/apps: is declared differently at cluster/b.yaml:1:1; keep one of the two, or rename one',
    ]);
  });
});

/** A cluster with one Kustomization `apps`, with more lines of its spec. */
function clusterWith(...spec: string[]): Files {
  return {
    'cluster/apps.yaml': kustomization('apps', './apps', ...spec),
    'cluster/source.yaml': repository,
    'apps/app.yaml': configMap('app'),
  };
}

const subject = 'Kustomization/flux-system/apps';

describe('fields of a Kustomization that are not supported', () => {
  it.each([
    [
      'patches: [{patch: "{}"}]',
      `spec.patches is not supported; move the patches into the kustomization file of spec.path`,
    ],
    [
      'images: [{name: a, newTag: b}]',
      `spec.images is not supported; move the images into the kustomization file of spec.path`,
    ],
    [
      'components: [../tls]',
      `spec.components is not supported; move the components into the kustomization file of spec.path`,
    ],
    [
      'namePrefix: a-',
      `spec.namePrefix is not supported; move the prefix into the kustomization file of spec.path`,
    ],
    [
      'commonMetadata: {labels: {a: b}}',
      `spec.commonMetadata is not supported; move the labels and annotations into the kustomization file of spec.path`,
    ],
    [
      'postBuild: {substituteFrom: [{kind: ConfigMap, name: vars}]}',
      `spec.postBuild is not supported; write the values into the manifests, or set them with patches`,
    ],
    [
      'decryption: {provider: sops}',
      `spec.decryption is not supported; keep the Secrets out of this path; nothing here can decrypt them`,
    ],
    [
      'kubeConfig: {secretRef: {name: other}}',
      `spec.kubeConfig is not supported; run an agent in the other cluster; this one deploys only to its own`,
    ],
    [
      'serviceAccountName: team',
      `spec.serviceAccountName is not supported; run an agent with the rights of that ServiceAccount; this one has only its own`,
    ],
    [
      'targetNamespce: a',
      'spec.targetNamespce is not a known field; did you mean targetNamespace?',
    ],
    ['colour: red', 'spec.colour is not a known field; remove it'],
  ])('block the target where something else would be deployed: %s', async (line, message) => {
    const layout = await layoutOf(clusterWith(line), 'cluster');
    expect(lines(targetNamed(layout, 'flux-system-apps').blocked)).toEqual([
      `cluster/apps.yaml:13:3: ${subject}: ${message}`,
    ]);
    expect(layout.warnings).toEqual([]);
  });

  it.each([
    [
      'force: true',
      'spec.force is not supported and has no effect; nothing is deleted to be made again; see docs/layout.md',
    ],
    [
      'deletionPolicy: Orphan',
      'spec.deletionPolicy is not supported and has no effect; a target that leaves Git follows spec.prune',
    ],
  ])('are a warning where only the way differs: %s', async (line, message) => {
    const layout = await layoutOf(clusterWith(line), 'cluster');
    expect(targetNamed(layout, 'flux-system-apps').blocked).toEqual([]);
    expect(lines(layout.warnings)).toEqual([`cluster/apps.yaml:13:3: ${subject}: ${message}`]);
  });

  it('matter only when they say something', async () => {
    const layout = await layoutOf(
      clusterWith('force: false', 'postBuild: {substitute: {}}', 'patches: []', 'kubeConfig: null'),
      'cluster',
    );
    expect(targetNamed(layout, 'flux-system-apps').blocked).toEqual([]);
    expect(layout.warnings).toEqual([]);
  });
});

describe('what a Kustomization says about being ready', () => {
  it('is read: checks, expressions, and how soon a failure is tried again', async () => {
    const layout = await layoutOf(
      clusterWith(
        'retryInterval: 90s',
        'healthChecks: [{kind: Job, apiVersion: batch/v1, name: a, namespace: db}, {kind: Deployment, name: b}]',
        'healthCheckExprs: [{apiVersion: a.io/v1, kind: A, current: "status.phase == \'Ready\'"}]',
      ),
      'cluster',
    );
    const target = targetNamed(layout, 'flux-system-apps');
    expect(target).toMatchObject({
      wait: false,
      retryInterval: 90_000,
      healthChecks: [
        { apiVersion: 'batch/v1', kind: 'Job', name: 'a', namespace: 'db' },
        { apiVersion: 'apps/v1', kind: 'Deployment', name: 'b', namespace: 'flux-system' },
      ],
    });
    const [health] = target.healthExpressions ?? [];
    expect(health).toMatchObject({ apiVersion: 'a.io/v1', kind: 'A', failed: undefined });
    expect(health?.current.holds({ status: { phase: 'Ready' } })).toBe(true);
    expect(layout.warnings).toEqual([]);
  });

  it('blocks the target where an expression is none', async () => {
    const layout = await layoutOf(
      clusterWith('healthCheckExprs: [{apiVersion: a.io/v1, kind: A, current: "status.("}]'),
      'cluster',
    );
    const [problem] = lines(targetNamed(layout, 'flux-system-apps').blocked);
    expect(problem).toMatch(
      /^cluster\/apps\.yaml:13:\d+: .*"status\.\(": not an expression of CEL \(.*\); write one such as status\.phase == 'Ready'; correct it$/,
    );
  });
});

describe('when a target may be changed', () => {
  const annotated = (annotations: string): Files => {
    const files = clusterWith();
    const text = String(files['cluster/apps.yaml']);
    return {
      ...files,
      'cluster/apps.yaml': text.replace(
        'metadata:\n',
        `metadata:\n  annotations: {${annotations}}\n`,
      ),
    };
  };

  it('stands in annotations of its Kustomization', async () => {
    const layout = await layoutOf(
      annotated(
        'tidewatch.dev/maintenance-window: "0 2 * * 6 for 4h in Europe/Berlin", tidewatch.dev/approval: hooks, tidewatch.dev/approve: "sha256:1, sha256:2"',
      ),
      'cluster',
    );
    expect(targetNamed(layout, 'flux-system-apps').policy).toEqual({
      windows: [
        {
          text: '0 2 * * 6 for 4h in Europe/Berlin',
          cron: '0 2 * * 6',
          duration: 14_400_000,
          timeZone: 'Europe/Berlin',
        },
      ],
      approval: 'hooks',
      approved: ['sha256:1', 'sha256:2'],
    });
  });

  it('blocks the target where nobody can read it', async () => {
    const layout = await layoutOf(
      annotated('tidewatch.dev/maintenance-window: saturdays, tidewatch.dev/approval: allways'),
      'cluster',
    );
    const said = lines(targetNamed(layout, 'flux-system-apps').blocked).join('\n');
    expect(said).toContain(
      '"saturdays": not a maintenance window; write cron, duration and zone, such as "0 2 * * 6 for 4h in Europe/Berlin"; correct it: until then nothing is changed at all',
    );
    expect(said).toContain('tidewatch.dev/approval: allways is not known; did you mean always?');
  });
});

describe('bad Kustomizations', () => {
  it.each([
    [
      'interval: soon',
      '7:3',
      'spec.interval is not a duration such as 10m or 1h30m; write a duration such as 10m or 1h30m',
    ],
    [
      'interval: 10',
      '7:3',
      'spec.interval is not a duration such as 10m or 1h30m; write a duration such as 10m or 1h30m',
    ],
    ['prune: "yes"', '7:3', 'spec.prune is not true or false; write true or false'],
    ['path: [a]', '7:3', 'spec.path is not a string; write a string'],
    ['path: ../other', '7:3', 'spec.path leads out of the repository; name a folder inside it'],
    ['dependsOn: infrastructure', '7:3', 'spec.dependsOn is not a list; write a list'],
    ['dependsOn: [infrastructure]', '7:15', 'spec.dependsOn[0] is not an object; write an object'],
  ])('are blocked where a field has the wrong type: %s', async (line, place, message) => {
    const [field = ''] = line.split(':');
    const text = kustomization('apps', './apps')
      .split('\n')
      .filter((other) => !other.startsWith(`  ${field}:`))
      .join('\n')
      .replace('spec:\n', `spec:\n  ${line}\n`);
    const files = { ...clusterWith(), 'cluster/apps.yaml': text };
    const layout = await layoutOf(files, 'cluster');
    expect(lines(targetNamed(layout, 'flux-system-apps').blocked)).toEqual([
      `cluster/apps.yaml:${place}: ${subject}: ${message}`,
    ]);
  });

  it('name every required field that is missing', async () => {
    const text = kustomization('apps', './apps').replace(/ {2}(interval|prune).*\n/g, '');
    const layout = await layoutOf({ ...clusterWith(), 'cluster/apps.yaml': text }, 'cluster');
    expect(lines(targetNamed(layout, 'flux-system-apps').blocked)).toEqual([
      `cluster/apps.yaml:6:1: ${subject}: spec.interval is missing; say how often to reconcile: 10m`,
      `cluster/apps.yaml:6:1: ${subject}: spec.prune is missing; say whether objects that left Git are deleted`,
    ]);
  });

  it('of an old version are blocked', async () => {
    const text = kustomization('apps', './apps').replace('fluxcd.io/v1', 'fluxcd.io/v1beta1');
    const layout = await layoutOf({ ...clusterWith(), 'cluster/apps.yaml': text }, 'cluster');
    expect(lines(targetNamed(layout, 'flux-system-apps').blocked)).toEqual([
      `cluster/apps.yaml:1:1: ${subject}: version v1beta1 of this kind is not supported; use kustomize.toolkit.fluxcd.io/v1`,
    ]);
  });

  it('whose folder is not there are blocked', async () => {
    const files = { ...clusterWith(), 'cluster/apps.yaml': kustomization('apps', './nowhere') };
    const layout = await layoutOf(files, 'cluster');
    expect(lines(targetNamed(layout, 'flux-system-apps').blocked)).toEqual([
      `cluster/apps.yaml:8:3: ${subject}: there is no folder nowhere in the repository; correct the path, or commit the folder`,
    ]);
  });

  it('whose folder is a link out of the repository are blocked, and hide no other', async () => {
    const files: Files = {
      ...clusterWith(),
      'cluster/out.yaml': kustomization('out', './out'),
      out: { symlink: '../elsewhere' },
    };
    const layout = await layoutOf(files, 'cluster');
    expect(summary(layout)).toEqual(['flux-system-apps <- apps', 'flux-system-out <- out blocked']);
    expect(lines(targetNamed(layout, 'flux-system-out').blocked)).toEqual([
      'cluster/out.yaml:8:3: Kustomization/flux-system/out: the symbolic link out -> ../elsewhere leads out of the repository; link to a file inside it or commit a copy',
    ]);
  });

  it('hide no other target when their file is not YAML', async () => {
    const files: Files = {
      ...clusterWith(),
      'cluster/broken.yaml': 'apiVersion: v1\nkind: [Kustomization\n',
    };
    const layout = await layoutOf(files, 'cluster');
    expect(summary(layout)).toEqual(['flux-system-apps <- apps']);
    expect(layout.problems.map(({ position }) => position?.file)).toEqual(['cluster/broken.yaml']);
    expect(layout.complete).toBe(false);
  });
});

describe('the source of a Kustomization', () => {
  it.each([
    [
      'https://git.example.com/other/repository',
      '8:3',
      'is another repository: https://git.example.com/other/repository; watch that repository too, or add the address to the aliases of this one',
    ],
  ])('blocks it when it is another repository', async (url, place, message) => {
    const files = { ...clusterWith(), 'cluster/source.yaml': gitRepository(url) };
    const layout = await layoutOf(files, 'cluster');
    expect(lines(targetNamed(layout, 'flux-system-apps').blocked)).toEqual([
      `cluster/source.yaml:${place}: GitRepository/flux-system/flux-system: ${message}`,
    ]);
  });

  it('blocks it when it asks for another revision than the one that is watched', async () => {
    const source = gitRepository('https://git.example.com/team/fleet', 'ref: {branch: release}');
    const layout = await layoutOf({ ...clusterWith(), 'cluster/source.yaml': source }, 'cluster');
    expect(lines(targetNamed(layout, 'flux-system-apps').blocked)).toEqual([
      'cluster/source.yaml:9:9: GitRepository/flux-system/flux-system: asks for revision release, but main is watched; watch release instead, or ask for the revision that is watched',
    ]);
  });

  it('blocks it when it is no Git repository', async () => {
    const text = kustomization('apps', './apps').replace('GitRepository', 'OCIRepository');
    const layout = await layoutOf({ ...clusterWith(), 'cluster/apps.yaml': text }, 'cluster');
    expect(lines(targetNamed(layout, 'flux-system-apps').blocked)).toEqual([
      `cluster/apps.yaml:10:3: ${subject}: comes from OCIRepository/flux-system/flux-system, not from a Git repository; commit the manifests and name a GitRepository`,
    ]);
  });

  it('suspends it when it is suspended', async () => {
    const source = gitRepository('https://git.example.com/team/fleet', 'suspend: true');
    const layout = await layoutOf({ ...clusterWith(), 'cluster/source.yaml': source }, 'cluster');
    expect(summary(layout)).toEqual(['flux-system-apps <- apps suspended']);
  });

  it('is believed where the address of this repository is not known', async () => {
    const files = { ...clusterWith(), 'cluster/source.yaml': gitRepository('https://a.example/b') };
    const layout = await layoutOf(files, 'cluster', { repository: undefined });
    expect(summary(layout)).toEqual(['flux-system-apps <- apps']);
  });
});

describe('what a Kustomization says about drift', () => {
  const withSpec = (...spec: string[]): Files => ({
    'clusters/staging/kustomization.yaml': resources('apps.yaml'),
    'clusters/staging/apps.yaml': kustomization('apps', './apps', ...spec),
    'apps/app.yaml': configMap('app'),
  });

  it('is which fields to ignore, also when applying', async () => {
    const ignore = 'ignore: [{paths: [/spec/replicas], target: {kind: Deployment, name: web}}]';
    const layout = await layoutOf(withSpec(ignore), 'clusters/staging');
    const { blocked, ignoredDifferences } = targetNamed(layout, 'flux-system-apps');
    expect(blocked).toEqual([]);
    expect(ignoredDifferences).toEqual([
      {
        group: undefined,
        kind: 'Deployment',
        namespace: undefined,
        name: 'web',
        fields: [['spec', 'replicas']],
        managers: [],
        whenApplying: true,
      },
    ]);
  });

  it('is no selector: the target is blocked', async () => {
    const ignore = 'ignore: [{paths: [/spec/replicas], target: {labelSelector: app=web}}]';
    const layout = await layoutOf(withSpec(ignore), 'clusters/staging');
    expect(targetNamed(layout, 'flux-system-apps').blocked).toMatchObject([
      { advice: 'name the objects by group, kind, namespace and name' },
    ]);
  });

  it.each([
    ['correct after 10m', { action: 'correct', after: 600_000 }, []],
    [
      'please fix',
      { action: 'warn' },
      [
        'clusters/staging/apps.yaml:7:5: Kustomization/flux-system/apps: tidewatch.dev/drift is "please fix", which is no policy for drift; drift is only reported; write ignore, warn, correct, or correct after 10m',
      ],
    ],
  ])('is the policy of its annotation: %s', async (text, policy, warnings) => {
    const files = withSpec();
    const annotated = String(files['clusters/staging/apps.yaml']).replace(
      '  namespace: flux-system\n',
      `  namespace: flux-system\n  annotations:\n    tidewatch.dev/drift: ${text}\n`,
    );
    const layout = await layoutOf(
      { ...files, 'clusters/staging/apps.yaml': annotated },
      'clusters/staging',
    );
    expect(targetNamed(layout, 'flux-system-apps').drift).toEqual(policy);
    const aboutDrift = lines(layout.warnings).filter((line) => line.includes('drift'));
    expect(aboutDrift).toEqual(warnings);
  });
});

describe('files that Flux would ignore', () => {
  const message =
    'is not supported for folders without a kustomization file; list the files to deploy in a kustomization file';

  it.each([
    ['in the repository', '.sourceignore'],
    ['above the folder', 'apps/.sourceignore'],
    ['in the folder', 'apps/web/deeper/.sourceignore'],
  ])('block a folder of plain manifests: rules %s', async (_, file) => {
    const files = {
      'cluster/apps.yaml': kustomization('apps', './apps/web'),
      'cluster/source.yaml': repository,
      'apps/web/app.yaml': configMap('app'),
      [file]: '*.yaml',
    };
    const layout = await layoutOf(files, 'cluster');
    expect(lines(targetNamed(layout, 'flux-system-apps').blocked)).toEqual([
      `${file}:1:1: .sourceignore ${message}`,
    ]);
  });

  it('block it by the rules of its source, too', async () => {
    const source = gitRepository('https://git.example.com/team/fleet', 'ignore: "*.yaml"');
    const files = { ...clusterWith(), 'cluster/source.yaml': source };
    const layout = await layoutOf(files, 'cluster');
    expect(lines(targetNamed(layout, 'flux-system-apps').blocked)).toEqual([
      `cluster/source.yaml:9:3: GitRepository/flux-system/flux-system: spec.ignore ${message}`,
    ]);
  });

  it('do not matter where a kustomization file says what to deploy', async () => {
    const source = gitRepository('https://git.example.com/team/fleet', 'ignore: "*.yaml"');
    const files = {
      ...clusterWith(),
      'cluster/source.yaml': source,
      'apps/kustomization.yaml': resources('app.yaml'),
      'apps/.sourceignore': '*.md',
    };
    const layout = await layoutOf(files, 'cluster');
    expect(targetNamed(layout, 'flux-system-apps').blocked).toEqual([]);
  });
});

describe('dependencies between Kustomizations', () => {
  /** Kustomizations by name, each with the names it depends on. */
  function graph(edges: Readonly<Record<string, readonly string[]>>): Files {
    const files: Record<string, string> = { 'cluster/source.yaml': repository };
    for (const [name, needs] of Object.entries(edges)) {
      const list = needs.map((need) => `{name: ${need}}`).join(', ');
      files[`cluster/${name}.yaml`] = kustomization(name, `./${name}`, `dependsOn: [${list}]`);
      files[`${name}/app.yaml`] = configMap(name);
    }
    return files;
  }

  it('become the names of targets', async () => {
    const layout = await layoutOf(graph({ a: ['b', 'c'], b: ['c'], c: [] }), 'cluster');
    expect(layout.targets.map(({ name, dependsOn }) => [name, dependsOn])).toEqual([
      ['flux-system-a', ['flux-system-b', 'flux-system-c']],
      ['flux-system-b', ['flux-system-c']],
      ['flux-system-c', []],
    ]);
  });

  it('that go round block every target on the way, and show the way', async () => {
    const layout = await layoutOf(graph({ a: ['b'], b: ['c'], c: ['a'], d: ['a'] }), 'cluster');
    expect(summary(layout)).toEqual([
      'flux-system-a <- a blocked',
      'flux-system-b <- b blocked',
      'flux-system-c <- c blocked',
      'flux-system-d <- d',
    ]);
    expect(lines(targetNamed(layout, 'flux-system-a').blocked)).toEqual([
      'cluster/a.yaml:13:15: Kustomization/flux-system/a: waits for itself: Kustomization/flux-system/a => Kustomization/flux-system/b => Kustomization/flux-system/c => Kustomization/flux-system/a; remove one of the dependencies',
    ]);
  });

  it('on itself are a cycle too', async () => {
    const layout = await layoutOf(graph({ a: ['a'] }), 'cluster');
    expect(lines(targetNamed(layout, 'flux-system-a').blocked)).toEqual([
      'cluster/a.yaml:13:15: Kustomization/flux-system/a: waits for itself: Kustomization/flux-system/a => Kustomization/flux-system/a; remove one of the dependencies',
    ]);
  });

  it('on nothing that is declared block the target', async () => {
    const layout = await layoutOf(graph({ a: ['b'] }), 'cluster');
    expect(lines(targetNamed(layout, 'flux-system-a').blocked)).toEqual([
      'cluster/a.yaml:13:15: Kustomization/flux-system/a: depends on Kustomization/flux-system/b, which is not declared here; correct the name and namespace, or remove the dependency',
    ]);
  });
});

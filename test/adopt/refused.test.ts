import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../src/model/errors.ts';
import { adoptIn, type Files, type LiveField } from './adopt-in.ts';
import { repository } from './repository.ts';

async function refusalsOf(
  live: readonly LiveField[],
  files: Files = repository,
): Promise<readonly string[]> {
  const { refused, files: edited } = await adoptIn(files, live);
  expect(edited).toEqual([]);
  return refused.map(formatProblem);
}

const container = (index: number, field: string) =>
  ['spec', 'template', 'spec', 'containers', index, field] as const;

const several: Files = {
  'overlays/production/kustomization.yaml': `resources: [job.yaml]
patchesJson6902:
  - target: {group: batch, version: v1, kind: CronJob, name: tidy}
    patch: |-
      - op: add
        path: /spec/jobTemplate/spec/template/spec/containers/0/args/-
        value: last
`,
  'overlays/production/job.yaml': `apiVersion: batch/v1
kind: CronJob
metadata: {name: tidy}
spec:
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - name: tidy
              image: registry.example.com/tidy:1
              args: [first]
`,
};

describe('refuses', () => {
  it.each<readonly [string, LiveField, string]>([
    [
      'the value of a Secret',
      { object: 'Secret/login', path: ['data', 'password'], live: 'c2VjcmV0' },
      'overlays/production/kustomization.yaml:36:16: Secret/production/login-cf85kd65mm: data.password: it is a secret, which is not written into Git; put it where the secrets of this repository are kept, and let the target be applied',
    ],
    [
      'a credential in another object',
      {
        object: 'ConfigMap/settings',
        path: ['data', 'text'],
        live: 'one\npassword: correct-horse-battery\n',
      },
      'overlays/production/settings.yaml:12:3: ConfigMap/production/settings: data.text: it is a secret, which is not written into Git; put it where the secrets of this repository are kept, and let the target be applied',
    ],
    [
      'what a replacement computes',
      {
        object: 'Deployment/the-worker',
        path: ['spec', 'template', 'metadata', 'labels', 'zone'],
        live: 'b',
      },
      'overlays/production/settings.yaml:9:9: Deployment/production/the-worker: spec.template.metadata.labels.zone: the build computes it from overlays/production/settings.yaml:9:9, after all patches; change what it is computed from',
    ],
    [
      'an annotation that a field of the kustomization gives to every object',
      {
        object: 'ConfigMap/other',
        path: ['metadata', 'annotations', 'example.com/owner'],
        live: 'others',
      },
      'overlays/production/kustomization.yaml:6:22: ConfigMap/production/other: metadata.annotations["example.com/owner"]: the build computes it from overlays/production/kustomization.yaml:6:22, after all patches; change what it is computed from',
    ],
    [
      'what no field of the TidbMonitor makes so',
      { object: 'Role/basic-monitor', path: ['rules'], live: [] },
      'overlays/production/monitor.yaml:1:1: Role/production/basic-monitor: rules: it is generated from TidbMonitor basic, and no field of that makes it so; let it be corrected, or change the TidbMonitor',
    ],
    [
      'an option of Prometheus that no field sets',
      {
        object: 'StatefulSet/basic-monitor',
        path: container(0, 'command'),
        live: ['/bin/prometheus', '--web.enable-lifecycle'],
      },
      'overlays/production/monitor.yaml:8:3: StatefulSet/production/basic-monitor: spec.template.spec.containers[0].command: it is generated from TidbMonitor basic, and no field of that makes it so; let it be corrected, or change the TidbMonitor',
    ],
  ])('%s', async (_, live, message) => {
    expect(await refusalsOf([live])).toEqual([message]);
  });

  it('what only the live object tells to be a secret', async () => {
    const field = { object: 'ConfigMap/settings', path: ['data', 'mode'], live: 'hunter2' };
    expect(await refusalsOf([{ ...field, isSecret: true }])).toEqual([
      'overlays/production/settings.yaml:10:3: ConfigMap/production/settings: data.mode: it is a secret, which is not written into Git; put it where the secrets of this repository are kept, and let the target be applied',
    ]);
  });

  it('what a Secret gets from it, even where that drifted to the same', async () => {
    const manifest = (kind: string, data: string) =>
      `apiVersion: v1\nkind: ${kind}\nmetadata: {name: login}\n${data}\n`;
    const files: Files = {
      'overlays/production/kustomization.yaml': `resources: [settings.yaml, secret.yaml]
replacements:
  - source: {kind: ConfigMap, name: login, fieldPath: data.note}
    targets:
      - select: {kind: Secret, name: login}
        fieldPaths: [stringData.note]
`,
      'overlays/production/settings.yaml': manifest('ConfigMap', 'data: {note: old}'),
      'overlays/production/secret.yaml': manifest('Secret', 'stringData: {note: none}'),
    };
    const fields = [
      { object: 'ConfigMap/login', path: ['data', 'note'], live: 'hunter2' },
      { object: 'Secret/login', path: ['stringData', 'note'], live: 'hunter2' },
    ];
    const refused = await refusalsOf(fields, files);
    expect(refused).toHaveLength(2);
    expect(refused.join('\n')).not.toContain('hunter2');
  });

  it('a list whose parts several files set', async () => {
    const path = [
      'spec',
      'jobTemplate',
      ...container(0, 'args').slice(0, 1),
      ...container(0, 'args').slice(1),
    ];
    const live = ['first', 'second', 'last'];
    expect(await refusalsOf([{ object: 'CronJob/tidy', path, live }], several)).toEqual([
      'overlays/production/job.yaml:12:15: CronJob/tidy: spec.jobTemplate.spec.template.spec.containers[0].args: its parts are set in several files, so none of them can have the whole; write it by hand where it belongs',
    ]);
  });

  it('an image that one entry gives to two objects, unless both drifted so', async () => {
    const files: Files = {
      'overlays/production/kustomization.yaml':
        'resources: [a.yaml, b.yaml]\nimages: [{name: app, newTag: "1"}]\n',
      ...Object.fromEntries(
        ['a', 'b'].map((name) => [
          `overlays/production/${name}.yaml`,
          `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  containers: [{name: app, image: app}]\n`,
        ]),
      ),
    };
    const path = ['spec', 'containers', 0, 'image'];
    const a = { object: 'Pod/a', path, live: 'app:2' };
    expect(await refusalsOf([a], files)).toEqual([
      'overlays/production/kustomization.yaml:2:30: Pod/a: spec.containers[0].image: the build computes it from overlays/production/kustomization.yaml:2:30, after all patches; change what it is computed from',
    ]);
    const both = await adoptIn(files, [a, { ...a, object: 'Pod/b' }]);
    expect(both.refused).toEqual([]);
    expect(both.files.map(({ after }) => after)).toEqual([
      'resources: [a.yaml, b.yaml]\nimages: [{name: app, newTag: "2"}]\n',
    ]);
  });
});

import { beforeAll, describe, expect, inject, it } from 'vitest';
import { createFileFolder, type FolderFile } from '../../support/file-folder.ts';
import { createKubectl } from '../../support/kubectl.ts';
import { changedBetween, liveVersions } from '../../support/live-versions.ts';
import { configMapYaml, kustomizationYaml } from '../../support/monitoring-repository.ts';
import { createNamespace } from '../../support/namespaces.ts';
import { runTidewatch, type VerbResult } from '../../support/run-tidewatch.ts';

const kubeconfig = inject('kubeconfig');
const kubectl = createKubectl(inject('binaries'), kubeconfig);
const digest = /sha256:[0-9a-f]{12,64}/g;

/** A namespace to deploy to, one for records, and verbs that run on folders of files. */
async function setUp(prefix: string) {
  const namespace = await createNamespace(kubectl, prefix);
  const system = await createNamespace(kubectl, `${prefix}-system`);
  const cluster = ['--kubeconfig', kubeconfig, '--namespace', system];
  return {
    namespace,
    system,
    async run(
      verb: 'apply' | 'diff',
      files: Readonly<Record<string, FolderFile>>,
      ...more: string[]
    ): Promise<VerbResult> {
      await using folder = await createFileFolder(files);
      const result = await runTidewatch([verb, '.', ...cluster, ...more], { cwd: folder.path });
      const neutral = (text: string) =>
        text
          .replaceAll(digest, 'sha256:…')
          .replaceAll(namespace, 'web')
          .replaceAll(/ in \d+\.\d s /g, ' in 0.1 s ');
      return { ...result, stdout: neutral(result.stdout), stderr: neutral(result.stderr) };
    },
    status: () => runTidewatch(['status', ...cluster]),
    versions: () => liveVersions(kubectl, namespace, 'configmaps,secrets,deployments'),
  };
}
type Setting = Awaited<ReturnType<typeof setUp>>;

/** A folder with these ConfigMaps, whose name is the target's: the root of a repository. */
function configMaps(
  { namespace }: Setting,
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const names = Object.keys(values);
  const files = Object.entries(values).map(([name, value]) => [
    `${name}.yaml`,
    configMapYaml(name, value),
  ]);
  return {
    'kustomization.yaml': kustomizationYaml(
      namespace,
      names.map((name) => `${name}.yaml`),
    ),
    ...Object.fromEntries(files),
  };
}

describe('a folder, applied and compared', () => {
  let setting: Setting;
  beforeAll(async () => {
    setting = await setUp('folder');
  });

  it('is all new at first: `diff` says so and writes nothing', async () => {
    const result = await setting.run('diff', configMaps(setting, { a: 'one', b: 'one' }));
    expect(result).toEqual({
      code: 1,
      stderr: '',
      stdout: `root at local
  Sync
    configuration
      + ConfigMap/web/a   it does not exist   a.yaml:1:1
      + ConfigMap/web/b   it does not exist   b.yaml:1:1
  2 to create, 0 to update, 0 unchanged; plan sha256:…
`,
    });
    expect(await setting.versions()).toEqual({});
  });

  it('is shown by `apply --dry-run`, which writes nothing', async () => {
    const files = configMaps(setting, { a: 'one', b: 'one' });
    const result = await setting.run('apply', files, '--dry-run');
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toContain('2 to create');
    expect(await setting.versions()).toEqual({});
    expect(await kubectl(['get', 'configmaps', '-n', setting.system, '-o', 'name'])).not.toContain(
      'tidewatch',
    );
  });

  it('is applied with progress on standard error and the report on standard output', async () => {
    const result = await setting.run('apply', configMaps(setting, { a: 'one', b: 'one' }));
    const [first, ...created] = result.stderr.trimEnd().split('\n');
    expect(first).toBe('root: Sync/configuration (2 objects)');
    // Both are written at the same time: either may be first.
    expect(created.sort()).toEqual([
      'root:   ConfigMap/web/a created (it does not exist)',
      'root:   ConfigMap/web/b created (it does not exist)',
    ]);
    expect(result).toMatchObject({
      code: 0,
      stdout: 'root: Ready: applied and healthy\n  2 created in 0.1 s at local\n',
    });
  });

  it('is unchanged when it is applied again', async () => {
    const before = await setting.versions();
    const result = await setting.run('apply', configMaps(setting, { a: 'one', b: 'one' }));
    expect(result).toEqual({
      code: 0,
      stderr: '',
      stdout: 'root: Ready: applied and healthy\n  2 unchanged in 0.1 s at local\n',
    });
    expect(changedBetween(before, await setting.versions())).toEqual([]);
  });

  it('has no differences then', async () => {
    const result = await setting.run('diff', configMaps(setting, { a: 'one', b: 'one' }));
    expect(result).toEqual({
      code: 0,
      stderr: '',
      stdout: 'root at local\n  0 to create, 0 to update, 2 unchanged; plan sha256:…\n',
    });
  });

  it('shows a changed value with the place it was written at', async () => {
    const result = await setting.run('diff', configMaps(setting, { a: 'two', b: 'one' }));
    expect(result).toEqual({
      code: 1,
      stderr: '',
      stdout: `root at local
  Sync
    configuration
      ~ ConfigMap/web/a   1 field differs   a.yaml:1:1
          ~ data.value: "one" → "two"
  0 to create, 1 to update, 1 unchanged; plan sha256:…
`,
    });
  });

  it('cannot be compared on a server that does not answer', async () => {
    const files = {
      ...configMaps(setting, { a: 'one' }),
      config: JSON.stringify({
        clusters: [{ name: 'c', cluster: { server: 'http://127.0.0.1:1' } }],
        users: [{ name: 'u', user: {} }],
        contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
        'current-context': 'x',
      }),
    };
    const result = await setting.run('diff', files, '--kubeconfig', 'config');
    // Both of its first questions go unanswered: the one that gives up first is told of.
    expect({ ...result, stderr: result.stderr.replace('/apis:', '/api:') }).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'error: http://127.0.0.1:1/api: no answer from http://127.0.0.1:1 after 6 tries (connect ECONNREFUSED 127.0.0.1:1); check that the API server runs and can be reached from here\n',
    });
  });

  it('cannot be applied where the server refuses an object: nothing of it is', async () => {
    const before = await setting.versions();
    const files = {
      ...configMaps(setting, { a: 'three' }),
      'bad.yaml': configMapYaml('Bad_Name', 'one'),
      'kustomization.yaml': kustomizationYaml(setting.namespace, ['a.yaml', 'bad.yaml']),
    };
    const problem =
      /^bad\.yaml:4:3: ConfigMap\/web\/Bad_Name: the API server refuses it: .*Invalid value: "Bad_Name".*; correct it in Git$/m;
    const compared = await setting.run('diff', files);
    expect(compared).toMatchObject({ code: 2, stderr: '' });
    expect(compared.stdout.replaceAll(/^ +! /gm, '')).toMatch(problem);
    const applied = await setting.run('apply', files);
    expect(applied).toMatchObject({ code: 1, stderr: '' });
    expect(applied.stdout).toMatch(/^root: Failed: nothing applied: 1 problem$/m);
    expect(applied.stdout.replaceAll(/^ +/gm, '')).toMatch(problem);
    expect(changedBetween(before, await setting.versions())).toEqual([]);
  });
});

describe('objects that left a folder', () => {
  const many = Object.fromEntries(Array.from({ length: 4 }, (_, index) => [`m${index}`, 'one']));
  let setting: Setting;
  beforeAll(async () => {
    setting = await setUp('prune');
    await setting.run('apply', configMaps(setting, many));
  });
  const names = async () => Object.keys(await setting.versions()).sort();

  it('stay without --prune', async () => {
    const result = await setting.run('apply', configMaps(setting, { m0: 'one' }));
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(await names()).toHaveLength(4);
  });

  it('are held back with --prune where they are many; the report says how to approve', async () => {
    const result = await setting.run('apply', configMaps(setting, { m0: 'one' }), '--prune');
    expect(result).toEqual({
      code: 0,
      stderr: `root: Prune (3 objects)
root:   ConfigMap/web/m3 skipped (its deletion waits for approval of sha256:…)
root:   ConfigMap/web/m2 skipped (its deletion waits for approval of sha256:…)
root:   ConfigMap/web/m1 skipped (its deletion waits for approval of sha256:…)
`,
      stdout: `root: Ready: applied and healthy; 3 deletions wait for approval
  approval needed: 3 of 4 objects are to be deleted, and 30 % may be unasked
  would delete ConfigMap/web/m3
  would delete ConfigMap/web/m2
  would delete ConfigMap/web/m1
  approve with: tidewatch approve root sha256:…
  1 unchanged, 3 skipped in 0.1 s at local
`,
    });
    expect(await names()).toHaveLength(4);
  });

  it('show in `diff --prune`', async () => {
    const result = await setting.run('diff', configMaps(setting, { m0: 'one' }), '--prune');
    expect(result).toEqual({
      code: 1,
      stderr: '',
      stdout: `root at local
  Prune (needs approval: 3 of 4 objects are to be deleted, and 30 % may be unasked)
      - ConfigMap/web/m3   it left Git
      - ConfigMap/web/m2   it left Git
      - ConfigMap/web/m1   it left Git
  0 to create, 0 to update, 1 unchanged, 3 to delete, waiting for approval; plan sha256:…
`,
    });
  });

  it('are not deleted by the approval of another plan', async () => {
    const files = configMaps(setting, { m0: 'one' });
    const wrong = `sha256:${'0'.repeat(64)}`;
    await setting.run('apply', files, '--prune', '--approve', wrong);
    expect(await names()).toHaveLength(4);
  });

  it('are deleted once exactly that plan is approved', async () => {
    const files = configMaps(setting, { m0: 'one' });
    const status = await setting.status();
    const [approval = ''] = status.stdout.match(digest) ?? [];
    const result = await setting.run('apply', files, '--prune', '--approve', approval);
    expect(result.stdout).toBe(
      'root: Ready: applied and healthy\n  3 deleted, 1 unchanged in 0.1 s at local\n',
    );
    expect(result.stderr.trimEnd().split('\n').sort()).toEqual([
      'root:   ConfigMap/web/m1 deleted (it left Git)',
      'root:   ConfigMap/web/m2 deleted (it left Git)',
      'root:   ConfigMap/web/m3 deleted (it left Git)',
      'root: Prune (3 objects)',
    ]);
    expect(result.code).toBe(0);
    expect(await names()).toEqual(['ConfigMap/m0']);
  });
});

describe('an object of another target', () => {
  it('is refused, with the name of that target', async () => {
    const setting = await setUp('conflict');
    const first = configMaps(setting, { shared: 'one' });
    await setting.run('apply', first);
    const second = Object.fromEntries(
      Object.entries(configMaps(setting, { shared: 'two', own: 'two' })).map(([name, text]) => [
        `overlays/second/${name}`,
        text,
      ]),
    );
    const result = await setting.run('apply', second);
    expect(result).toEqual({
      code: 1,
      stderr: '',
      stdout: `overlays-second: Failed: nothing applied: 1 problem
  overlays/second/shared.yaml:1:1: ConfigMap/web/shared: the target "root" has the same object; let only one of the two targets produce it, or take the label tidewatch.dev/target off the object if that target is no more
  no objects in 0.1 s at local
`,
    });
    expect(Object.keys(await setting.versions())).toEqual(['ConfigMap/shared']);
  });
});

describe('a workload that never becomes ready', () => {
  it('ends `apply --timeout` with code 1, its name, and why', async () => {
    const setting = await setUp('unready');
    const files = {
      'kustomization.yaml': kustomizationYaml(setting.namespace, ['web.yaml']),
      'web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
`,
    };
    const result = await setting.run('apply', files, '--timeout', '3s');
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('root: Sync/workloads (1 object)\n');
    expect(result.stderr).toContain(
      'root:   waiting for Deployment/web/web (0 of 1 replicas are available)\n',
    );
    expect(result.stdout).toMatch(
      /^root: Failed: applied, but not healthy in time: Deployment\/web\/web \(0 of 1 replicas are available; Pod\/web\/web-\S+: it is pending\)$/m,
    );
    const left = await setting.run('apply', files, '--no-wait');
    expect(left).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('the value of a Secret', () => {
  const value = 'correct-horse-battery-staple';
  const encoded = Buffer.from(value).toString('base64');
  let setting: Setting;
  const outputs: string[] = [];
  beforeAll(async () => {
    setting = await setUp('secrets');
  });
  const files = (password: string) => ({
    'kustomization.yaml': `namespace: ${setting.namespace}
resources:
- plain.yaml
secretGenerator:
- name: hashed
  literals: [password=${password}]
`,
    'plain.yaml': `apiVersion: v1
kind: Secret
metadata:
  name: plain
stringData:
  password: ${password}
`,
  });
  async function run(verb: 'apply' | 'diff', password: string, ...more: string[]) {
    const result = await setting.run(verb, files(password), ...more);
    outputs.push(result.stdout, result.stderr);
    return result;
  }

  it.each(['text', 'json', 'yaml'])(
    'is in no output of `diff` and `apply` as %s',
    async (format) => {
      await run('diff', value, '--output', format);
      await run('apply', value, '--output', format, '--dry-run');
      await run('apply', value, '--output', format);
      // The old value must not show up as what was there before.
      const changed = await run('diff', `other-${format}`, '--output', format);
      expect(changed.code).toBe(1);
      expect(changed.stdout).toContain('plain');
      for (const output of outputs) {
        expect(output).not.toContain(value);
        expect(output).not.toContain(encoded);
        expect(output).not.toContain(`other-${format}`);
      }
    },
  );

  it('is in no Event, inventory or status record', async () => {
    expect(await kubectl(['get', 'secrets', '-n', setting.namespace, '-o', 'yaml'])).toContain(
      encoded,
    );
    const events = await kubectl(['get', 'events', '-A', '-o', 'json']);
    const records = await kubectl(['get', 'configmaps', '-n', setting.system, '-o', 'json']);
    expect(records).toContain('tidewatch-inventory-');
    expect(records).toContain('tidewatch-status-');
    for (const text of [events, records]) {
      expect(text).not.toContain(value);
      expect(text).not.toContain(encoded);
    }
  });

  it('is left out of JSON that parses and says what would happen', async () => {
    const { stdout } = await run('diff', 'changed', '--output', 'json');
    const [plan] = JSON.parse(stdout) as [{ readonly summary: Readonly<Record<string, number>> }];
    expect(plan.summary).toMatchObject({ create: 1, update: 1 });
  });
});

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { createFileFolder, type FolderFile } from '../support/file-folder.ts';
import { recordingIo } from '../support/recording-io.ts';

function configMap(name: string, namespace = 'web'): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\n`;
}

const files: Readonly<Record<string, FolderFile>> = {
  'app/kustomization.yaml': 'resources: [z.yaml, a.yaml, role.yaml]\n',
  'app/z.yaml': configMap('z'),
  'app/a.yaml': configMap('a'),
  'app/role.yaml':
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: Reader\n',
  'unsorted/kustomization.yaml': 'resources: [../app]\nsortOptions: {order: fifo}\n',
  'outside/kustomization.yaml': 'resources: [../app/a.yaml]\n',
  'two/kustomization.yaml': 'resources: [../app, other]\n',
  'two/other/kustomization.yaml': 'resources: [other.yaml]\n',
  'two/other/other.yaml': configMap('a', 'Other'),
  'same/kustomization.yaml': 'resources: [a.yaml]\n',
  'same/a.yaml': `${configMap('a')}---\n${configMap('A')}`,
  'away/kustomization.yaml': 'resources: [a.yaml]\n',
  'away/a.yaml': configMap('../a'),
  'out/.keep': '',
};

interface Ending {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly written: Readonly<Record<string, string>>;
}

async function build(...args: readonly string[]): Promise<Ending> {
  await using folder = await createFileFolder(files);
  const io = recordingIo(folder.path);
  const code = await run(['build', ...args], io);
  const written: Record<string, string> = {};
  const out = join(folder.path, 'out');
  for (const name of (await readdir(out)).filter((file) => file !== '.keep')) {
    written[name] = await readFile(join(out, name), 'utf8');
  }
  const stderr = io.errors().replaceAll(folder.path, '<folder>');
  return { code, stdout: io.output(), stderr, written };
}

function names(yaml: string): string[] {
  return [...yaml.matchAll(/^ {2}name: (.*)$/gm)].map(([, name = '']) => name);
}

describe('`build`', () => {
  it('sorts as kustomize does, unless told not to', async () => {
    expect(names((await build('app')).stdout)).toEqual(['Reader', 'a', 'z']);
    expect(names((await build('app', '--reorder', 'none')).stdout)).toEqual(['z', 'a', 'Reader']);
    expect(names((await build('unsorted', '--reorder=legacy')).stdout)).toEqual([
      'z',
      'a',
      'Reader',
    ]);
  });

  it('takes files from elsewhere only where it is told to', async () => {
    const refused = await build('outside');
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toContain('outside/kustomization.yaml:1:13: ');
    const built = await build('outside', '--load-restrictor', 'LoadRestrictionsNone');
    expect(built).toMatchObject({ code: 0, stdout: configMap('a'), stderr: '' });
  });

  it('labels every object where it is told to', async () => {
    const { stdout } = await build('app', '--enable-managedby-label');
    expect(stdout.match(/app\.kubernetes\.io\/managed-by: kustomize-v5\.8\.1/g)).toHaveLength(3);
  });

  it('writes to a file', async () => {
    const { code, stdout, written } = await build('app', '-o', 'out/all.yaml');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(written).toEqual({ 'all.yaml': (await build('app')).stdout });
  });

  it('writes one file an object to a folder, named as kustomize names them', async () => {
    const { code, written } = await build('app', '-o', 'out');
    expect(code).toBe(0);
    expect(written).toMatchObject({ 'v1_configmap_a.yaml': configMap('a') });
    expect(Object.keys(written).sort()).toEqual([
      'rbac.authorization.k8s.io_v1_clusterrole_reader.yaml',
      'v1_configmap_a.yaml',
      'v1_configmap_z.yaml',
    ]);
    expect(Object.keys((await build('two', '-o', 'out')).written).sort()).toEqual([
      'other_v1_configmap_a.yaml',
      'rbac.authorization.k8s.io_v1_clusterrole_reader.yaml',
      'web_v1_configmap_a.yaml',
      'web_v1_configmap_z.yaml',
    ]);
  });

  it.each([
    ['same', 'ConfigMap/web/a: another object has the file v1_configmap_a.yaml; write to one file'],
    [
      'away',
      'ConfigMap/web/../a: its file cannot be named v1_configmap_../a.yaml; write to one file',
    ],
  ])('writes nothing to a folder where files cannot have names (%s)', async (folder, message) => {
    const { code, stderr, written } = await build(folder, '-o', 'out');
    expect({ code, stderr, written }).toEqual({
      code: 1,
      stderr: `error: ${message}\n`,
      written: {},
    });
  });

  it('says where it cannot write', async () => {
    const { code, stderr } = await build('app', '-o', 'none/all.yaml');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: <folder>\/none\/all\.yaml: cannot be written \(ENOENT.*\); name a file in a folder that is there\n$/,
    );
  });

  it.each([
    ['--load-restrictor', 'none', 'LoadRestrictionsRootOnly, LoadRestrictionsNone'],
    ['--reorder', 'fifo', 'legacy, none'],
  ])('refuses other values of %s', async (flag, value, choices) => {
    const { code, stderr } = await build('app', flag, value);
    expect(code).toBe(1);
    expect(stderr).toContain(`argument '${value}' is invalid. Allowed choices are ${choices}.`);
  });

  const foreignCode =
    'Tidewatch runs no foreign code; commit what the plugin makes (TidbMonitors are expanded by `tidewatch render`)';
  const helm =
    'charts are not rendered; commit what `helm template` prints, and list it under resources';
  it.each([
    [['--enable-helm'], '--enable-helm', helm],
    [['--helm-command', 'helm3'], '--helm-command', helm],
    [['--enable-alpha-plugins'], '--enable-alpha-plugins', foreignCode],
    [['--enable-exec=true'], '--enable-exec', foreignCode],
    [['-e', 'A=b'], '--env', foreignCode],
    [['--network'], '--network', foreignCode],
  ])('refuses %j and names what to do instead', async (args, flag, reason) => {
    for (const all of [
      ['app', ...args],
      [...args, 'app'],
    ]) {
      const { code, stdout, stderr } = await build(...all);
      expect({ code, stdout, stderr }).toEqual({
        code: 1,
        stdout: '',
        stderr: `error: ${flag}: ${reason}\n`,
      });
    }
  });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { type OpenEmbedded, openEmbedded } from '../embedded/open-embedded.ts';
import { createFileFolder } from '../support/file-folder.ts';
import { kustomizationYaml } from '../support/monitoring-repository.ts';
import { recordingIo } from '../support/recording-io.ts';

const settings = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  level: info # or debug
  mode: safe
`;

const namespaceYaml = (name: string): string =>
  `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;

let open: OpenEmbedded;
let folder: Awaited<ReturnType<typeof createFileFolder>>;
beforeAll(async () => {
  open = await openEmbedded();
  folder = await createFileFolder({
    '.git/HEAD': 'ref: refs/heads/main\n',
    'base/settings.yaml': settings,
    'base/kustomization.yaml': 'resources: [settings.yaml]\n',
    'overlays/one/own.yaml': settings.replace('name: settings', 'name: own'),
    'overlays/one/namespace.yaml': namespaceYaml('one'),
    'overlays/one/kustomization.yaml': kustomizationYaml('one', [
      '../../base',
      'own.yaml',
      'namespace.yaml',
    ]),
    'overlays/two/namespace.yaml': namespaceYaml('two'),
    'overlays/two/kustomization.yaml': kustomizationYaml('two', ['../../base', 'namespace.yaml']),
  });
  expect(await tidewatch('apply', 'overlays/one', '--no-wait')).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function tidewatch(...args: string[]) {
  const io = recordingIo(folder.path, { env: { HOME: folder.path } });
  const code = await run([...args, '--kubeconfig', open.kubeconfig], io);
  return { code, stdout: io.output(), stderr: io.errors() };
}

async function edit(name: string, data: JsonObject): Promise<void> {
  await open.cluster.patch(
    { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'one', name },
    { type: 'merge', document: { data } },
    { fieldManager: 'kubectl-edit' },
  );
}

const fileAt = (path: string): Promise<string> => readFile(join(folder.path, path), 'utf8');

describe('`adopt`', () => {
  it('says that nothing drifted', async () => {
    expect(await tidewatch('adopt', 'overlays/one')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'nothing to adopt: nothing drifted there\n',
    });
  });

  it('ends with 2 for a target, an object or options that make no sense, and says what does', async () => {
    expect(await tidewatch('adopt', 'overlays/one', '--target', 'overlays-on')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'overlays-on: there is no such target; choose of overlays-one\n',
    });
    expect(await tidewatch('adopt', 'overlays/one', '--object', 'ConfigMap/settnigs')).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'ConfigMap/settnigs: no selected target has such an object; choose of ConfigMap/one/own, ConfigMap/one/settings, Namespace/one\n',
    });
    expect(await tidewatch('adopt', 'overlays/one', '--push')).toEqual({
      code: 2,
      stdout: '',
      stderr:
        "error: option '--push' cannot be used with DIR: the settings name the path; choose with option '--target <NAME>'\n",
    });
    expect(await tidewatch('adopt', 'overlays/one', '--repository', 'x')).toEqual({
      code: 2,
      stdout: '',
      stderr: "error: option '--repository <NAME>' means nothing without option '--push'\n",
    });
  });

  it('does not take a target that was never applied for one without drift', async () => {
    expect(await tidewatch('adopt', 'overlays/two')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'not adopted: overlays-two: the cluster has no record of a target of that name, so drift cannot be told; apply it first; where an agent keeps several repositories deployed, and its targets have other names, use adopt with --push and its settings\n',
    });
  });

  it('shows the edits as a diff, leaves the base of others alone, and writes nothing', async () => {
    await edit('own', { level: 'debug' });
    await edit('settings', { mode: 'fast' });
    const before = await fileAt('overlays/one/own.yaml');
    expect(await tidewatch('adopt', 'overlays/one')).toEqual({
      code: 0,
      stdout: `--- a/overlays/one/kustomization.yaml
+++ b/overlays/one/kustomization.yaml
@@ -4,4 +4,12 @@
 resources:
 - ../../base
 - own.yaml
 - namespace.yaml
+patches:
+- patch: |-
+    apiVersion: v1
+    kind: ConfigMap
+    metadata:
+      name: settings
+    data:
+      mode: fast
--- a/overlays/one/own.yaml
+++ b/overlays/one/own.yaml
@@ -2,6 +2,6 @@
 kind: ConfigMap
 metadata:
   name: own
 data:
-  level: info # or debug
+  level: debug # or debug
   mode: safe
`,
      stderr: `adopted: ConfigMap/one/own: data.level: "info" -> "debug"
  where it is set at overlays/one/own.yaml:6:10
adopted: ConfigMap/one/settings: data.mode: "safe" -> "fast"
  by a patch in the overlay at overlays/one/kustomization.yaml:8:1
`,
    });
    expect(await fileAt('overlays/one/own.yaml')).toBe(before);
  });

  it('gives the same as data', async () => {
    const { stdout, stderr } = await tidewatch(
      ...['adopt', 'overlays/one', '--object', 'ConfigMap/own', '-o', 'json'],
    );
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      adopted: [
        {
          target: 'overlays-one',
          object: 'ConfigMap/one/own',
          field: 'data.level',
          wanted: 'info',
          live: 'debug',
          way: 'field',
          file: 'overlays/one/own.yaml',
          line: 6,
          consequences: [],
        },
      ],
      refused: [],
    });
  });

  it('writes one field of one object where told to, after which that is no drift', async () => {
    await edit('own', { mode: 'fast' });
    const selected = ['--object', 'ConfigMap/one/own', '--field', 'data.level'];
    expect(await tidewatch('adopt', 'overlays/one', ...selected, '--write')).toMatchObject({
      code: 0,
    });
    expect(await fileAt('overlays/one/own.yaml')).toBe(
      settings.replace('name: settings', 'name: own').replace('level: info', 'level: debug'),
    );
    const { stdout } = await tidewatch('drift', 'overlays/one', '-o', 'json');
    expect(stdout).not.toContain('data.level');
    expect(stdout).toContain('data.mode');
  });

  it('ends with 1 where something is not adopted, and with 2 where it cannot look', async () => {
    await open.cluster.delete(
      { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'one', name: 'own' },
      {},
    );
    expect(await tidewatch('adopt', 'overlays/one', '--object', 'ConfigMap/own')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'not adopted: overlays/one/own.yaml:1:1: ConfigMap/one/own: it was deleted, and leaving it out of Git is for people to decide; remove it from its kustomization, or let it be made again\n',
    });
    expect(await tidewatch('adopt', 'nowhere')).toMatchObject({ code: 2, stdout: '' });
  });
});

import { execFile } from 'node:child_process';
import { chmod, cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../envtest/ensure.ts';
import { surroundings } from '../../envtest/surroundings.ts';
import { oracleTools } from '../../envtest/tool-set.ts';
import { createFileFolder } from '../../support/file-folder.ts';
import { runTidewatch, type VerbResult } from '../../support/run-tidewatch.ts';

const checkout = join(import.meta.dirname, '../../..');

/** The function, for a transformer or a generator of a kustomization. */
function functionConfig(fields: string): string {
  return `${fields}
metadata:
  name: monitors
  namespace: tidb
  annotations:
    config.kubernetes.io/function: |
      exec:
        path: ./tidewatch.sh
`;
}

const monitorSpec = `
spec:
  clusters: [{name: orders}]
  prometheus: {baseImage: prom/prometheus, version: v2.27.1}
  initializer: {baseImage: pingcap/tidb-monitor-initializer, version: v5.4.0}
  reloader: {baseImage: pingcap/tidb-monitor-reloader, version: v1.0.1}
`;

const texts = `apiVersion: v1
kind: ConfigMap
metadata:
  name: texts
data: {octal: "0o7", time: "1:30", under: "1_0", "yes": "no", tilde: "~", merge: "<<", date: "2001-01-01"}
`;

describe('`tidewatch fn` in the real kustomize', () => {
  let kustomize: string;
  beforeAll(async () => {
    kustomize = join(await ensureTools(oracleTools, surroundings), 'kustomize');
  });

  function build(folder: string): Promise<VerbResult> {
    const args = ['build', '--enable-alpha-plugins', '--enable-exec', folder];
    return new Promise((resolve) => {
      execFile(kustomize, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : 1, stdout, stderr });
      });
    });
  }

  async function folderWith(files: Readonly<Record<string, string>>) {
    const folder = await createFileFolder({
      'expanded/expand.yaml': functionConfig('apiVersion: tidewatch.dev/v1\nkind: Expand'),
      ...files,
    });
    const script = join(folder.path, 'expanded/tidewatch.sh');
    const program = join(checkout, 'bin/tidewatch.mjs');
    await writeFile(script, `#!/bin/sh\nexec '${process.execPath}' '${program}' fn\n`);
    await chmod(script, 0o755);
    return folder;
  }

  it.each(['', 'sortOptions: {order: fifo}\n'])(
    'gives what `tidewatch render` gives, byte for byte (%j)',
    async (sorting) => {
      const resources = `resources: [../overlays/production, ../texts]\n${sorting}`;
      await using folder = await folderWith({
        'texts/kustomization.yaml': 'resources: [texts.yaml]\n',
        'texts/texts.yaml': texts,
        'plain/kustomization.yaml': resources,
        'expanded/kustomization.yaml': `${resources}transformers: [expand.yaml]\n`,
      });
      for (const name of ['base', 'overlays']) {
        await cp(join(checkout, name), join(folder.path, name), { recursive: true });
      }
      const rendered = await runTidewatch(['render', join(folder.path, 'plain')]);
      const built = await build(join(folder.path, 'expanded'));
      expect([rendered.code, built.code]).toEqual([0, 0]);
      expect(built.stdout).toContain('kind: StatefulSet');
      expect(built.stdout).toBe(rendered.stdout);
    },
  );

  it('makes the children of a TidbMonitor that a kustomization has as a generator', async () => {
    const monitor = functionConfig('apiVersion: pingcap.com/v1alpha1\nkind: TidbMonitor');
    await using folder = await folderWith({
      'plain/kustomization.yaml': 'resources: [monitor.yaml]\n',
      'plain/monitor.yaml': `apiVersion: pingcap.com/v1alpha1\nkind: TidbMonitor\nmetadata: {name: monitors, namespace: tidb}\n${monitorSpec}`,
      'expanded/kustomization.yaml': 'generators: [monitor.yaml]\n',
      'expanded/monitor.yaml': `${monitor}${monitorSpec}`,
    });
    const rendered = await runTidewatch(['render', join(folder.path, 'plain')]);
    const built = await build(join(folder.path, 'expanded'));
    expect([rendered.code, built.code]).toEqual([0, 0]);
    const children = rendered.stdout
      .split('---\n')
      .filter((document) => !document.includes('\nkind: TidbMonitor\n'));
    expect(built.stdout).toBe(children.join('---\n'));
  });

  it('makes the build fail, and shows where and why, where a TidbMonitor is wrong', async () => {
    await using folder = await folderWith({
      'expanded/kustomization.yaml':
        'resources: [monitor.yaml]\ntransformers: [expand.yaml]\nbuildMetadata: [originAnnotations]\n',
      'expanded/monitor.yaml':
        'apiVersion: pingcap.com/v1alpha1\nkind: TidbMonitor\nmetadata: {name: a, namespace: tidb}\nspec: {clusters: [{nam: orders}]}\n',
    });
    const built = await build(join(folder.path, 'expanded'));
    expect([built.code, built.stdout]).toEqual([1, '']);
    expect(built.stderr).toMatch(
      /^error: monitor\.yaml: TidbMonitor\/tidb\/a: spec\.clusters\[0\]\.nam /m,
    );
  });
});

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { createFileFolder, type FolderFile } from '../support/file-folder.ts';
import { recordingIo } from '../support/recording-io.ts';
import { type ScriptedApiServer, startScriptedApiServer } from '../support/scripted-api-server.ts';
import { badInputs } from './bad-input-cases.ts';

/** How a verb ended on a folder. */
interface Ending {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function runOn(
  files: Readonly<Record<string, FolderFile>>,
  args: readonly string[],
): Promise<Ending> {
  await using folder = await createFileFolder(files);
  const io = recordingIo(folder.path);
  const code = await run(args, io);
  const text = (written: string) => written.replaceAll(folder.path, '<folder>');
  return { code, stdout: text(io.output()), stderr: text(io.errors()) };
}

function lines(problems: readonly string[]): string {
  return problems.map((problem) => `${problem}\n`).join('');
}

describe('input that cannot be deployed', () => {
  let server: ScriptedApiServer;
  let cluster: readonly string[];
  beforeAll(async () => {
    server = await startScriptedApiServer([{ status: 500 }]);
    cluster = ['--kubeconfig', join(server.folder, 'config')];
  });
  afterAll(() => server.close());

  it.each(badInputs)('$name: `validate` says where and what to do', async (input) => {
    const { files, directory = '.', problems } = input;
    const { code, stdout, stderr } = await runOn(files, ['validate', directory]);
    expect(stdout).toBe(lines(problems));
    expect(stderr).toMatch(/^not valid: \d+ objects?, \d+ problems?, \d+ warnings?\n$/m);
    expect(code).toBe(1);
  });

  it.each(badInputs)('$name: `render` refuses in the same words', async (input) => {
    const { files, directory = '.', problems } = input;
    const ending = await runOn(files, ['render', directory]);
    expect(ending).toEqual({ code: 1, stdout: '', stderr: lines(problems) });
  });

  it.each(badInputs)('$name: `apply` and `diff` refuse, and ask no server', async (input) => {
    const { files, directory = '.', problems } = input;
    const applied = await runOn(files, ['apply', directory, '--prune', ...cluster]);
    expect(applied).toEqual({ code: 1, stdout: '', stderr: lines(problems) });
    const rehearsed = await runOn(files, ['apply', directory, '--dry-run', ...cluster]);
    expect(rehearsed).toEqual({ code: 1, stdout: '', stderr: lines(problems) });
    const compared = await runOn(files, ['diff', directory, ...cluster]);
    expect(compared).toEqual({ code: 2, stdout: '', stderr: lines(problems) });
    expect(server.received).toEqual([]);
  });
});

describe('a folder that is not there', () => {
  it.each([
    ['build', 1],
    ['render', 1],
    ['validate', 1],
    ['diff', 2],
    ['apply', 1],
  ] as const)('ends `%s` with code %d', async (verb, code) => {
    expect(await runOn({}, [verb, 'overlays/prod'])).toEqual({
      code,
      stdout: '',
      stderr:
        'error: <folder>/overlays/prod: no such file or directory; check the spelling, upper and lower case matter\n',
    });
  });
});

describe('input that leaves something open', () => {
  it('is warned about, and valid', async () => {
    const files = {
      'kustomization.yaml': 'resources:\n- m.yaml\n',
      'm.yaml': `apiVersion: pingcap.com/v1alpha1
kind: TidbMonitor
metadata:
  name: basic
spec:
  clusters:
  - name: orders
  prometheus: {baseImage: prom/prometheus, version: v2.49.1}
  initializer: {baseImage: pingcap/tidb-monitor-initializer, version: v8.5.3}
  reloader: {baseImage: pingcap/tidb-monitor-reloader, version: v1.0.1}
`,
    };
    expect(await runOn(files, ['validate'])).toEqual({
      code: 0,
      stdout: '',
      stderr: `warning: m.yaml:3:1: TidbMonitor/basic: metadata.namespace is not set: "default" is assumed; set it in the kustomization
warning: m.yaml:7:5: TidbMonitor/basic: spec.clusters[0] names TidbCluster/default/orders, which is not among the rendered objects: TLS is assumed to be off; render it, too, or run against a cluster that has it
valid: 9 objects, 0 problems, 2 warnings
`,
    });
  });
});

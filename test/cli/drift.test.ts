import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { DriftRecord } from '../../src/report/drift-record.ts';
import { type OpenEmbedded, openEmbedded } from '../embedded/open-embedded.ts';
import { createFileFolder } from '../support/file-folder.ts';
import { configMapYaml, kustomizationYaml } from '../support/monitoring-repository.ts';
import { recordingIo } from '../support/recording-io.ts';

let open: OpenEmbedded;
let folder: Awaited<ReturnType<typeof createFileFolder>>;
beforeAll(async () => {
  open = await openEmbedded();
  folder = await createFileFolder({
    'web/a.yaml': configMapYaml('a', 'one'),
    'web/b.yaml': configMapYaml('b', 'one'),
    'web/kustomization.yaml': kustomizationYaml('default', ['a.yaml', 'b.yaml']),
  });
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
    { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name },
    { type: 'merge', document: { data } },
    { fieldManager: 'kubectl-edit' },
  );
}

describe('`drift`', () => {
  it('finds none in what was not deployed yet, nor in what was just deployed', async () => {
    const none = { code: 0, stdout: 'web: no drift\n', stderr: '' };
    expect(await tidewatch('drift', 'web')).toEqual(none);
    expect(await tidewatch('apply', 'web')).toMatchObject({ code: 0 });
    expect(await tidewatch('drift', 'web')).toEqual(none);
  });

  it('shows who changed what, and where Git has it', async () => {
    await edit('a', { value: 'two' });
    await open.cluster.delete(
      { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'b' },
      {},
    );
    expect(await tidewatch('drift', 'web')).toEqual({
      code: 1,
      stderr: '',
      stdout: `web: 2 objects drifted
  ConfigMap/default/a: changed
    data.value
      in Git  "one" (web/a.yaml:6:3)
      live    "two"
      by kubectl-edit (Update) at ${timeOf(await tidewatch('drift', 'web', '-o', 'json'))}
  ConfigMap/default/b: deleted
    in Git at web/b.yaml:1:1
`,
    });
  });

  it('takes for no drift what Git wants now and nobody applied yet', async () => {
    await edit('a', { value: 'one' });
    await tidewatch('apply', 'web');
    await using changed = await createFileFolder({
      'web/a.yaml': configMapYaml('a', 'three'),
      'web/b.yaml': configMapYaml('b', 'one'),
      'web/kustomization.yaml': kustomizationYaml('default', ['a.yaml', 'b.yaml']),
    });
    expect(await tidewatch('drift', `${changed.path}/web`)).toMatchObject({ code: 0 });
    expect(await tidewatch('diff', `${changed.path}/web`)).toMatchObject({ code: 1 });
  });

  it('shows without a folder what is on record', async () => {
    expect(await tidewatch('drift')).toEqual({ code: 0, stdout: 'web: no drift\n', stderr: '' });
  });

  it('ends with 2 where it cannot look', async () => {
    expect(await tidewatch('drift', 'nowhere')).toMatchObject({ code: 2, stdout: '' });
  });
});

function timeOf({ stdout }: { readonly stdout: string }): string {
  const found = JSON.parse(stdout) as { readonly drift: readonly DriftRecord[] }[];
  return String(found[0]?.drift[0]?.fields[0]?.at);
}

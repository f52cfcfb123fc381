import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSuspension } from '../../src/agent/suspension.ts';
import { run } from '../../src/cli/run.ts';
import { job } from '../scenarios/phases/objects.ts';
import { embeddedTheatre, openStage, type Stage, type Theatre } from '../scenarios/phases/stage.ts';
import { recordingIo } from '../support/recording-io.ts';

let theatre: Theatre;
beforeAll(async () => {
  theatre = await embeddedTheatre();
});
afterAll(() => theatre.close());

async function tidewatch(stage: Stage, ...args: readonly string[]) {
  const io = recordingIo(tmpdir());
  const where = ['--kubeconfig', theatre.kubeconfig, '--namespace', stage.system];
  const code = await run([...args, ...where], io);
  return { code, stdout: io.output(), stderr: io.errors() };
}

describe('an answer about a hook', () => {
  it('is put on record where the hook waits for one, and it runs again', async () => {
    await using stage = await openStage(theatre);
    const failing = job('migrate', { hook: 'PreSync' }, { ends: 'failed' });
    const { result } = await stage.commit([failing], { revision: 'r1' });
    const [, verb = '', target = '', step = '', word = ''] = (result.next[0] ?? '').split(' ');
    expect(await tidewatch(stage, verb, target, step, word)).toEqual({
      code: 0,
      stdout: `web: ${step}: somebody says that it is to run again\n`,
      stderr: '',
    });
    const again = await stage.commit([failing], { revision: 'r1' });
    expect(again.writes).toEqual(['delete Job/migrate', 'apply Job/migrate']);
  });

  it('is refused where nothing of that name waits, with what does', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([job('migrate', { hook: 'PreSync' }, { ends: 'failed' })]);
    const step = `hook/PreSync/Job.batch/${stage.namespace}/migrate`;
    expect(await tidewatch(stage, 'answer', 'web', 'hook/other', 'again')).toEqual({
      code: 1,
      stdout: '',
      stderr: `web: hook/other waits for no answer; these do: ${step}\n`,
    });
    expect(await tidewatch(stage, 'answer', 'nobody', step, 'again')).toMatchObject({
      code: 1,
      stderr: `nobody: ${step} waits for no answer; nothing does\n`,
    });
  });

  it('is one of three words', async () => {
    await using stage = await openStage(theatre);
    const { code, stderr } = await tidewatch(stage, 'answer', 'web', 'hook/x', 'maybe');
    expect(code).not.toBe(0);
    expect(stderr).toContain('Allowed choices are succeeded, failed, again');
  });
});

describe('suspending a target', () => {
  it('is kept beside its status, until it is resumed', async () => {
    await using stage = await openStage(theatre);
    const status = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'tidewatch-status-web', namespace: stage.system },
    };
    await stage.cluster.apply(status, { fieldManager: 'tidewatch-status' });
    const reason = () => readSuspension('web', stage.system, stage.cluster);
    expect(await tidewatch(stage, 'suspend', 'web', '--reason', 'incident 4711')).toEqual({
      code: 0,
      stdout: 'web: suspended; go on with: tidewatch resume web\n',
      stderr: '',
    });
    expect(await reason()).toBe('incident 4711');
    // Whoever reports where the target stands does not take it away.
    await stage.cluster.apply(status, { fieldManager: 'tidewatch-status', force: true });
    expect(await reason()).toBe('incident 4711');
    expect(await tidewatch(stage, 'resume', 'web')).toMatchObject({
      code: 0,
      stdout: 'web: resumed\n',
    });
    expect(await reason()).toBe(undefined);
  });

  it('needs a target', async () => {
    await using stage = await openStage(theatre);
    expect(await tidewatch(stage, 'suspend', 'nobody')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'nobody: there is no such target; see `tidewatch status`\n',
    });
  });
});

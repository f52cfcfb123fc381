import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerStep } from '../../../src/agent/answer.ts';
import { formatProblem } from '../../../src/model/errors.ts';
import { hookFinalizer } from '../../../src/model/identity.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import { interrupted } from '../../support/interrupted-cluster.ts';
import { job, settings } from './objects.ts';
import {
  embeddedTheatre,
  endPods,
  ledgerOn,
  openStage,
  type Stage,
  type Theatre,
} from './stage.ts';

let theatre: Theatre;
beforeAll(async () => {
  theatre = await embeddedTheatre();
});
afterAll(() => theatre.close());

const migrate = (image = 'example.com/job:1', runs?: string): Manifest =>
  job(
    'migrate',
    {
      hook: 'PreSync',
      ...(runs === undefined ? {} : { annotations: { 'tidewatch.dev/hook-runs': runs } }),
    },
    { image },
  );
const stepOf = ({ namespace }: Stage, phase = 'PreSync') =>
  `hook/${phase}/Job.batch/${namespace}/migrate`;
const runsOf = async (stage: Stage) => (await stage.records()).map(({ outcome }) => outcome);

describe('a hook that has succeeded never runs again for its content and revision', () => {
  it('not when the same revision is applied again', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([migrate(), settings('a')], { revision: 'r1' });
    const { writes } = await stage.commit([migrate(), settings('a')], { revision: 'r1' });
    expect(writes).toEqual([]);
  });

  it('not when drift is put back', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([migrate(), settings('a')], { revision: 'r1' });
    await stage.cluster.patch(
      { apiVersion: 'v1', kind: 'ConfigMap', namespace: stage.namespace, name: 'a' },
      { type: 'merge', document: { data: { key: 'drifted' } } },
      { fieldManager: 'somebody' },
    );
    const { writes } = await stage.commit([migrate(), settings('a')], { revision: 'r1' });
    expect(writes).toEqual(['apply ConfigMap/a']);
  });

  it('not when its Job is gone', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([migrate()], { revision: 'r1' });
    await stage.cluster.delete(
      { apiVersion: 'batch/v1', kind: 'Job', namespace: stage.namespace, name: 'migrate' },
      { propagation: 'Background' },
    );
    const { writes } = await stage.commit([migrate()], { revision: 'r1' });
    expect(writes).toEqual([]);
  });

  it('not when a commit changes nothing that the target renders', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([migrate(), settings('a')], { revision: 'r1' });
    const { writes, plan } = await stage.commit([migrate(), settings('a')], { revision: 'r2' });
    expect(writes).toEqual([]);
    expect(plan.summary.hooks).toBe(0);
  });

  it('but when its content changes', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([migrate()], { revision: 'r1' });
    const { writes } = await stage.commit([migrate('example.com/job:2')], { revision: 'r2' });
    expect(writes).toEqual(['delete Job/migrate', 'apply Job/migrate']);
  });

  it('but when anything else of the target changes', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([migrate(), settings('a')], { revision: 'r1' });
    const { writes } = await stage.commit([migrate(), settings('a', {}, 'two')], {
      revision: 'r2',
    });
    expect(writes).toContain('apply Job/migrate');
  });

  it('but when a commit is reverted: that is a change, too', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([migrate(), settings('a')], { revision: 'r1' });
    await stage.commit([migrate(), settings('a', {}, 'two')], { revision: 'r2' });
    const { writes } = await stage.commit([migrate(), settings('a')], { revision: 'r3' });
    expect(writes).toContain('apply Job/migrate');
    expect(await runsOf(stage)).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
  });

  it('with on-revision: but at every revision', async () => {
    await using stage = await openStage(theatre);
    const hook = migrate('example.com/job:1', 'on-revision');
    await stage.commit([hook], { revision: 'r1' });
    const { writes } = await stage.commit([hook], { revision: 'r2' });
    expect(writes).toEqual(['delete Job/migrate', 'apply Job/migrate']);
  });

  it('with on-content: not even when the rest of the target changes', async () => {
    await using stage = await openStage(theatre);
    const hook = migrate('example.com/job:1', 'on-content');
    await stage.commit([hook, settings('a')], { revision: 'r1' });
    const { writes } = await stage.commit([hook, settings('a', {}, 'two')], { revision: 'r2' });
    expect(writes).toEqual(['apply ConfigMap/a']);
  });
});

describe('an agent that was killed', () => {
  const objects = [migrate(), settings('a')];
  /** Uids of all Jobs that ever were. */
  async function watchJobs(stage: Stage, stop: AbortSignal): Promise<Set<string>> {
    const uids = new Set<string>();
    const where = { apiVersion: 'batch/v1', kind: 'Job', namespace: stage.namespace };
    const { resourceVersion } = await stage.cluster.list(where);
    void (async () => {
      for await (const event of stage.cluster.watch({ ...where, resourceVersion, signal: stop })) {
        if (event.type === 'ADDED') uids.add(event.object.metadata.uid ?? '');
      }
    })().catch(() => undefined);
    return uids;
  }

  it('at any write, before or after it took effect, has run the hook once when it is back', async () => {
    let kills = 0;
    for (const lost of ['request', 'answer'] as const) {
      for (let write = 1; ; write++) {
        await using stage = await openStage(theatre);
        const stop = new AbortController();
        const jobs = await watchJobs(stage, stop.signal);
        const dying = interrupted(stage.cluster, write, lost);
        const ledger = ledgerOn(dying.cluster, stage, 'first');
        const apply = { cluster: dying.cluster, ledger };
        const first = await stage.commit(objects, { revision: 'r1', apply });
        const ended = first.result.outcome === 'done';
        const again = await stage.commit(objects, { revision: 'r1' });
        expect({ lost, write, outcome: again.result.outcome }).toEqual({
          lost,
          write,
          outcome: 'done',
        });
        await expect.poll(() => `${lost} ${write}: ${jobs.size}`).toBe(`${lost} ${write}: 1`);
        const live = await stage.find('batch/v1', 'Job', 'migrate');
        if (ended) expect(live?.metadata.finalizers ?? []).not.toContain(hookFinalizer);
        expect(await runsOf(stage)).toEqual(['Succeeded']);
        stop.abort();
        kills += 1;
        if (ended) break;
      }
    }
    expect(kills).toBeGreaterThan(12);
  });

  it('while the hook ran, and a newer commit came: the first run is waited for, then the second begins', async () => {
    await using stage = await openStage(theatre);
    const slow = (image: string) =>
      job(
        'migrate',
        { hook: 'PreSync', annotations: { 'tidewatch.dev/hook-timeout': '1s' } },
        { image, ends: 'pending' },
      );
    const first = await stage.commit([slow('example.com/job:1')], { revision: 'r1' });
    expect(first.result.outcome).toBe('hook-running');
    const second = await stage.commit([slow('example.com/job:2')], { revision: 'r2' });
    expect(second.result.outcome).toBe('hook-running');
    expect(second.writes).toEqual([]);
    await endPods(stage);
    const third = await stage.commit([slow('example.com/job:2')], { revision: 'r2' });
    expect(third.writes).toEqual(['delete Job/migrate', 'apply Job/migrate']);
    expect((await runsOf(stage))[0]).toBe('Succeeded');
  });

  it('and whose hook ended and expired meanwhile finds how it ended', async () => {
    await using stage = await openStage(theatre);
    const expiring = job(
      'migrate',
      { hook: 'PreSync', annotations: { 'tidewatch.dev/hook-timeout': '1s' } },
      { ends: 'pending', spec: { ttlSecondsAfterFinished: 0 } },
    );
    await stage.commit([expiring], { revision: 'r1' });
    await endPods(stage);
    await expect
      .poll(
        async () => (await stage.find('batch/v1', 'Job', 'migrate'))?.metadata.deletionTimestamp,
      )
      .toBeDefined();
    const { result, writes } = await stage.commit([expiring], { revision: 'r1' });
    expect(result.outcome).toBe('done');
    expect(writes).toEqual([]);
    expect(await runsOf(stage)).toEqual(['Succeeded']);
    await expect.poll(() => stage.find('batch/v1', 'Job', 'migrate')).toBeUndefined();
  });
});

describe('a run of which nobody knows whether it took effect', () => {
  async function loseIt(stage: Stage): Promise<Manifest> {
    const hook = job(
      'migrate',
      { hook: 'PreSync', annotations: { 'tidewatch.dev/hook-timeout': '1s' } },
      { ends: 'pending' },
    );
    await stage.commit([hook], { revision: 'r1' });
    const reference = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      namespace: stage.namespace,
      name: 'migrate',
    };
    await stage.cluster.patch(
      reference,
      { type: 'merge', document: { metadata: { finalizers: null } } },
      { fieldManager: 'somebody' },
    );
    await stage.cluster.delete(reference, { propagation: 'Background' });
    return hook;
  }

  it('blocks the target with a question, and is not repeated', async () => {
    await using stage = await openStage(theatre);
    const hook = await loseIt(stage);
    for (let attempt = 0; attempt < 2; attempt++) {
      const { result, writes } = await stage.commit([hook], { revision: 'r1' });
      expect(result.outcome).toBe('blocked');
      expect(writes).toEqual([]);
      const answers = ['succeeded', 'again'].map(
        (word) => `tidewatch answer web ${stepOf(stage)} ${word}`,
      );
      expect(result.next).toEqual(answers);
      expect(result.problems.map(formatProblem)).toEqual([
        `objects.yaml:1:1: Job/${stage.namespace}/migrate: did it take effect at r1? its object was made, and is gone although nobody has seen its end; look, and say so: ${answers.join(' or, if it did not, ')}`,
      ]);
    }
  });

  it('goes on as somebody says', async () => {
    await using stage = await openStage(theatre);
    const hook = await loseIt(stage);
    await stage.commit([hook], { revision: 'r1' });
    const answered = await answerStep('web', stepOf(stage), 'succeeded', stage.ledger);
    expect(answered.outcome).toBe('recorded');
    const { result, writes } = await stage.commit([hook], { revision: 'r1' });
    expect([result.outcome, writes]).toEqual(['done', []]);
  });

  it('runs again where somebody says so', async () => {
    await using stage = await openStage(theatre);
    const hook = await loseIt(stage);
    await stage.commit([hook], { revision: 'r1' });
    await answerStep('web', stepOf(stage), 'again', stage.ledger);
    const { writes } = await stage.commit([hook], { revision: 'r1' });
    expect(writes).toEqual(['apply Job/migrate']);
  });

  it('asks for no other step than the one that is open', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([migrate()], { revision: 'r1' });
    expect(await answerStep('web', stepOf(stage), 'again', stage.ledger)).toEqual({
      outcome: 'not-asked',
      steps: [],
    });
  });
});

describe('two agents at once', () => {
  it('run a hook once between them', async () => {
    await using stage = await openStage(theatre);
    const objects = [migrate(), settings('a')];
    const attempt = (by: string) =>
      stage.commit(objects, {
        revision: 'r1',
        apply: { ledger: ledgerOn(stage.cluster, stage, by) },
      });
    await Promise.all([attempt('one'), attempt('two')]);
    const after = await stage.commit(objects, { revision: 'r1' });
    expect(after.result.outcome).toBe('done');
    expect(await runsOf(stage)).toEqual(['Succeeded']);
    const { items } = await stage.cluster.list({
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: stage.namespace,
    });
    expect(items).toHaveLength(1);
  });
});

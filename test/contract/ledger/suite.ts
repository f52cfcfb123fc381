import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findStep } from '../../../src/model/ledger/step-ledger.ts';
import type { Ledger, StepAttempt, StepRecord } from '../../../src/model/ports/ledger.ts';
import { LedgerConflictError } from '../../../src/model/ports/ledger-errors.ts';

/** Two ledgers of different writers, on one place. */
export interface LedgerUnderTest {
  readonly ours: Ledger;
  readonly theirs: Ledger;
  close(): Promise<void>;
}

/** What every implementation of the `Ledger` port has to do. */
export function ledgerContract(name: string, open: () => Promise<LedgerUnderTest>): void {
  describe(`the ledger in ${name}`, () => {
    let on: LedgerUnderTest;
    beforeAll(async () => {
      on = await open();
    });
    afterAll(() => on?.close());

    const attempt = (target: string, fields: Partial<StepAttempt> = {}): StepAttempt => ({
      target,
      step: 'hook/PreSync/Job/ns/migrate',
      digest: 'sha256:1',
      revision: 'main@sha1:1',
      facts: { volume: 'pv-1' },
      ...fields,
    });
    const found = async (key: StepAttempt) => findStep(await on.ours.read(key.target), key);

    it('is empty for a target that it never heard of', async () => {
      const { records } = await on.ours.read('nobody');
      expect(records).toEqual([]);
    });

    it('keeps what was begun, with everything that was said of it', async () => {
      const one = attempt('begun');
      const record = await on.ours.begin(one, undefined);
      expect(record).toMatchObject({ ...one, attempts: 1, outcome: 'Started', by: 'ours' });
      expect(record.finishedAt).toBe(undefined);
      expect(await found(one)).toEqual(record);
    });

    it('keeps how it ended, and adds to its facts', async () => {
      const one = attempt('ended');
      const record = await on.ours.begin(one, undefined);
      const end = { outcome: 'Succeeded', message: 'bound', facts: { claim: 'c' } } as const;
      const settled = await on.ours.settle(record, end);
      expect(settled.facts).toEqual({ volume: 'pv-1', claim: 'c' });
      expect(settled.finishedAt).toMatch(/^\d{4}-\d\d-\d\dT/);
      expect(await found(one)).toEqual(settled);
    });

    it('keeps facts of an attempt that goes on, and only of the one that is on record', async () => {
      const one = attempt('noted');
      const record = await on.ours.begin(one, undefined);
      const noted = await on.ours.note(record, { uid: 'u' });
      expect(noted).toEqual({ ...record, facts: { volume: 'pv-1', uid: 'u' } });
      expect(await found(one)).toEqual(noted);
      await on.ours.settle(noted, { outcome: 'Failed', message: 'no' });
      await expect(on.ours.note(noted, { uid: 'v' })).rejects.toThrow(LedgerConflictError);
    });

    it('lets one of two begin the same step at once', async () => {
      const one = attempt('raced');
      const results = await Promise.allSettled([
        on.ours.begin(one, undefined),
        on.theirs.begin(one, undefined),
      ]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const refused = results.find((result) => result.status === 'rejected');
      expect(refused?.reason).toBeInstanceOf(LedgerConflictError);
      expect(await found(one)).toMatchObject({ attempts: 1, outcome: 'Started' });
    });

    it('names who was faster', async () => {
      const one = attempt('named');
      await on.theirs.begin(one, undefined);
      await expect(on.ours.begin(one, undefined)).rejects.toThrow(
        'named: step hook/PreSync/Job/ns/migrate is Started on record, by theirs: somebody else works on this target; nothing was done, the next attempt looks again',
      );
    });

    it('lets many steps of a target begin at once', async () => {
      const steps = Array.from({ length: 12 }, (_, index) =>
        attempt('many', { step: `s${index}` }),
      );
      await Promise.all(
        steps.map((step, index) => (index % 2 === 0 ? on.ours : on.theirs).begin(step, undefined)),
      );
      const { records } = await on.ours.read('many');
      expect(records.map(({ step }) => step).sort()).toEqual(steps.map(({ step }) => step).sort());
    });

    it('tells only the one of many at once that is too late', async () => {
      const taken = attempt('together', { step: 'taken' });
      await on.theirs.begin(taken, undefined);
      const steps = ['a', 'taken', 'b'].map((step) => attempt('together', { step }));
      const results = await Promise.allSettled(steps.map((one) => on.ours.begin(one, undefined)));
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      const { records } = await on.ours.read('together');
      expect(records.map(({ step, by }) => `${step} ${by}`).sort()).toEqual([
        'a ours',
        'b ours',
        'taken theirs',
      ]);
    });

    it('never begins a step again that has succeeded', async () => {
      const one = attempt('succeeded');
      const record = await on.ours.begin(one, undefined);
      const settled = await on.ours.settle(record, { outcome: 'Succeeded', message: '' });
      await expect(on.ours.begin(one, settled)).rejects.toBeInstanceOf(LedgerConflictError);
      await expect(on.ours.begin(one, undefined)).rejects.toBeInstanceOf(LedgerConflictError);
    });

    it('takes the same step with another content for another step', async () => {
      const one = attempt('contents');
      const record = await on.ours.begin(one, undefined);
      await on.ours.settle(record, { outcome: 'Succeeded', message: '' });
      const other = await on.ours.begin({ ...one, digest: 'sha256:2' }, undefined);
      expect(other.attempts).toBe(1);
      expect(await found(one)).toMatchObject({ outcome: 'Succeeded' });
    });

    it.each(['Failed', 'Undone', 'Unknown'] as const)(
      'begins a step again that ended as %s, and counts',
      async (outcome) => {
        const one = attempt(`again-${outcome.toLowerCase()}`);
        const first = await on.ours.begin(one, undefined);
        const settled = await on.ours.settle(first, { outcome, message: 'because' });
        const second = await on.theirs.begin({ ...one, facts: { more: 'x' } }, settled);
        expect(second).toMatchObject({ attempts: 2, outcome: 'Started', by: 'theirs' });
        expect(second.facts).toEqual({ volume: 'pv-1', more: 'x' });
      },
    );

    it('does not let an attempt end that somebody else has begun anew', async () => {
      const one = attempt('overtaken');
      const first = await on.ours.begin(one, undefined);
      await on.theirs.begin(one, first);
      const late = on.ours.settle(first, { outcome: 'Succeeded', message: '' });
      await expect(late).rejects.toBeInstanceOf(LedgerConflictError);
      expect(await found(one)).toMatchObject({ outcome: 'Started', attempts: 2 });
    });

    it('stays small over hundreds of steps, and still knows each that has ended', async () => {
      const target = 'long';
      const unfinished = attempt(target, { step: 'unfinished' });
      await on.ours.begin(unfinished, undefined);
      const steps = Array.from({ length: 270 }, (_, index) =>
        attempt(target, { step: `hook-${index}`, digest: `sha256:${index}` }),
      );
      for (const [index, step] of steps.entries()) {
        const record = await on.ours.begin(step, undefined);
        const outcome = index % 3 === 0 ? 'Failed' : index % 3 === 1 ? 'Succeeded' : 'Undone';
        await on.ours.settle(record, { outcome, message: 'x'.repeat(100) });
      }
      const ledger = await on.ours.read(target);
      expect(ledger.records.length).toBeLessThanOrEqual(250);
      expect(findStep(ledger, unfinished)?.outcome).toBe('Started');
      const outcomes = steps.slice(0, 6).map((step) => findStep(ledger, step)?.outcome);
      expect(outcomes).toEqual([
        ...['Failed', 'Succeeded', undefined],
        ...['Failed', 'Succeeded', undefined],
      ]);
      const [failed, succeeded] = steps as [StepAttempt, StepAttempt];
      await expect(on.ours.begin(succeeded, undefined)).rejects.toBeInstanceOf(LedgerConflictError);
      const seen: StepRecord | undefined = findStep(ledger, failed);
      expect(await on.ours.begin(failed, seen)).toMatchObject({ attempts: 2 });
    }, 60_000);

    it('forgets a target that is gone', async () => {
      const one = attempt('gone');
      await on.ours.begin(one, undefined);
      await on.ours.forget('gone');
      expect(await found(one)).toBe(undefined);
      await on.ours.forget('gone');
    });
  });
}

import { describe, expect, it } from 'vitest';
import { type Attempt, createSupervisor } from '../../src/agent/supervisor.ts';
import type { TargetReport } from '../../src/report/target-report.ts';
import { manualClock } from '../support/manual-clock.ts';
import { aReport, aTarget } from '../support/targets.ts';

function setUp(concurrency = 4, once = false) {
  const clock = manualClock();
  const stop = new AbortController();
  const reports: TargetReport[] = [];
  const holds: string[] = [];
  const supervisor = createSupervisor({
    clock,
    random: () => 1,
    backoff: { initial: 1_000, limit: 8_000 },
    concurrency,
    once,
    stop: stop.signal,
    onReport: (report) => reports.push(report),
    onHold: ({ name }, waitsFor) => holds.push(`${name} waits for ${waitsFor}`),
  });
  return { clock, stop, reports, holds, supervisor };
}

/** Attempts that end when the test says so. */
function manualAttempts() {
  const pending = new Map<string, (report: TargetReport) => void>();
  const superseded: string[] = [];
  const started: string[] = [];
  const attempt: Attempt = (target, signals) =>
    new Promise((resolve) => {
      started.push(target.name);
      signals.superseded.addEventListener('abort', () => superseded.push(target.name));
      pending.set(target.name, resolve);
    });
  const end = async (name: string, fields: Partial<TargetReport> = {}) => {
    pending.get(name)?.(aReport(name, fields));
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { attempt, end, started, superseded };
}

describe('the supervisor of targets', () => {
  it('runs targets in the order of their dependencies', async () => {
    const { supervisor, holds, reports } = setUp();
    const { attempt, end, started } = manualAttempts();
    supervisor.offer('c1', [aTarget('app', { dependsOn: ['infra'] }), aTarget('infra')], attempt);
    expect(started).toEqual(['infra']);
    expect(holds).toEqual(['app waits for infra']);
    await end('infra');
    expect(started).toEqual(['infra', 'app']);
    await end('app');
    await supervisor.idle();
    expect(reports.map(({ target }) => target)).toEqual(['infra', 'app']);
  });

  it('does not let a failing target stop another', async () => {
    const { supervisor, reports } = setUp();
    const attempt: Attempt = async ({ name }) =>
      aReport(name, { phase: name === 'bad' ? 'Failed' : 'Ready' });
    supervisor.offer('c1', [aTarget('bad'), aTarget('good')], attempt);
    await supervisor.idle();
    expect(reports.map(({ target, phase }) => `${target} ${phase}`)).toEqual([
      'bad Failed',
      'good Ready',
    ]);
  });

  it('ends a single pass although targets fail while others still run', async () => {
    const { supervisor, clock, reports } = setUp(4, true);
    const { attempt, end, started } = manualAttempts();
    supervisor.offer('c1', [aTarget('bad'), aTarget('slow')], attempt);
    await end('bad', { phase: 'Failed' });
    clock.advance(600_000);
    await end('slow');
    await supervisor.idle();
    expect(started).toEqual(['bad', 'slow']);
    expect(reports.map(({ target }) => target)).toEqual(['bad', 'slow']);
  });

  it('attempts a target once at a time, and goes on to the newest commit', async () => {
    const { supervisor } = setUp();
    const { attempt, end, started, superseded } = manualAttempts();
    const targets = [aTarget('a')];
    supervisor.offer('c1', targets, attempt);
    supervisor.offer('c2', targets, attempt);
    supervisor.offer('c3', targets, attempt);
    expect(started).toEqual(['a']);
    expect(superseded).toEqual(['a']);
    await end('a');
    expect(started).toEqual(['a', 'a']);
    expect(supervisor.states().get('a')?.running).toBe('c3');
  });

  it('does not run a target twice when it leaves Git and comes back while it is attempted', async () => {
    const { supervisor } = setUp();
    const { attempt, end, started } = manualAttempts();
    supervisor.offer('c1', [aTarget('a')], attempt);
    supervisor.offer('c2', [], attempt);
    supervisor.offer('c3', [aTarget('a')], attempt);
    expect(started).toEqual(['a']);
    await end('a');
    expect(started).toEqual(['a', 'a']);
  });

  it('stops waiting for the health of a target that left Git, and reports nothing of it', async () => {
    const { supervisor, reports } = setUp();
    const { attempt, end, superseded } = manualAttempts();
    supervisor.offer('c1', [aTarget('a')], attempt);
    supervisor.offer('c2', [], attempt);
    expect(superseded).toEqual(['a']);
    await end('a');
    expect(reports).toEqual([]);
  });

  it('tries a failed target again when its time has come', async () => {
    const { supervisor, clock, reports } = setUp();
    let healthy = false;
    const attempt: Attempt = async ({ name }) =>
      aReport(name, { phase: healthy ? 'Ready' : 'Failed' });
    supervisor.offer('c1', [aTarget('a')], attempt);
    await supervisor.idle();
    expect(supervisor.nextDue()).toBe(1_000);
    healthy = true;
    clock.advance(999);
    supervisor.tick();
    await supervisor.idle();
    expect(reports).toHaveLength(1);
    clock.advance(1);
    supervisor.tick();
    await supervisor.idle();
    expect(reports.map(({ phase }) => phase)).toEqual(['Failed', 'Ready']);
    expect(supervisor.nextDue()).toBe(601_000);
  });

  it('starts no more targets than it may', async () => {
    const { supervisor } = setUp(2);
    const { attempt, end, started } = manualAttempts();
    supervisor.offer(
      'c1',
      ['a', 'b', 'c'].map((name) => aTarget(name)),
      attempt,
    );
    expect(started).toEqual(['a', 'b']);
    await end('b');
    expect(started).toEqual(['a', 'b', 'c']);
  });

  it('starts nothing more once it is told to stop', async () => {
    const { supervisor, stop } = setUp(1);
    const { attempt, end, started } = manualAttempts();
    supervisor.offer('c1', [aTarget('a'), aTarget('b')], attempt);
    stop.abort();
    await end('a');
    await supervisor.idle();
    expect(started).toEqual(['a']);
  });
});

import { describe, expect, it } from 'vitest';
import { createLookReporter } from '../../src/agent/look-reporter.ts';
import { createSupervisor } from '../../src/agent/supervisor.ts';
import { type Look, watchRepository } from '../../src/agent/watch-repository.ts';
import type { Layout } from '../../src/layout/layout.ts';
import { InvalidInputError } from '../../src/model/errors.ts';
import { memoryTree } from '../../src/model/memory-tree.ts';
import type { Source } from '../../src/model/ports/source.ts';
import { manualClock } from '../support/manual-clock.ts';
import { aReport, aTarget } from '../support/targets.ts';

const layoutOf = (...names: readonly string[]): Layout => ({
  targets: names.map((name) => aTarget(name)),
  warnings: [],
  problems: [],
  complete: true,
});
const broken = new InvalidInputError([
  {
    code: 'BROKEN',
    position: { file: 'overlays/app/kustomization.yaml', line: 2, column: 1 },
    subject: undefined,
    what: 'not YAML',
    advice: 'mend it',
  },
]);

function setUp(layout: Layout = layoutOf('app')) {
  const clock = manualClock();
  const stop = new AbortController();
  const head = { commit: 'c1', error: undefined as unknown, layoutError: undefined as unknown };
  const resolved: string[] = [];
  const snapshots: string[] = [];
  const attempts: string[] = [];
  const looks: Look[] = [];
  const source: Source = {
    async resolve() {
      if (head.error !== undefined) throw head.error;
      resolved.push(head.commit);
      return { commit: head.commit, ref: 'refs/heads/main' };
    },
    async snapshot(revision) {
      snapshots.push(revision.commit);
      return {
        revision,
        treeId: revision.commit,
        tree: memoryTree({}),
        lineOrigin: async () => undefined,
      };
    },
    close: async () => {},
  };
  const supervisor = createSupervisor({
    clock,
    random: () => 1,
    backoff: { initial: 1_000, limit: 8_000 },
    concurrency: 4,
    stop: stop.signal,
    onReport: () => {},
    onHold: () => {},
  });
  const watch = watchRepository(
    {
      source,
      nextPoll: (now) => now + 15_000,
      async prepare({ revision }) {
        if (head.layoutError !== undefined) throw head.layoutError;
        return {
          layout,
          revision: `main@sha1:${revision.commit}`,
          targets: layout.targets,
          async attempt({ name }) {
            attempts.push(`${name} at ${revision.commit}`);
            return aReport(name);
          },
        };
      },
      onLook: async (look) => {
        looks.push(look);
      },
    },
    supervisor,
    { clock, random: () => 1, backoff: { initial: 1_000, limit: 8_000 }, stop: stop.signal },
  );
  return { clock, stop, head, resolved, snapshots, attempts, looks, watch, supervisor };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('watching a repository', () => {
  it('fetches and attempts only when the commit moved', async () => {
    const { watch, head, snapshots, attempts, looks } = setUp();
    await watch.look();
    await watch.look();
    head.commit = 'c2';
    await watch.look();
    await settle();
    expect(snapshots).toEqual(['c1', 'c2']);
    expect(attempts).toEqual(['app at c1', 'app at c2']);
    expect(looks.map(({ outcome }) => outcome)).toEqual(['changed', 'unchanged', 'changed']);
  });

  it('asks the remote once a look and reads a commit once, not once for every app', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `app-${index}`);
    const { watch, head, resolved, snapshots, attempts, supervisor } = setUp(layoutOf(...names));
    await watch.look();
    await supervisor.idle();
    head.commit = 'c2';
    await watch.look();
    await supervisor.idle();
    expect(attempts).toHaveLength(200);
    expect(resolved).toEqual(['c1', 'c2']);
    expect(snapshots).toEqual(['c1', 'c2']);
  });

  it('keeps the last good commit in force when a commit is broken, and takes the fix', async () => {
    const { watch, head, attempts, supervisor } = setUp();
    await watch.look();
    await settle();
    head.commit = 'c2';
    head.layoutError = broken;
    expect(await watch.look()).toMatchObject({ outcome: 'failed', revision: 'main@sha1:c2' });
    expect(supervisor.states().get('app')?.attempted).toBe('c1');
    head.commit = 'c3';
    head.layoutError = undefined;
    await watch.look();
    await settle();
    expect(attempts).toEqual(['app at c1', 'app at c3']);
  });

  it('polls, and backs off while the server is down', async () => {
    const { watch, head, clock, looks, stop } = setUp();
    const done = watch.run();
    await settle();
    expect(looks).toHaveLength(1);
    head.error = new Error('connection refused');
    clock.advance(15_000);
    await settle();
    expect(looks).toHaveLength(2);
    clock.advance(1_000);
    await settle();
    clock.advance(1_999);
    await settle();
    expect(looks).toHaveLength(3);
    head.error = undefined;
    clock.advance(1);
    await settle();
    expect(looks.map(({ outcome }) => outcome)).toEqual([
      'changed',
      'failed',
      'failed',
      'unchanged',
    ]);
    stop.abort();
    await done;
  });

  it('looks at once when the clock was set back', async () => {
    const { watch, clock, looks, stop } = setUp();
    clock.advance(3_600_000);
    const done = watch.run();
    await settle();
    expect(looks).toHaveLength(1);
    clock.advance(-3_000_000);
    watch.wake();
    await settle();
    expect(looks).toHaveLength(2);
    stop.abort();
    await done;
  });

  it('is stuck when a wait is long over and the loop did not turn', async () => {
    const { watch, clock, stop } = setUp();
    expect(watch.isStuck()).toBe(false);
    const done = watch.run();
    await settle();
    expect(watch.isStuck()).toBe(false);
    stop.abort();
    await done;
    clock.advance(15_000 + 600_001);
    expect(watch.isStuck()).toBe(true);
  });
});

describe('what is told about a repository', () => {
  const place = { target: 'repository', repository: 'r', path: 'overlays' };
  const changed = {
    outcome: 'changed',
    revision: 'main@sha1:c1',
    layout: layoutOf('app'),
  } as const;
  const failed = { outcome: 'failed', revision: 'main@sha1:c2', error: broken } as const;

  it('is each new commit, each new failure once, and the recovery', () => {
    const tell = createLookReporter(place, manualClock());
    const told = [
      changed,
      { outcome: 'unchanged', revision: 'main@sha1:c1' } as const,
      failed,
      failed,
      { outcome: 'unchanged', revision: 'main@sha1:c1' } as const,
    ].map((look) => {
      const report = tell(look);
      return report && [report.phase, report.revision, report.message];
    });
    expect(told).toEqual([
      ['Ready', 'main@sha1:c1', '1 target'],
      undefined,
      ['Failed', 'main@sha1:c2', 'cannot be read; main@sha1:c1 stays in force'],
      undefined,
      ['Ready', 'main@sha1:c1', '1 target'],
    ]);
  });

  it('names the file and line', () => {
    const tell = createLookReporter(place, manualClock());
    expect(tell(failed)).toMatchObject({
      message: 'cannot be read; nothing is deployed from it',
      problems: broken.problems,
    });
  });
});

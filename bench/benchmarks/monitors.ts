import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Benchmark } from '../benchmark.ts';

const rounds = 5;
const subject = join(import.meta.dirname, '../subjects/expand-monitors.ts');

interface Cost {
  /** Seconds of CPU. */
  readonly first: number;
  readonly again: number;
  /** Kibibytes. */
  readonly peak: number;
}

/** What it costs to expand very many monitors, dashboards included. */
export const monitorsBenchmark: Benchmark = {
  name: 'monitors',
  title: 'expanding 1,000 TidbMonitors of 5 clusters each, with dashboards',
  async run() {
    const costs: Cost[] = [];
    for (let round = 0; round < rounds; round++) costs.push(await expandOnce());
    return [
      {
        what: 'CPU',
        unit: 's',
        samples: costs.map(({ first }) => first),
        bound: { limit: 5, inclusive: false, judged: 'median' },
      },
      { what: 'CPU of doing it again', unit: 's', samples: costs.map(({ again }) => again) },
      {
        what: 'the most memory held, with everything expanded once',
        unit: 'MB',
        samples: costs.map(({ peak }) => (peak * 1024) / 1_000_000),
        bound: { limit: 400, inclusive: false, judged: 'max' },
      },
    ];
  },
};

async function expandOnce(): Promise<Cost> {
  const child = fork(subject);
  const ended = once(child, 'exit');
  const [cost] = await Promise.race([
    once(child, 'message') as Promise<[Cost]>,
    ended.then(([code]) => Promise.reject(new Error(`the expansion ended with code ${code}`))),
  ]);
  await ended;
  return cost;
}

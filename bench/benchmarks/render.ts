import { join } from 'node:path';
import type { Benchmark } from '../benchmark.ts';
import type { Measurement } from '../measurement.ts';
import { type ProcessCost, processCost } from '../subjects/process-cost.ts';

const rounds = 11;
const root = join(import.meta.dirname, '../..');
const program = join(root, 'bin/tidewatch.mjs');
const overlay = join(root, 'overlays/production');

/** A verb of the command line as a whole process, next to a Node that does nothing. */
export const renderBenchmark: Benchmark = {
  name: 'render',
  title: 'tidewatch render overlays/production, as a whole process',
  async run() {
    // The first run fills Node's compile cache, as the first one of a user does.
    await processCost([program, 'render', overlay]);
    const render: ProcessCost[] = [];
    const node: ProcessCost[] = [];
    for (let round = 0; round < rounds; round++) {
      render.push(await processCost([program, 'render', overlay]));
      node.push(await processCost(['-e', '0']));
    }
    return [
      {
        ...seconds('CPU, user and system', render, 'cpu'),
        bound: { limit: 0.4, inclusive: true, judged: 'median' },
      },
      seconds('wall', render, 'wall'),
      seconds('CPU of node -e 0', node, 'cpu'),
      seconds('wall of node -e 0', node, 'wall'),
    ];
  },
};

function seconds(
  what: string,
  costs: readonly ProcessCost[],
  part: keyof ProcessCost,
): Measurement {
  return { what, unit: 's', samples: costs.map((cost) => cost[part]) };
}

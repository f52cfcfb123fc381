import { createSharedWork } from '../../src/agent/build-cache/shared-work.ts';
import { build } from '../../src/kustomize/build.ts';
import type { SharedWork } from '../../src/kustomize/shared-work.ts';
import { memoryTree } from '../../src/model/memory-tree.ts';
import type { Benchmark } from '../benchmark.ts';
import { alternate, timed } from '../rounds.ts';
import { ratiosOf } from '../statistics.ts';
import { overlaysOfLargeBase } from '../subjects/kustomize-trees.ts';

const OPTIONS = { order: 'legacy', loadRestrictor: 'rootOnly' } as const;
const OVERLAYS = 100;
const OBJECTS = 500;
/** As much as the agent gives it. */
const BYTES = 32 * 1024 * 1024;

/** What overlays of one commit save by taking what their base gave from those before them. */
export const sharedBasesBenchmark: Benchmark = {
  name: 'shared-bases',
  title: 'overlays of one large base, which is gathered once or every time',
  async run(context) {
    context.progress(`${OVERLAYS} overlays of ${OBJECTS} objects`);
    const files = overlaysOfLargeBase(OVERLAYS, OBJECTS);
    const buildAll = async (shared: SharedWork | undefined) => {
      const tree = memoryTree(files);
      for (let index = 0; index < OVERLAYS; index++) {
        await build(tree, `overlays/team-${index}`, OPTIONS, { shared });
      }
    };
    const once = () => timed(() => buildAll(createSharedWork(BYTES)));
    const every = () => timed(() => buildAll(undefined));
    // The first round warms both up.
    await alternate({ once, every }, 1);
    const samples = await alternate({ once, every }, 7);
    return [
      {
        what: `${OVERLAYS} overlays of one base with ${OBJECTS} objects, which is gathered once`,
        unit: 'ms',
        samples: samples.once,
      },
      { what: 'the same, with the base gathered every time', unit: 'ms', samples: samples.every },
      {
        what: 'ratio',
        unit: 'times',
        samples: ratiosOf(samples.once, samples.every),
        bound: { limit: 0.75, inclusive: true, judged: 'median' },
      },
    ];
  },
};

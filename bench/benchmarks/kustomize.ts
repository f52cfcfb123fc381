import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createBuildCache } from '../../src/agent/build-cache/build-cache.ts';
import { build } from '../../src/kustomize/build.ts';
import { memoryTree } from '../../src/model/memory-tree.ts';
import { ensureTools } from '../../test/envtest/ensure.ts';
import { surroundings } from '../../test/envtest/surroundings.ts';
import { oracleTools } from '../../test/envtest/tool-set.ts';
import type { BenchContext, Benchmark } from '../benchmark.ts';
import { curvePicture } from '../curve-picture.ts';
import type { Measurement } from '../measurement.ts';
import { alternate, timed } from '../rounds.ts';
import { ratiosOf } from '../statistics.ts';
import {
  type Files,
  manyOverlays,
  smallWorkloadTree,
  tinyTree,
  workloadTree,
  writeTree,
} from '../subjects/kustomize-trees.ts';
import { programCost } from '../subjects/process-cost.ts';

const root = join(import.meta.dirname, '../..');
const program = join(root, 'bin/tidewatch.mjs');
const buildProcess = join(root, 'bench/subjects/build-process.ts');
const OPTIONS = { order: 'legacy', loadRestrictor: 'rootOnly' } as const;

const SIZES = [1_250, 2_500, 5_000, 10_000, 20_000];
const OVERLAYS = 1_000;

/** Building kustomizations, next to the real kustomize. */
export const kustomizeBenchmark: Benchmark = {
  name: 'kustomize',
  title: 'building kustomizations, next to kustomize itself',
  async run(context) {
    const kustomize = join(await ensureTools(oracleTools, surroundings), 'kustomize');
    return [
      ...(await wholeProcess(context, kustomize, 'a tiny overlay', tinyTree(), 15, 1.5)),
      ...(await wholeProcess(context, kustomize, '200 objects', workloadTree(200), 7, 1)),
      ...(await wholeProcess(context, kustomize, '2,000 objects', workloadTree(2_000), 2, 1 / 50)),
      ...(await wholeProcess(
        context,
        kustomize,
        '2,000 small objects',
        smallWorkloadTree(2_000),
        2,
      )),
      await warm(),
      ...(await curve(context)),
      ...(await oneOfMany(context)),
    ];
  },
};

async function wholeProcess(
  context: BenchContext,
  kustomize: string,
  what: string,
  files: Files,
  rounds: number,
  limit?: number,
): Promise<Measurement[]> {
  context.progress(`whole processes: ${what}`);
  const folder = await context.folder();
  await writeTree(folder, files);
  const overlay = join(folder, 'overlay');
  const ours = async () =>
    (await programCost(process.execPath, [program, 'build', overlay])).wall * 1000;
  const theirs = async () => (await programCost(kustomize, ['build', overlay])).wall * 1000;
  // The first run fills Node's compile cache, and both find the files in memory.
  await ours();
  const samples = await alternate({ ours, theirs }, rounds);
  return [
    { what: `tidewatch build of ${what}, whole process`, unit: 'ms', samples: samples.ours },
    { what: 'kustomize build of the same', unit: 'ms', samples: samples.theirs },
    {
      what: 'ratio',
      unit: 'times',
      samples: ratiosOf(samples.ours, samples.theirs),
      ...(limit === undefined ? {} : { bound: { limit, inclusive: true, judged: 'median' } }),
    },
  ];
}

async function warm(): Promise<Measurement> {
  const tree = memoryTree(tinyTree());
  const once = async () => (await build(tree, 'overlay', OPTIONS)).yaml();
  for (let round = 0; round < 300; round++) await once();
  const samples: number[] = [];
  for (let round = 0; round < 100; round++) samples.push(await timed(once));
  return {
    what: 'a tiny overlay in a process that has built before',
    unit: 'ms',
    samples,
    bound: { limit: 2, inclusive: false, judged: 'median' },
  };
}

interface BuildCost {
  /** CPU time. */
  readonly milliseconds: number;
  readonly megabytes: number;
}

async function curve(context: BenchContext): Promise<Measurement[]> {
  const costs: BuildCost[] = [];
  for (const size of SIZES) {
    context.progress(`in a process of its own: ${size} objects`);
    const folder = await context.folder();
    await writeTree(folder, smallWorkloadTree(size));
    costs.push(await costOf(join(folder, 'overlay')));
  }
  const seconds = costs.map(({ milliseconds }) => milliseconds / 1000);
  const points = SIZES.map((x, index) => ({ x, y: seconds[index] ?? 0 }));
  await context.picture(
    'kustomize-cost.svg',
    curvePicture({
      title:
        'CPU of a build, whole process: namespace, prefix, labels, images, a patch for every tenth object',
      xLabel: 'objects',
      yLabel: 'CPU seconds',
      points,
    }),
  );
  const [half = 0, whole = 0] = seconds.slice(-2);
  return [
    ...SIZES.map((size, index): Measurement => {
      const what = `${size.toLocaleString('en')} objects, CPU of a whole process`;
      return { what, unit: 's', samples: [seconds[index] ?? 0] };
    }),
    {
      what: '20,000 objects as a multiple of 10,000 (linear is 2)',
      unit: 'times',
      samples: [whole / half],
      bound: { limit: 2.5, inclusive: true, judged: 'median' },
    },
    {
      what: 'the most memory it held with 20,000 objects',
      unit: 'MB',
      samples: [costs.at(-1)?.megabytes ?? 0],
      bound: { limit: 600, inclusive: false, judged: 'max' },
    },
  ];
}

async function costOf(overlay: string): Promise<BuildCost> {
  const { stdout } = await promisify(execFile)(process.execPath, [buildProcess, overlay]);
  return JSON.parse(stdout);
}

/** A commit that touches one of many overlays, with trees that know the ids of their folders. */
async function oneOfMany(context: BenchContext): Promise<Measurement[]> {
  context.progress(`${OVERLAYS} overlays`);
  const files = manyOverlays(OVERLAYS);
  const builds = createBuildCache();
  const buildAll = async (tree: ReturnType<typeof memoryTree>) => {
    for (let index = 0; index < OVERLAYS; index++) {
      const path = `overlays/team-${index}`;
      await builds.build(path, tree, (asked) => build(asked, path, OPTIONS));
    }
  };
  const first = await timed(() => buildAll(memoryTree(files)));
  const before = builds.counts().built;
  const touched = {
    ...files,
    'overlays/team-7/own.yaml': 'apiVersion: v1\nkind: A\nmetadata: {name: a}\n',
  };
  const second = await timed(() => buildAll(memoryTree(touched)));
  return [
    { what: '1,000 overlays of one base, the first commit', unit: 'ms', samples: [first] },
    { what: 'the next commit, which touches one of them', unit: 'ms', samples: [second] },
    {
      what: 'overlays that it builds',
      unit: 'builds',
      samples: [builds.counts().built - before],
      bound: { limit: 1, inclusive: true, judged: 'max' },
    },
  ];
}

import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { openBenchContext } from './bench-context.ts';
import { applyBenchmark } from './benchmarks/apply.ts';
import { embeddedBenchmark } from './benchmarks/embedded.ts';
import { idleBenchmark } from './benchmarks/idle.ts';
import { kustomizeBenchmark } from './benchmarks/kustomize.ts';
import { monitorsBenchmark } from './benchmarks/monitors.ts';
import { pullRequestsBenchmark } from './benchmarks/pull-requests.ts';
import { renderBenchmark } from './benchmarks/render.ts';
import { sharedBasesBenchmark } from './benchmarks/shared-bases.ts';
import { sourceBenchmark } from './benchmarks/source.ts';
import { unchangedBenchmark } from './benchmarks/unchanged.ts';
import { type MeasurementRecord, recordOf } from './measurement.ts';
import { selectBenchmarks } from './select-benchmarks.ts';
import { tableOf } from './table.ts';

const benchmarks = [
  renderBenchmark,
  kustomizeBenchmark,
  sharedBasesBenchmark,
  monitorsBenchmark,
  applyBenchmark,
  unchangedBenchmark,
  idleBenchmark,
  embeddedBenchmark,
  sourceBenchmark,
  pullRequestsBenchmark,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, pictures: { type: 'string' } },
});
await using context = openBenchContext(values.pictures);
const records: MeasurementRecord[] = [];
for (const benchmark of selectBenchmarks(benchmarks, positionals)) {
  context.progress(`${benchmark.name} …`);
  const measurements = await benchmark.run(context);
  process.stdout.write(`\n${tableOf(`${benchmark.name}: ${benchmark.title}`, measurements)}`);
  records.push(...measurements.map((measurement) => recordOf(benchmark.name, measurement)));
}
if (values.json !== undefined) {
  const machine = { node: process.version, cores: availableParallelism() };
  await writeFile(
    values.json,
    `${JSON.stringify({ ...machine, measurements: records }, null, 2)}\n`,
  );
}
if (records.some((record) => record.holds === false)) process.exitCode = 1;

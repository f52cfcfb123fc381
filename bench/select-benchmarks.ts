import type { Benchmark } from './benchmark.ts';

/** The benchmarks with these names, all where there are none. Throws for a name that none has. */
export function selectBenchmarks(
  benchmarks: readonly Benchmark[],
  names: readonly string[],
): readonly Benchmark[] {
  const known = benchmarks.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new RangeError(
      `no benchmark is called ${unknown.join(', ')}; there are ${known.join(', ')}`,
    );
  }
  return names.length === 0 ? benchmarks : benchmarks.filter(({ name }) => names.includes(name));
}

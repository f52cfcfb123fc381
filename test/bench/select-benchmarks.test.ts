import { expect, it } from 'vitest';
import { selectBenchmarks } from '../../bench/select-benchmarks.ts';

const benchmarks = ['render', 'apply', 'idle'].map((name) => ({
  name,
  title: name,
  run: async () => [],
}));
const namesOf = (...names: string[]) => selectBenchmarks(benchmarks, names).map(({ name }) => name);

it('runs all benchmarks where none is named, and the named ones in their own order', () => {
  expect(namesOf()).toEqual(['render', 'apply', 'idle']);
  expect(namesOf('idle', 'render')).toEqual(['render', 'idle']);
});

it('refuses a name that no benchmark has', () => {
  expect(() => namesOf('aply', 'idle')).toThrow(
    'no benchmark is called aply; there are render, apply, idle',
  );
});

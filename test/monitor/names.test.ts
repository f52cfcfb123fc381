import { describe, expect, it } from 'vitest';
import { namesOf } from '../../src/monitor/names.ts';

describe('the name of a Service for metrics', () => {
  const nameIn = (namespace: string, monitor: string) =>
    namesOf({ namespace, name: monitor }).metricsService({ namespace: 'tidb', name: 'main' }, 'pd');

  it('tells monitors apart that differ by where a dash is', () => {
    expect(nameIn('a-b', 'c')).toBe('main-pd-metrics-4e84717d');
    expect(nameIn('a', 'b-c')).not.toBe(nameIn('a-b', 'c'));
  });

  it('is a label of at most 63 characters, however long the name of the cluster is', () => {
    const names = namesOf({ namespace: 'n', name: 'm' });
    const nameOf = (name: string, component = 'tidb-lightning') =>
      names.metricsService({ namespace: 'n', name }, component);
    const long = [30, 31, 32, 63].map((length) => nameOf('x'.repeat(length)));
    expect(long.map(({ length }) => length)).toEqual([62, 63, 63, 63]);
    expect(new Set([...long, nameOf('x'.repeat(63), 'tidb')]).size).toBe(5);
    expect(nameOf('with.dots')).toMatch(/^with-dots-tidb-lightning-metrics-[0-9a-f]{8}$/);
    for (const name of long) expect(name.endsWith(names.metricsServiceEnd())).toBe(true);
  });
});

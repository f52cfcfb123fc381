import { describe, expect, it } from 'vitest';
import { referenceWatches } from '../../../src/agent/monitors/reference-watches.ts';
import type { ObjectReference } from '../../../src/model/ports/cluster.ts';

const secret = (name: string, namespace = 'a'): ObjectReference => ({
  apiVersion: 'v1',
  kind: 'Secret',
  namespace,
  name,
});
const watched = (names: readonly string[], namespace = 'a') =>
  names.map((name) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    namespaces: [namespace],
    fieldSelector: `metadata.name=${name}`,
  }));

describe('the watches for what monitors refer to', () => {
  it('are for the very objects, each once', () => {
    expect(referenceWatches([secret('y'), secret('x'), secret('y')])).toEqual(watched(['x', 'y']));
  });

  it('are for the namespace where more than three are wanted there', () => {
    const many = ['1', '2', '3', '4'].map((name) => secret(name));
    expect(referenceWatches([...many, secret('1', 'b')])).toEqual([
      { apiVersion: 'v1', kind: 'Secret', namespaces: ['a'] },
      ...watched(['1'], 'b'),
    ]);
  });

  it('are never more than 64', () => {
    const many = Array.from({ length: 200 }, (_, index) => secret('x', `n${index}`));
    expect(referenceWatches(many)).toHaveLength(64);
  });
});

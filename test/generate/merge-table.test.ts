import { describe, expect, it } from 'vitest';
import { mergeTable } from '../../generate/schema-tables/merge-table.ts';

const merged = (keys: object, items: object) => ({
  type: 'array',
  'x-kubernetes-patch-strategy': 'retainKeys,merge',
  ...keys,
  items,
});
const kind = (group: string, name: string) => ({
  'x-kubernetes-group-version-kind': [{ group, version: 'v1', kind: name }],
});

const NO_KINDS = { clusterScoped: [], namespaced: [] };

describe('the table that kustomize merges by', () => {
  it('numbers types from the first kind on, and leaves out what leads to no merged list', () => {
    const table = mergeTable(
      {
        Widget: {
          ...kind('example.com', 'Widget'),
          properties: {
            parts: merged({ 'x-kubernetes-patch-merge-key': 'id' }, { $ref: '#/definitions/Part' }),
            colours: { type: 'array', items: { type: 'string' } },
            name: { type: 'string' },
          },
        },
        Part: { properties: { tags: merged({}, { type: 'string' }) } },
        Plain: { ...kind('', 'Plain'), properties: { text: { type: 'string' } } },
      },
      { clusterScoped: ['v1/Plain'], namespaced: ['example.com/v1/Widget'] },
    );
    expect(table).toEqual({
      types: [{ parts: ['id', 1] }, { tags: [-1] }],
      kinds: { 'example.com/v1/Widget': 0 },
      definitions: { Part: 1, Widget: 0 },
      clusterScoped: ['v1/Plain'],
      namespaced: ['example.com/v1/Widget'],
    });
  });

  it('prefers the keys of a list map to the older merge key', () => {
    const ports = merged(
      {
        'x-kubernetes-list-map-keys': ['port', 'protocol'],
        'x-kubernetes-patch-merge-key': 'port',
      },
      { type: 'object' },
    );
    const table = mergeTable({ Ports: { ...kind('', 'Ports'), properties: { ports } } }, NO_KINDS);
    expect(table.types).toEqual([{ ports: ['port', 'protocol', -1] }]);
  });

  it('writes types that contain themselves, and the values of maps', () => {
    const table = mergeTable(
      {
        Tree: {
          ...kind('', 'Tree'),
          properties: {
            marks: merged({}, { type: 'string' }),
            children: { type: 'object', additionalProperties: { $ref: '#/definitions/Tree' } },
          },
        },
      },
      NO_KINDS,
    );
    expect(table.types).toEqual([{ children: 1, marks: [-1] }, { '*': 0 }]);
  });
});

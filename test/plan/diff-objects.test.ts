import { describe, expect, it } from 'vitest';
import type { FieldChange } from '../../src/model/change.ts';
import { type JsonObject, stringifyJson } from '../../src/model/json.ts';
import { formatFieldPath, type Manifest } from '../../src/model/manifest.ts';
import { diffObjects } from '../../src/plan/diff-objects.ts';

function object(spec: JsonObject, metadata: JsonObject = {}): Manifest {
  return { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'a', ...metadata }, spec };
}

function line({ path, before, after }: FieldChange): string {
  const text = (value: FieldChange['before']) =>
    value === undefined ? 'none' : stringifyJson(value);
  return `${formatFieldPath(path)}: ${text(before)} → ${text(after)}`;
}

const difference = (before: JsonObject, after: JsonObject) =>
  diffObjects(object(before), object(after)).map(line);

describe('the difference of two objects', () => {
  it.each<[string, JsonObject, JsonObject, string[]]>([
    ['is nothing for equal ones', { a: [1, { b: null }] }, { a: [1, { b: null }] }, []],
    [
      'names each field, in order',
      { b: 1, a: { x: 1, y: 2 } },
      { b: 2, a: { x: 1, z: 3 } },
      ['spec.a.y: 2 → none', 'spec.a.z: none → 3', 'spec.b: 1 → 2'],
    ],
    ['shows what came as a whole', {}, { a: { b: [1] } }, ['spec.a: none → {"b":[1]}']],
    [
      'compares a list of plain values as a whole',
      { a: [1, 2] },
      { a: [2, 1] },
      ['spec.a: [1,2] → [2,1]'],
    ],
    [
      'finds an item by its name, wherever it stands',
      {
        c: [
          { name: 'a', image: '1' },
          { name: 'b', image: '1' },
        ],
      },
      { c: [{ name: 'new' }, { name: 'a', image: '1' }, { name: 'b', image: '2' }] },
      ['spec.c[0]: none → {"name":"new"}', 'spec.c[2].image: "1" → "2"'],
    ],
    [
      'shows an item that is gone where it stood',
      { c: [{ name: 'a' }, { name: 'b' }] },
      { c: [{ name: 'b' }] },
      ['spec.c[0]: {"name":"a"} → none'],
    ],
    [
      'shows a list whose order differs as a whole',
      { c: [{ name: 'a' }, { name: 'b' }] },
      { c: [{ name: 'b' }, { name: 'a' }] },
      ['spec.c: [{"name":"a"},{"name":"b"}] → [{"name":"b"},{"name":"a"}]'],
    ],
    [
      'shows a list with two items of one name as a whole',
      {
        c: [
          { name: 'a', v: 1 },
          { name: 'a', v: 2 },
        ],
      },
      { c: [{ name: 'a', v: 1 }] },
      ['spec.c: [{"name":"a","v":1},{"name":"a","v":2}] → [{"name":"a","v":1}]'],
    ],
    [
      'finds ports by their number',
      { p: [{ port: 80 }, { port: 90, targetPort: 1 }] },
      { p: [{ port: 80 }, { port: 90, targetPort: 2 }] },
      ['spec.p[1].targetPort: 1 → 2'],
    ],
    [
      'tells big integers apart',
      { n: 9007199254740993n },
      { n: 9007199254740992n },
      ['spec.n: 9007199254740993 → 9007199254740992'],
    ],
  ])('%s', (_what, before, after, expected) => {
    expect(difference(before, after)).toEqual(expected);
  });

  it('leaves out what only a server writes, and the status', () => {
    const before = object(
      {},
      { uid: 'a', resourceVersion: '1', generation: 1, managedFields: [{}] },
    );
    const after = {
      ...object({}, { uid: 'b', resourceVersion: '2', generation: 2 }),
      status: { a: 1 },
    };
    expect(diffObjects(before, after)).toEqual([]);
  });

  it('has the values of a Secret masked', () => {
    const secret = (data: JsonObject): Manifest => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'a' },
      data,
    });
    expect(
      diffObjects(secret({ a: 'eA==', b: 'eA==' }), secret({ a: 'eQ==', c: 'eg==' })).map(line),
    ).toEqual([
      'data.a: "*** (before)" → "*** (after)"',
      'data.b: "***" → none',
      'data.c: none → "***"',
    ]);
  });
});

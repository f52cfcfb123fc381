import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BuildError } from '../../src/kustomize/build-error.ts';
import {
  changeField,
  type FieldChange,
  type FieldSpec,
  FieldWalk,
  mergeableSpec,
  setEntry,
} from '../../src/kustomize/field-spec.ts';
import { Node } from '../../src/kustomize/node.ts';
import { nodeToJson } from '../../src/kustomize/node-to-json.ts';
import type { JsonValue } from '../../src/model/json.ts';
import { nodeOfJson } from './node-of-json.ts';

/** Everything of a node, and of which nodes below it are the same one. */
function shapeOf(node: Node, known = new Map<Node, number>()): unknown {
  const index = known.get(node);
  if (index !== undefined) return { same: index };
  known.set(node, known.size);
  const { kind, tag, text, style } = node;
  return { kind, tag, text, style, content: node.content.map((each) => shapeOf(each, known)) };
}

const changeKinds = ['entry', 'text', 'rename', 'clear', 'replace'] as const;

/** What transformers do to fields, and what is worse for a walk that remembers them. */
function changeOf(kind: (typeof changeKinds)[number], count: () => void): FieldChange {
  const shared = Node.string('shared', undefined);
  const set = {
    entry: (field: Node) => setEntry(field, 'b', shared),
    text: (field: Node) => setEntry(field, '', Node.scalar('text', undefined)),
    rename: (field: Node) => field.setScalar(Node.scalar('renamed', undefined)),
    clear: (field: Node) => field.become(nodeOfJson(null)),
    replace: (field: Node) => field.become(nodeOfJson({ b: { c: 'new' } })),
  }[kind];
  const counted = (field: Node) => {
    count();
    set(field);
  };
  if (kind === 'entry') return { set: counted, createKind: 'mapping', createTag: '!!map' };
  return kind === 'text' ? { set: counted, createKind: 'scalar' } : { set: counted };
}

/** What a change ends with, where it ends the build. */
function problemOf(change: () => void): unknown {
  try {
    change();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof BuildError) return thrown.problem;
    throw thrown;
  }
}

const KEYS = ['a', 'b', 'c', 'a/b'];
const { object } = fc.letrec<{ value: JsonValue; object: Record<string, JsonValue> }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', maxDepth: 4 },
    fc.constantFrom<JsonValue>('text', null),
    { weight: 4, arbitrary: tie('object') },
    fc.array(tie('value'), { maxLength: 2 }),
  ),
  object: fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { minKeys: 1, maxKeys: 3 }),
}));
const step = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'b') },
  fc.constantFrom('c', 'a[]', 'b[]', 'a\\/b'),
);
const spec = fc
  .tuple(fc.array(step, { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([steps, create]) => mergeableSpec(steps.join('/'), create));
const changes = fc.array(fc.tuple(spec, fc.constantFrom(...changeKinds)), { maxLength: 8 });

describe('a walk from field to field', () => {
  it('leaves the object that looking for each field anew leaves, and the same problems', () => {
    let [made, refused] = [0, 0];
    fc.assert(
      fc.property(object, changes, (json, given) => {
        const [walked, looked] = [nodeOfJson(json), nodeOfJson(json)];
        const walk = new FieldWalk(walked);
        for (const [each, kind] of given) {
          const change = changeOf(kind, () => made++);
          const problem = problemOf(() => walk.change(each, change));
          const expected = problemOf(() =>
            changeField(
              looked,
              each,
              changeOf(kind, () => {}),
            ),
          );
          if (expected !== undefined) refused++;
          if (problem !== expected) expect(problem).toEqual(expected);
        }
        expect(shapeOf(walked)).toEqual(shapeOf(looked));
      }),
      { numRuns: 150 },
    );
    expect(made, 'changes').toBeGreaterThan(75);
    expect(refused, 'refusals').toBeGreaterThan(5);
  });

  it.each<[what: string, paths: string[], before: JsonValue, after: JsonValue]>([
    [
      'fields that lie beside each other',
      ['a/b', 'a/c'],
      { a: {} },
      { a: { b: { k: 'v' }, c: { k: 'v' } } },
    ],
    [
      'a field, and then one on the way to it',
      ['a/b/c', 'a'],
      {},
      { a: { b: { c: { k: 'v' } }, k: 'v' } },
    ],
    [
      'fields below one that it has just made',
      ['a/b', 'a/b/k2', 'a/b'],
      { a: null },
      { a: { b: { k: 'v', k2: { k: 'v' } } } },
    ],
    [
      'fields in the elements of lists',
      ['a[]/b', 'a[]/b/c'],
      { a: [{ b: {} }, { b: null }, {}] },
      {
        a: [
          { b: { k: 'v', c: { k: 'v' } } },
          { b: { k: 'v', c: { k: 'v' } } },
          { b: { k: 'v', c: { k: 'v' } } },
        ],
      },
    ],
    ['the same field twice', ['a/b', 'a/b'], { a: {} }, { a: { b: { k: 'v' } } }],
  ])('changes %s', (_, paths, before, after) => {
    const node = nodeOfJson(before);
    const walk = new FieldWalk(node);
    for (const path of paths) {
      walk.change(mergeableSpec(path, true), {
        createKind: 'mapping',
        createTag: '!!map',
        set: (field) => setEntry(field, 'k', Node.string('v', undefined)),
      });
    }
    expect(nodeToJson(node, [])).toEqual(after);
  });

  it('looks where a field is now, not where it was', () => {
    const node = nodeOfJson({ a: { b: { c: 'old' } } });
    const walk = new FieldWalk(node);
    const at = (path: string): FieldSpec => mergeableSpec(path, false);
    walk.change(at('a/b'), { set: (field) => field.become(nodeOfJson(null)) });
    walk.change(at('a/b/c'), { set: () => expect.unreachable('a null has no fields') });
    walk.change(at('a'), { set: (field) => field.become(nodeOfJson({ b: { c: 'new' } })) });
    walk.change(at('a/b/c'), { set: (field) => field.setScalar(Node.scalar('last', undefined)) });
    expect(nodeToJson(node, [])).toEqual({ a: { b: { c: 'last' } } });
  });

  it('makes a field anew that a change before has made null', () => {
    const node = nodeOfJson({ a: { b: {} } });
    const walk = new FieldWalk(node);
    const spec = mergeableSpec('a/b', true);
    walk.change(spec, { set: (field) => field.become(nodeOfJson(null)) });
    walk.change(spec, {
      createKind: 'mapping',
      createTag: '!!map',
      set: (field) => setEntry(field, 'k', Node.string('v', undefined)),
    });
    expect(nodeToJson(node, [])).toEqual({ a: { b: { k: 'v' } } });
  });
});

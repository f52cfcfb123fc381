import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { formatFieldPath, type Manifest } from '../../src/model/manifest.ts';
import { removalPatch, takeoverRemovals } from '../../src/plan/takeover-removals.ts';

function entry(manager: string, fieldsV1: JsonObject) {
  return { manager, operation: 'Update', apiVersion: 'v1', fieldsV1 };
}

function live(spec: JsonObject, ...managedFields: JsonObject[]): Manifest {
  return { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'a', managedFields }, spec };
}

function desired(spec: JsonObject): Manifest {
  return { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'a' }, spec };
}

const kubectl = 'kubectl-client-side-apply';
const container = (name: string) => `k:{"name":"${name}"}`;

describe('the fields that go with a take-over', () => {
  it.each<[string, JsonObject, Manifest, string[]]>([
    [
      'are those nobody else owns and Git does not have',
      { keep: 1 },
      live(
        { keep: 1, gone: 2, foreign: 3 },
        entry(kubectl, { 'f:spec': { 'f:keep': {}, 'f:gone': {} } }),
        entry('other', { 'f:spec': { 'f:foreign': {} } }),
      ),
      ['spec.gone'],
    ],
    [
      'are not those that somebody else owns, too',
      {},
      live(
        { shared: 1 },
        entry(kubectl, { 'f:spec': { 'f:shared': {} } }),
        entry('other', { 'f:spec': { 'f:shared': {} } }),
      ),
      [],
    ],
    [
      'are the parts of a map that nobody else has a part in',
      {},
      live(
        { map: { ours: 1, theirs: 2 } },
        entry(kubectl, { 'f:spec': { 'f:map': { 'f:ours': {} } } }),
        entry('other', { 'f:spec': { 'f:map': { 'f:theirs': {} } } }),
      ),
      ['spec.map.ours'],
    ],
    [
      'are whole items of a list',
      { containers: [{ name: 'keep', image: '1' }] },
      live(
        {
          containers: [
            { name: 'gone', image: '1' },
            { name: 'keep', image: '1', tty: true },
          ],
        },
        entry(kubectl, {
          'f:spec': {
            'f:containers': {
              [container('gone')]: { '.': {}, 'f:image': {}, 'f:name': {} },
              [container('keep')]: { '.': {}, 'f:image': {}, 'f:name': {}, 'f:tty': {} },
            },
          },
        }),
      ),
      ['spec.containers[0]', 'spec.containers[1].tty'],
    ],
    [
      'are none that are gone already',
      {},
      live({}, entry(kubectl, { 'f:spec': { 'f:gone': {}, 'f:list': { 'v:1': {}, 'i:0': {} } } })),
      [],
    ],
    [
      'are none of a manager that stays',
      {},
      live({ edited: 1 }, entry('kubectl-edit', { 'f:spec': { 'f:edited': {} } })),
      [],
    ],
  ])('%s', (_what, spec, object, expected) => {
    const removals = takeoverRemovals(desired(spec), object);
    expect(removals.map(formatFieldPath)).toEqual(expected);
  });

  it('are removed from the end of a list on, each once, whatever signs their names hold', () => {
    const removals = [['a', 2], ['a', 10], ['a', 10, 'b'], ['x/y~z'], ['a', 2]];
    expect(removalPatch(removals)).toEqual([
      { op: 'remove', path: '/x~1y~0z' },
      { op: 'remove', path: '/a/10/b' },
      { op: 'remove', path: '/a/10' },
      { op: 'remove', path: '/a/2' },
    ]);
  });
});

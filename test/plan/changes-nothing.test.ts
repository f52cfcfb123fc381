import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { changesNothing } from '../../src/plan/changes-nothing.ts';

const ours = { manager: 'tidewatch', operation: 'Apply', time: 'then', fieldsV1: { 'f:data': {} } };
const status = { manager: 'controller', operation: 'Update', subresource: 'status', fieldsV1: {} };

function object(changes: JsonObject = {}, metadata: JsonObject = {}): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Thing',
    metadata: {
      name: 'a',
      resourceVersion: '1',
      generation: 1,
      managedFields: [ours, status],
      ...metadata,
    },
    spec: { a: 1 },
    status: { ready: false },
    ...changes,
  };
}

describe('a dry-run', () => {
  it.each<[string, Manifest]>([
    ['gives the same', object()],
    ['gives later times', object({}, { managedFields: [{ ...ours, time: 'now' }, status] })],
    ['gives other versions', object({}, { resourceVersion: '2', generation: 2 })],
    ['meets another status', object({ status: { ready: true } }, { managedFields: [ours] })],
  ])('changes nothing when it %s', (_what, result) => {
    expect(changesNothing(object(), result)).toBe(true);
  });

  it.each<[string, Manifest]>([
    ['gives another value', object({ spec: { a: 2 } })],
    ['gives another label', object({}, { labels: { a: 'b' } })],
    [
      'gives other owners of the same fields',
      object(
        {},
        { managedFields: [{ ...ours, fieldsV1: { 'f:data': {}, 'f:spec': {} } }, status] },
      ),
    ],
  ])('changes something when it %s', (_what, result) => {
    expect(changesNothing(object(), result)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { appliedUnchanged } from '../../src/plan/applied-unchanged.ts';

/** A Service as we want it, and as it lives once we have applied it. */
const desired: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'web',
    namespace: 'web',
    labels: { app: 'web' },
    finalizers: ['example.com/a'],
  },
  spec: {
    type: 'ClusterIP',
    externalIPs: ['10.0.0.1'],
    ports: [
      { name: 'http', port: 80 },
      { name: 'dns', port: 53, protocol: 'UDP' },
    ],
  },
};
const fields: JsonObject = {
  'f:metadata': { 'f:labels': { 'f:app': {} }, 'f:finalizers': { 'v:"example.com/a"': {} } },
  'f:spec': {
    'f:type': {},
    'f:externalIPs': {},
    'f:ports': {
      'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:name': {}, 'f:port': {} },
      'k:{"port":53,"protocol":"UDP"}': { '.': {}, 'f:name': {}, 'f:port': {}, 'f:protocol': {} },
    },
  },
};

function live(
  changes: {
    spec?: JsonObject;
    fields?: JsonObject;
    more?: readonly JsonObject[];
    apiVersion?: string;
  } = {},
): Manifest {
  const ours = {
    manager: 'tidewatch',
    operation: 'Apply',
    apiVersion: changes.apiVersion ?? 'v1',
    fieldsV1: changes.fields ?? fields,
  };
  return {
    ...desired,
    metadata: {
      ...desired.metadata,
      uid: 'u',
      resourceVersion: '1',
      labels: { app: 'web', theirs: 'x' },
      managedFields: [ours, ...(changes.more ?? [])],
    },
    spec: {
      type: 'ClusterIP',
      clusterIP: '10.0.0.7',
      externalIPs: ['10.0.0.1'],
      ports: [
        { name: 'http', port: 80, protocol: 'TCP', targetPort: 80 },
        { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
      ],
      ...changes.spec,
    },
    status: { loadBalancer: {} },
  };
}

function without(key: string): JsonObject {
  const spec = Object.entries(fields['f:spec'] as JsonObject).filter(([name]) => name !== key);
  return { ...fields, 'f:spec': Object.fromEntries(spec) };
}

const wanted = (spec: JsonObject): Manifest => ({
  ...desired,
  spec: { ...(desired.spec as JsonObject), ...spec },
});

describe('an apply that certainly changes nothing', () => {
  it('is one of fields that we own and that have their values, whatever others added', () => {
    expect(appliedUnchanged(desired, live())).toBe(true);
  });
});

describe('an apply that may change something', () => {
  it.each<[string, Manifest, Manifest]>([
    ['a value differs', wanted({ type: 'NodePort' }), live()],
    ['somebody has changed a value', desired, live({ spec: { type: 'NodePort' } })],
    [
      'a field is new',
      wanted({ sessionAffinity: 'None' }),
      live({ spec: { sessionAffinity: 'None' } }),
    ],
    ['a field is gone from what we want', { ...desired, spec: { ports: [] } }, live()],
    [
      'an item of a list is gone from what we want',
      wanted({ ports: [{ name: 'http', port: 80 }] }),
      live(),
    ],
    [
      'an item is new',
      wanted({ ports: [...((desired.spec as JsonObject).ports as JsonObject[]), { port: 90 }] }),
      live(),
    ],
    [
      'the items stand in another order',
      wanted({ ports: ((desired.spec as JsonObject).ports as JsonObject[]).toReversed() }),
      live(),
    ],
    ['a list that is one value differs', wanted({ externalIPs: ['10.0.0.1', '10.0.0.2'] }), live()],
    ['a field is there, but not ours', desired, live({ fields: without('f:type') })],
    ['we own nothing', desired, live({ fields: {} })],
    ['it was applied in another version', desired, live({ apiVersion: 'v2' })],
    [
      'fields are to be taken over',
      desired,
      live({
        more: [
          {
            manager: 'kubectl-client-side-apply',
            operation: 'Update',
            apiVersion: 'v1',
            fieldsV1: {},
          },
        ],
      }),
    ],
    ['the server writes a number otherwise', wanted({ type: 1 }), live({ spec: { type: '1' } })],
  ])('is one where %s', (_what, want, has) => {
    expect(appliedUnchanged(want, has)).toBe(false);
  });
});

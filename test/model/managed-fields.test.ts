import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { replacedManagersOf, takeoverPatch } from '../../src/model/managed-fields.ts';
import type { Manifest } from '../../src/model/manifest.ts';

function entry(manager: string, operation: string, fieldsV1: JsonObject, more: JsonObject = {}) {
  return { manager, operation, apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1, ...more };
}

function live(...managedFields: JsonObject[]): Manifest {
  const metadata = { name: 'a', resourceVersion: '7', managedFields };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata };
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
const field = (name: string) => ({ 'f:data': { [`f:${name}`]: {} } });

describe('managers whose fields become ours', () => {
  it.each([
    ['kubectl-client-side-apply', 'Update', true],
    ['before-first-apply', 'Update', true],
    ['tidb-controller-manager', 'Update', true],
    ['kubectl', 'Apply', true],
    ['tidewatch', 'Update', true],
    ['tidewatch', 'Apply', false],
    ['kubectl-edit', 'Update', false],
    ['kubectl-annotate', 'Update', false],
    ['kube-controller-manager', 'Update', false],
  ])('%s with %s: %s', (manager, operation, taken) => {
    const names = replacedManagersOf(live(entry(manager, operation, field('a'))));
    expect(names).toEqual(taken ? [manager] : []);
  });

  it('do not include what they own of a subresource', () => {
    const status = entry('tidb-controller-manager', 'Update', {}, { subresource: 'status' });
    expect(replacedManagersOf(live(status))).toEqual([]);
  });
});

describe('the patch that takes over', () => {
  it('is none where nobody was before us', () => {
    expect(takeoverPatch(live(entry('tidewatch', 'Apply', field('a'))))).toBeUndefined();
  });

  it('unites the fields, keeps other managers, and fails when the object has moved on', () => {
    const other = entry('somebody', 'Update', field('theirs'));
    const ours = entry('tidewatch', 'Apply', field('a'));
    const csa = entry('kubectl-client-side-apply', 'Update', field('b'));
    expect(takeoverPatch(live(csa, other, ours))).toEqual([
      {
        op: 'replace',
        path: '/metadata/managedFields',
        value: [entry('tidewatch', 'Apply', { 'f:data': { 'f:a': {}, 'f:b': {} } }), other],
      },
      { op: 'replace', path: '/metadata/resourceVersion', value: '7' },
    ]);
  });

  it('makes an entry ours where we have none yet', () => {
    const patch = takeoverPatch(live(entry('before-first-apply', 'Update', field('a'))));
    expect(patch?.[0]).toMatchObject({ value: [entry('tidewatch', 'Apply', field('a'))] });
  });

  it('drops entries of another version, whose fields may be called otherwise', () => {
    const old = entry('kubectl-create', 'Update', field('b'), { apiVersion: 'v1beta1' });
    const patch = takeoverPatch(live(entry('tidewatch', 'Apply', field('a')), old));
    expect(patch?.[0]).toMatchObject({ value: [entry('tidewatch', 'Apply', field('a'))] });
  });

  it('removes the copy that kubectl keeps of the object', () => {
    const object = live(entry('kubectl-client-side-apply', 'Update', field('a')));
    const annotated = {
      ...object,
      metadata: { ...object.metadata, annotations: { [lastApplied]: '{}' } },
    };
    expect(takeoverPatch(annotated)?.at(-1)).toEqual({
      op: 'remove',
      path: '/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration',
    });
  });
});

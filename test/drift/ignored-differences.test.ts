import { describe, expect, it } from 'vitest';
import type { FieldDifference } from '../../src/drift/field-difference.ts';
import { isIgnored } from '../../src/drift/ignored-differences.ts';
import { parseJsonPointer, parseSimpleJq } from '../../src/model/field-pattern.ts';
import type { IgnoredDifference } from '../../src/model/target.ts';

const id = { group: 'apps', kind: 'Deployment', namespace: 'ns', name: 'web' };

function difference(manager: string, ...path: (string | number)[]): FieldDifference {
  const writer = {
    manager,
    operation: 'Update',
    subresource: undefined,
    time: undefined,
    recorded: true,
  };
  const values = { wanted: 1, live: 2 };
  return { path, livePath: path, ...values, writer, doubt: undefined, shown: values };
}

function rule(fields: Partial<IgnoredDifference>): IgnoredDifference {
  const any = { group: undefined, kind: undefined, namespace: undefined, name: undefined };
  return { ...any, fields: [], managers: [], whenApplying: false, ...fields };
}

describe('a difference is ignored', () => {
  const replicas = difference('hpa', 'spec', 'replicas');

  it.each([
    ['by its field', rule({ fields: [['spec', 'replicas']] }), true],
    ['by a field above it', rule({ fields: [['spec']] }), true],
    ['by its manager', rule({ managers: ['hpa'] }), true],
    ['by the kind of its object', rule({ kind: 'Deployment', fields: [['spec']] }), true],
    ['not by another field', rule({ fields: [['spec', 'paused']] }), false],
    ['not by another manager', rule({ managers: ['vpa'] }), false],
    ['not for another object', rule({ name: 'db', fields: [['spec']] }), false],
    ['not for another group', rule({ group: 'batch', managers: ['hpa'] }), false],
  ])('%s', (_, one, ignored) => {
    expect(isIgnored(id, replicas, [one])).toBe(ignored);
  });
});

describe('fields are written', () => {
  it('as JSON pointers', () => {
    expect(parseJsonPointer('/metadata/annotations/a.b~1c')).toEqual([
      'metadata',
      'annotations',
      'a.b/c',
    ]);
    expect(parseJsonPointer('spec')).toBeUndefined();
  });

  it('as plain paths of jq, and no other expressions', () => {
    const containers = ['spec', 'containers', '*', 'image'];
    expect(parseSimpleJq('.spec.containers[].image')).toEqual(containers);
    expect(parseSimpleJq('.spec.containers[]?.image')).toEqual(containers);
    expect(parseSimpleJq('.metadata.annotations["a.b/c"]')).toEqual([
      'metadata',
      'annotations',
      'a.b/c',
    ]);
    expect(parseSimpleJq('.spec.containers[] | select(.name == "a")')).toBeUndefined();
    expect(parseSimpleJq('.')).toBeUndefined();
  });
});

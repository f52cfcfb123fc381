import { describe, expect, it } from 'vitest';
import { compareObject } from '../../src/drift/compare-object.ts';
import { changedDrift } from '../../src/drift/describe-drift.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { formatFieldPath, type Manifest } from '../../src/model/manifest.ts';

const named = (name: string) => `k:${JSON.stringify({ name })}`;
const owned = { '.': {}, 'f:name': {}, 'f:value': {} };

function entry(manager: string, operation: string, fieldsV1: JsonObject): JsonObject {
  const time = '2026-01-01T00:00:00Z';
  return { manager, operation, apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1, time };
}

const kubectl = (fields: JsonObject) =>
  entry('kubectl-client-side-apply', 'Update', { 'f:spec': fields });
const ours = (fields: JsonObject) => entry('tidewatch', 'Apply', { 'f:spec': fields });

function pod(containers: readonly JsonObject[], managedFields?: readonly JsonObject[]): Manifest {
  const metadata = { name: 'web', namespace: 'default', managedFields };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers } };
}

/** `path (path in the live object): value`, one line each, as drift is reported. */
function told(wanted: Manifest, live: Manifest): readonly string[] {
  const differences = compareObject(wanted, live);
  const provenance = { object: undefined, field: () => undefined };
  const { fields } = changedDrift({ manifest: wanted, provenance }, differences);
  return fields.map(({ path, live: value }, index) => {
    const livePath = formatFieldPath(differences[index]?.livePath ?? []);
    return `${formatFieldPath(path)} (${livePath}): ${JSON.stringify(value)}`;
  });
}

describe('what Git does not set', () => {
  it('is named by where it stands in the wanted object, wherever the live one has it', () => {
    const wanted = pod([{ name: 'web' }, { name: 'proxy' }]);
    const live = pod(
      [{ name: 'debug' }, { name: 'web', tty: true }, { name: 'proxy' }],
      [
        ours({ 'f:containers': { [named('web')]: { '.': {} }, [named('proxy')]: { '.': {} } } }),
        kubectl({ 'f:containers': { [named('web')]: { '.': {}, 'f:tty': {} } } }),
      ],
    );
    expect(told(wanted, live)).toEqual(['spec.containers[0].tty (spec.containers[1].tty): true']);
  });

  it('comes after all items of the wanted list where it is an item, each in a place of its own', () => {
    const wanted = pod([{ name: 'web' }]);
    const live = pod(
      [{ name: 'one' }, { name: 'web' }, { name: 'two' }],
      [
        ours({ 'f:containers': { [named('web')]: { '.': {} } } }),
        kubectl({ 'f:containers': { '.': {}, [named('one')]: owned, [named('two')]: owned } }),
      ],
    );
    expect(told(wanted, live)).toEqual([
      'spec.containers[1] (spec.containers[0]): {"name":"one"}',
      'spec.containers[2] (spec.containers[2]): {"name":"two"}',
    ]);
  });

  it.each([
    ['by its name', 'DB_PASSWORD', { fieldRef: { fieldPath: 'metadata.name' } }],
    ['by what Git has in its place', 'DATABASE', { secretKeyRef: { name: 's', key: 'k' } }],
  ])('is masked %s, though the items of the list have moved', (_, name, valueFrom) => {
    const wanted = pod([
      {
        name: 'web',
        env: [
          { name: 'LEVEL', value: 'info' },
          { name, valueFrom },
        ],
      },
    ]);
    const live = pod(
      [
        {
          name: 'web',
          env: [
            { name: 'NEW', value: '1' },
            { name: 'LEVEL', value: 'info' },
            { name, value: 'hunter2' },
          ],
        },
      ],
      [
        ours({
          'f:containers': {
            [named('web')]: { 'f:env': { [named('LEVEL')]: owned, [named(name)]: { '.': {} } } },
          },
        }),
        kubectl({ 'f:containers': { [named('web')]: { 'f:env': { [named(name)]: owned } } } }),
      ],
    );
    const lines = told(wanted, live);
    expect(lines).toContain(
      'spec.containers[0].env[1].value (spec.containers[0].env[2].value): "***"',
    );
    expect(lines.join('\n')).not.toContain('hunter2');
  });

  it('is found in lists that the server lists as owned themselves', () => {
    const service = (
      ports: readonly JsonObject[],
      managedFields?: readonly JsonObject[],
    ): Manifest => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'default', managedFields },
      spec: { ports },
    });
    const port = (number: number) => ({ port: number, protocol: 'TCP', targetPort: number });
    const key = (number: number) => `k:${JSON.stringify({ port: number, protocol: 'TCP' })}`;
    const fields = { '.': {}, 'f:port': {}, 'f:protocol': {}, 'f:targetPort': {} };
    const live = service(
      [port(80), port(81)],
      [
        ours({ 'f:ports': { [key(80)]: fields } }),
        kubectl({ 'f:ports': { '.': {}, [key(80)]: fields, [key(81)]: fields } }),
      ],
    );
    expect(told(service([{ port: 80, targetPort: 80 }]), live)).toEqual([
      'spec.ports[1] (spec.ports[1]): {"port":81,"protocol":"TCP","targetPort":81}',
    ]);
  });
});

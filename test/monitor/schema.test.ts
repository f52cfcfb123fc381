import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/model/json.ts';
import { valueAt } from '../../src/model/manifest.ts';
import { tidbMonitorDefinition } from '../../src/monitor/schema/custom-resource-definition.ts';
import { decode } from '../../src/monitor/schema/decode.ts';
import type { Schema } from '../../src/monitor/schema/schema.ts';
import { specSchema } from '../../src/monitor/schema/spec.ts';
import { structuralSchema } from '../../src/monitor/schema/structural-schema.ts';
import { listOf } from './support/expansion.ts';

const definition = tidbMonitorDefinition();
const version = valueAt(definition, ['spec', 'versions', 0]);

describe('the CustomResourceDefinition', () => {
  it('has the columns of a useful list, the rest with -o wide', () => {
    const columns = listOf(valueAt(version, ['additionalPrinterColumns'])) as JsonObject[];
    const names = (wide: boolean) =>
      columns.filter(({ priority }) => (priority === 1) === wide).map(({ name }) => name);
    expect(names(false)).toEqual([
      ...['Ready', 'Clusters', 'Prometheus', 'Grafana', 'Storage', 'Revision', 'Age'],
    ]);
    expect(names(true)).toEqual(['Status', 'Phase', 'Shards', 'Thanos', 'Target', 'Message']);
  });

  it('has columns of fields that the status has', () => {
    const columns = listOf(valueAt(version, ['additionalPrinterColumns'])) as JsonObject[];
    const fields = columns
      .map(({ jsonPath }) => /^\.status\.(\w+)/.exec(String(jsonPath))?.[1])
      .filter((field) => field !== undefined);
    const properties = ['schema', 'openAPIV3Schema', 'properties', 'status', 'properties'];
    const known = Object.keys(valueAt(version, properties) as JsonObject);
    expect(known).toEqual(expect.arrayContaining(fields));
  });

  it('serves the status apart, and goes by tm', () => {
    expect(version).toMatchObject({ name: 'v1alpha1', subresources: { status: {} } });
    expect(valueAt(definition, ['spec', 'names', 'shortNames'])).toEqual(['tm']);
  });

  it('is structural: a type everywhere but for integers or texts', () => {
    const untyped: string[] = [];
    eachSchema(structuralSchema(specSchema), 'spec', (schema, path) => {
      const isUnion = schema['x-kubernetes-int-or-string'] === true;
      if ((schema.type === undefined) !== isUnion) untyped.push(path);
    });
    expect(untyped).toEqual([]);
  });

  it('has keys that items of a map-like list are sure to have', () => {
    const wrong: string[] = [];
    eachSchema(structuralSchema(specSchema), 'spec', (schema, path) => {
      for (const key of listOf(schema['x-kubernetes-list-map-keys'])) {
        const items = schema.items as JsonObject;
        const field = valueAt(items, ['properties', String(key)]) as JsonObject | undefined;
        const isSure = listOf(items.required).includes(key) || field?.default !== undefined;
        if (!isSure) wrong.push(`${path} ${String(key)}`);
      }
    });
    expect(wrong).toEqual([]);
  });

  it('has patterns that Go reads, too', () => {
    eachSchema(structuralSchema(specSchema), 'spec', (schema, path) => {
      if (schema.pattern === undefined) return;
      expect(schema.pattern, path).not.toMatch(/\(\?(?:[=!]|<[=!])|\\[1-9]/);
    });
  });

  it('has older spellings as fields, so that the API server keeps them', () => {
    const grafana = ['properties', 'grafana', 'properties'];
    const schema = structuralSchema(specSchema);
    expect(valueAt(schema, [...grafana, 'UserSecret'])).toEqual({
      ...(valueAt(schema, [...grafana, 'usernameSecret']) as JsonObject),
      description: 'An older spelling of `usernameSecret`.',
    });
  });

  it('explains every field that is not one of Kubernetes’ own', () => {
    const silent = Object.entries(specSchema.fields)
      .filter(([, field]) => field.description === undefined)
      .map(([name]) => name);
    expect(silent).toEqual([]);
  });
});

function eachSchema(
  schema: JsonValue | undefined,
  path: string,
  visit: (schema: JsonObject, path: string) => void,
): void {
  if (!isJsonObject(schema)) return;
  visit(schema, path);
  for (const [name, field] of Object.entries((schema.properties ?? {}) as JsonObject)) {
    eachSchema(field, `${path}.${name}`, visit);
  }
  eachSchema(schema.items, `${path}[]`, visit);
  eachSchema(schema.additionalProperties, `${path}{}`, visit);
}

describe('decoding', () => {
  function decoded(schema: Schema, value: JsonValue) {
    const reports: string[] = [];
    const result = decode(schema, value, ['x'], (code, path, what) => {
      reports.push(`${code} ${path.join('.')} ${what}`);
    });
    return { result, reports };
  }

  it('keeps integers that a number cannot hold', () => {
    const value = { fsGroup: 9007199254740993n };
    expect(decoded(specSchema.fields.podSecurityContext, value)).toEqual({
      result: value,
      reports: [],
    });
    expect(decoded(specSchema.fields.replicas, 2n ** 40n).reports).toEqual([
      'INVALID_VALUE x cannot be 1099511627776',
    ]);
  });

  it('never quotes a secret', () => {
    const { reports } = decoded(specSchema.fields.grafana, {
      password: { a: 'hunter2' },
      username: 5,
    });
    expect(reports).toEqual([
      'WRONG_TYPE x.password is an object, not a text',
      'WRONG_TYPE x.username is a number, not a text',
    ]);
  });

  it('does not take what every object has for a field', () => {
    const { reports } = decoded(specSchema, JSON.parse('{"constructor": 1, "__proto__": 2}'));
    expect(reports.slice(0, 2)).toEqual([
      'UNKNOWN_FIELD x.constructor is not a known field',
      'UNKNOWN_FIELD x.__proto__ is not a known field',
    ]);
  });
});

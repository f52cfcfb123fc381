import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BuildError } from '../../../src/kustomize/build-error.ts';
import { builtInSchemas, type MergeSchemas } from '../../../src/kustomize/merge/schema.ts';
import { strategicMerge } from '../../../src/kustomize/merge/strategic-merge.ts';
import { nodeToJson } from '../../../src/kustomize/node-to-json.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/model/json.ts';
import { nodeOfJson } from '../node-of-json.ts';

const SCHEMAS: MergeSchemas = { find: builtInSchemas.find, schema: () => undefined };

function merge(object: JsonObject, patch: JsonObject, nullText: 'null' | '' = 'null') {
  try {
    const merged = strategicMerge(nodeOfJson(object, nullText), nodeOfJson(patch), SCHEMAS);
    return merged && nodeToJson(merged, []);
  } catch (thrown) {
    if (thrown instanceof BuildError) return thrown.problem;
    throw thrown;
  }
}

const name = fc.constantFrom('a', 'b', 'c', 'd');
const port = fc.constantFrom(80, 443, 8080);
const protocol = fc.constantFrom('TCP', 'UDP');

/** Lists of a pod whose elements have all keys, each once; `odd` are more elements for any of them. */
function podOf(odd: fc.Arbitrary<JsonValue> | undefined) {
  const list = (element: fc.Arbitrary<JsonObject>, keys: readonly string[]) => {
    const size = { minLength: 1, maxLength: 4 };
    if (odd !== undefined) return fc.array(fc.oneof({ weight: 4, arbitrary: element }, odd), size);
    const selector = (each: JsonObject) => JSON.stringify(keys.map((key) => each[key]));
    return fc.uniqueArray(element, { ...size, selector });
  };
  const env = list(fc.record({ name, value: name }), ['name']);
  const ports = list(
    fc.record({ containerPort: port, protocol, name }, odd && { requiredKeys: ['name'] }),
    ['containerPort', 'protocol'],
  );
  const container = fc.record(
    {
      name,
      image: name,
      args: fc.array(name, { minLength: 1, maxLength: 3 }),
      env,
      ports,
      volumeMounts: list(fc.record({ mountPath: name, name }), ['mountPath']),
    },
    { requiredKeys: ['name', 'image'] },
  );
  const volume = fc.record({ name, emptyDir: fc.constant({ medium: 'Memory' }) });
  return fc.record(
    {
      // A null that goes leaves its place to the list behind it.
      hostname: odd === undefined ? name : fc.constant(null),
      containers: list(container, ['name']),
      initContainers: list(container, ['name']),
      volumes: list(volume, ['name']),
      imagePullSecrets: list(fc.record({ name }), ['name']),
      tolerations: list(fc.record({ key: name, operator: name }), ['key', 'operator']),
    },
    { requiredKeys: ['containers'] },
  );
}

function deploymentOf(pod: JsonValue): JsonObject {
  return { ...idOf('apps/v1', 'Deployment'), spec: { replicas: 1, template: { spec: pod } } };
}

function idOf(apiVersion: string, kind: string): JsonObject {
  return { apiVersion, kind, metadata: { name: 'web' } };
}

/**
 * A patch that names every list of the pod without a word about any element;
 * tolerations, which are replaced as a whole, as they are.
 */
function namingLists(pod: JsonObject): JsonObject {
  const lists = Object.entries(pod).filter(([, value]) => Array.isArray(value));
  const named = Object.fromEntries(
    lists.map(([field]): [string, JsonValue] => [
      field,
      field === 'tolerations' ? (pod[field] ?? []) : [],
    ]),
  );
  return deploymentOf(named);
}

describe('the lists that a patch does not speak of', () => {
  it('stay as they are, in whichever field the patch changes', () => {
    const patches = fc.constantFrom<[JsonValue, (pod: JsonObject) => JsonObject]>(
      [{ spec: { replicas: 3 } }, (pod) => ({ replicas: 3, template: { spec: pod } })],
      [
        { spec: { template: { spec: { hostname: 'x' } } } },
        (pod) => ({ replicas: 1, template: { spec: { ...pod, hostname: 'x' } } }),
      ],
      [{ metadata: { labels: { app: 'x' } } }, (pod) => ({ replicas: 1, template: { spec: pod } })],
    );
    fc.assert(
      fc.property(podOf(undefined), patches, (pod, [patch, specOf]) => {
        const id = idOf('apps/v1', 'Deployment');
        const fields = isJsonObject(patch) ? patch : {};
        const metadata = { name: 'web', ...(isJsonObject(fields.metadata) ? fields.metadata : {}) };
        const merged = merge(deploymentOf(pod), { ...id, ...fields, metadata });
        expect(merged).toEqual({ ...id, metadata, spec: specOf(pod) });
      }),
      { numRuns: 50 },
    );
  });

  it('become what they become where the patch names them without elements', () => {
    const odd = fc.constantFrom<JsonValue>(
      null,
      {},
      { value: 'no key' },
      { name: '' },
      { name: 'a' },
    );
    const nullTexts = fc.constantFrom('null', '' as const);
    let changed = 0;
    fc.assert(
      fc.property(podOf(odd), nullTexts, (pod, nullText) => {
        const object = deploymentOf(pod);
        const unnamed = merge(object, idOf('apps/v1', 'Deployment'), nullText);
        expect(merge(object, namingLists(pod), nullText)).toEqual(unnamed);
        if (JSON.stringify(unnamed) !== JSON.stringify(object)) changed++;
      }),
      { numRuns: 120 },
    );
    expect(changed).toBeGreaterThan(15);
  });

  // Every line is what kustomize 5.8.1 makes of the pod when a patch sets `replicas`.
  it.each<[what: string, before: JsonObject, after: JsonObject]>([
    [
      'keep their order',
      {
        containers: [
          {
            name: 'b',
            env: [{ name: 'z' }, { name: 'y' }],
            volumeMounts: [{ mountPath: '/z' }, { mountPath: '/a' }],
          },
          { name: 'a' },
        ],
      },
      {
        containers: [
          {
            name: 'b',
            env: [{ name: 'z' }, { name: 'y' }],
            volumeMounts: [{ mountPath: '/z' }, { mountPath: '/a' }],
          },
          { name: 'a' },
        ],
      },
    ],
    [
      'keep what is empty in their elements',
      { containers: [{ name: 'b', env: null, image: null, args: [], ports: [] }], volumes: null },
      { containers: [{ name: 'b', env: null, image: null, args: [], ports: [] }], volumes: null },
    ],
    [
      'keep ports that only some have a protocol of',
      {
        containers: [
          {
            name: 'a',
            ports: [{ containerPort: 80 }, { containerPort: 81, protocol: 'UDP' }],
          },
        ],
      },
      {
        containers: [
          {
            name: 'a',
            ports: [{ containerPort: 80 }, { containerPort: 81, protocol: 'UDP' }],
          },
        ],
      },
    ],
    [
      'make one of equal ports where one has no protocol',
      {
        containers: [
          {
            name: 'a',
            ports: [
              { containerPort: 80, protocol: 'TCP' },
              { containerPort: 80, protocol: 'UDP' },
              { containerPort: 80 },
            ],
          },
        ],
      },
      { containers: [{ name: 'a', ports: [{ containerPort: 80 }] }] },
    ],
    [
      'make one of elements that are named alike, of which the last counts',
      {
        containers: [
          { name: 'a', image: '1' },
          { name: 'b', image: '2' },
          { name: 'a', image: '3' },
        ],
      },
      {
        containers: [
          { name: 'a', image: '3' },
          { name: 'b', image: '2' },
        ],
      },
    ],
    [
      'lose the elements beside one without a name',
      { containers: [{ name: 'a' }, { image: 'x' }, { name: 'b' }] },
      { containers: [{ image: 'x' }] },
    ],
    [
      'lose the elements behind an empty one',
      { containers: [{ name: 'a' }], volumes: [{ name: 'v' }, {}, { name: 'w' }] },
      { containers: [{ name: 'a' }], volumes: [{ name: 'v' }] },
    ],
  ])('%s', (_, before, after) => {
    const patch = { ...idOf('apps/v1', 'Deployment'), spec: { replicas: 1 } };
    expect(merge(deploymentOf(before), patch)).toEqual(deploymentOf(after));
  });
});

import { existsSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import { expand } from '../../../src/monitor/expand.ts';
import { intents } from '../../monitor/support/intents.ts';
import {
  clusterWith,
  objectsInFile,
  renderedFrom,
  TESTDATA,
} from '../../monitor/support/read-objects.ts';
import { startControlPlane } from '../../support/control-plane.ts';
import type { ControlPlane } from '../../support/control-plane-types.ts';

const CASES = readdirSync(`${TESTDATA}expected`);
const CRD = new URL('../../../base/crd/pingcap.com_tidbmonitors.yaml', import.meta.url).pathname;

const WAIT = { timeout: 30_000, interval: 500 };

const APPLY = ['apply', '--server-side', '--validate=strict'];

// A definition is there for all tests at once: these have a server of their own.
describe('a real API server', () => {
  let server: ControlPlane;
  beforeAll(async () => {
    server = await startControlPlane();
    await server.kubectl([...APPLY, '-f', CRD]);
    await vi.waitFor(async () => {
      const served = await server.kubectl(['api-resources', '-o', 'name']);
      expect(served).toContain('tidbmonitors.pingcap.com');
    }, WAIT);
    for (const namespace of ['demo', 'ns1', 'ns2', 'one', 'two']) {
      await server.kubectl(['create', 'namespace', namespace]);
    }
  });
  afterAll(() => server.stop());

  it('finds nothing wrong with the CustomResourceDefinition', async () => {
    const definition = JSON.parse(await server.kubectl(['get', '-f', CRD, '-o', 'json']));
    const conditions: JsonObject[] = definition.status.conditions;
    expect(conditions.map(({ type, status }) => `${type}=${status}`).sort()).toEqual([
      'Established=True',
      'NamesAccepted=True',
    ]);
  });

  it("takes tidb-operator's examples as they are", async () => {
    const examples = ['-R', '-f', `${TESTDATA}examples`];
    const told = await server.kubectl([...APPLY, '--dry-run=server', ...examples, '-o', 'name']);
    expect(told.trim().split('\n')).toHaveLength(31);
  });

  it('takes everything that the examples expand into', async () => {
    const items = CASES.flatMap(childrenOf);
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const told = await server.kubectl(
      [...APPLY, '--dry-run=server', '-f', '-', '-o', 'name'],
      list,
    );
    expect(told.trim().split('\n')).toHaveLength(items.length);
    expect(items.length).toBeGreaterThan(300);
  });

  it('takes what TidbMonitors of every shape are and expand into', async () => {
    const sampled = fc.sample(intents, { seed: 20_260_101, numRuns: 60 });
    const items = sampled.flatMap(({ monitor, others }) => {
      const { objects } = expand([renderedFrom(monitor)], clusterWith(...others));
      return objects.map(({ manifest }) => withOwnerUid(manifest));
    });
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const told = await server.kubectl(
      [...APPLY, '--dry-run=server', '-f', '-', '-o', 'name'],
      list,
    );
    expect(told.trim().split('\n')).toHaveLength(items.length);
  });

  it.each([
    ['a wrong type', { replicas: 'two' }, /\.spec\.replicas: expected numeric/],
    [
      'a value out of range',
      { replicas: -1 },
      /spec\.replicas.*should be greater than or equal to 0/,
    ],
    ['a value it does not know', { pvReclaimPolicy: 'Keep' }, /Unsupported value: "Keep"/],
    ['a field it does not know', { replica: 1 }, /\.spec\.replica: field not declared/],
  ])('refuses %s', async (_title, fields, message) => {
    const spec = { clusters: [], prometheus: {}, initializer: {}, reloader: {}, ...fields };
    const metadata = { name: 'wrong', namespace: 'demo' };
    const monitor = { apiVersion: 'pingcap.com/v1alpha1', kind: 'TidbMonitor', metadata, spec };
    const applied = server.kubectl([...APPLY, '-f', '-'], JSON.stringify(monitor));
    await expect(applied).rejects.toThrow(message);
  });
});

/** The children of one example, as they look once the TidbMonitor has a uid. */
function childrenOf(name: string): Manifest[] {
  const files = ['clusters.yaml', 'secrets-configmaps.yaml', 'tidbmonitor.yaml']
    .map((file) => `expected/${name}/${file}`)
    .filter((path) => existsSync(`${TESTDATA}${path}`));
  const objects = files.flatMap(objectsInFile);
  const expansion = expand(objects, clusterWith());
  return expansion.objects.slice(objects.length).map(({ manifest }) => withOwnerUid(manifest));
}

function withOwnerUid(manifest: Manifest): Manifest {
  const { ownerReferences } = manifest.metadata;
  if (ownerReferences === undefined) return manifest;
  const uid = '00000000-0000-4000-8000-000000000001';
  const owners = ownerReferences.map((reference) => ({ ...reference, uid }));
  return { ...manifest, metadata: { ...manifest.metadata, ownerReferences: owners } };
}

import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Manifest } from '../../../../src/model/manifest.ts';
import type { RunningPod } from '../../../support/node/test-node.ts';
import { writeOldBlock } from '../../../support/old-block.ts';
import { type PrometheusApi, prometheusApi } from '../../../support/prometheus-api.ts';
import { createAuthority } from '../../../support/tidb-double/certificates.ts';
import type { DoubleSpec } from '../../../support/tidb-double/pods.ts';
import { prometheusProgram, thanosProgram } from './programs.ts';
import { type ExpectedPod, type Stage, startStage } from './stage.ts';

const EXAMPLE = join(import.meta.dirname, '../../../../examples/thanos');
const NAMESPACE = 'tidb-monitoring';
const FILES = ['kustomization', 'monitors', 'sidecars', 'query', 'store-gateway', 'ruler'];

/** One with TLS, one without: what the example's two monitors name. */
const CLUSTERS: readonly DoubleSpec[] = [
  { namespace: 'tidb-orders', name: 'orders', tls: true, components: { pd: 1, tidb: 1 } },
  {
    namespace: 'tidb-billing',
    name: 'billing',
    tls: false,
    components: { pd: 1, tikv: 1, tidb: 1 },
  },
];

/** Where blocks would go: a folder, in place of a bucket. */
const OBJECT_STORAGE = 'type: FILESYSTEM\nconfig:\n  directory: /tmp/objects\n';

let stage: Stage | undefined;
afterEach(() => stage?.stop());

/** A sample that a monitor has had on its disk since yesterday. */
const YESTERDAY = Math.floor(Date.now() / 1000) - 86_400;
const OLD = 'tidb_server_info{tidb_cluster="tidb-orders-orders",version="v8.5.2"}';

describe('monitors aggregated by Thanos, as the example has them', () => {
  it('answer as one, without TLS', async () => {
    const { query } = await deployExample('base', { 'base/': FILES });
    await expectOneView(prometheusApi(query));
  }, 240_000);

  it('answer from the object storage for a monitor that has lost its disk', async () => {
    const { query, pods } = await deployExample('base', { 'base/': FILES }, oldData());
    const then = prometheusApi(query, YESTERDAY);
    const [orders] = pods;
    await orders?.stop();
    const old = await vi.waitFor(
      async () => {
        expect(await prometheusApi(query).query('up{tidb_cluster="tidb-orders-orders"}')).toEqual(
          [],
        );
        const found = await then.query('tidb_server_info');
        expect(found).not.toEqual([]);
        return found;
      },
      { timeout: 100_000, interval: 2000 },
    );
    // With the external label that the sidecar has put on it, and without that of the replica.
    expect(old.map(({ metric }) => metric)).toEqual([
      {
        __name__: 'tidb_server_info',
        tidb_cluster: 'tidb-orders-orders',
        version: 'v8.5.2',
        k8s_cluster: 'production',
      },
    ]);
  }, 240_000);

  it('answer as one, with certificates on both sides of every connection', async () => {
    const { query } = await deployExample('with-tls', {
      'base/': FILES,
      'with-tls/': ['kustomization', 'server-certificate'],
    });
    await expectOneView(prometheusApi(query));
  }, 240_000);
});

type Preparations = Readonly<Record<string, ExpectedPod['prepare']>>;

/**
 * A monitor with a block on its disk, and a store gateway that starts once the
 * sidecar has uploaded it. Every pod has a folder of its own for the object
 * storage: what is in the one is carried over to the other.
 */
function oldData(): Preparations {
  let monitor = '';
  return {
    'orders-monitor-0': async (root) => {
      monitor = root;
      await writeOldBlock(join(root, 'data/prometheus'), OLD, YESTERDAY);
    },
    'thanos-store-gateway-0': async (root) => {
      const uploaded = join(monitor, 'tmp/objects');
      await vi.waitFor(
        // The description of a block is the last of it to be uploaded.
        async () =>
          expect(await readdir(uploaded, { recursive: true })).toContainEqual(
            expect.stringMatching(/^\w{26}\/meta\.json$/),
          ),
        { timeout: 60_000, interval: 500 },
      );
      await cp(uploaded, join(root, 'tmp/objects'), { recursive: true });
    },
  };
}

/** Deploys one variant of the example; gives the address of its query, and what runs. */
async function deployExample(
  variant: string,
  files: Readonly<Record<string, readonly string[]>>,
  preparations: Preparations = {},
): Promise<{ readonly query: string; readonly pods: readonly RunningPod[] }> {
  stage = await startStage(CLUSTERS, [NAMESPACE]);
  for (const secret of await secrets()) {
    await stage.cluster.apply(secret, { fieldManager: 'platform-team' });
  }
  const paths = Object.entries(files).flatMap(([folder, names]) =>
    names.map((name) => `${folder}${name}.yaml`),
  );
  paths.push('base/fleet.rules.yml');
  const texts = await Promise.all(
    paths.map(async (path) => [path, await readFile(join(EXAMPLE, path), 'utf8')] as const),
  );
  const root = { 'kustomization.yaml': `resources: [${variant}]\n` };
  const { result, pods } = await stage.deploy(
    { ...root, ...Object.fromEntries(texts) },
    await expectedPods(preparations),
  );
  expect(result.code).toBe(0);
  return { query: `http://${pods.at(-1)?.address}:10902`, pods };
}

/** Sidecars first: a query looks names up only now and then. */
async function expectedPods(preparations: Preparations): Promise<readonly ExpectedPod[]> {
  const prometheus = await prometheusProgram();
  const sidecar = await thanosProgram('thanos-sidecar');
  const thanos = await thanosProgram('thanos');
  // It asks a name server where it is not told to ask the system, which knows the names here.
  const query = await thanosProgram('thanos', ['--store.sd-dns-resolver=golang']);
  const monitor = { namespace: NAMESPACE, programs: [prometheus, sidecar] };
  const part = { namespace: NAMESPACE, programs: [thanos] };
  const pods = [
    { ...monitor, name: 'orders-monitor-0' },
    { ...monitor, name: 'billing-monitor-0' },
    { ...part, name: 'thanos-store-gateway-0' },
    { ...part, name: 'thanos-ruler-0' },
    { ...part, name: 'thanos-query', programs: [query] },
  ];
  return pods.map((pod) => {
    const prepare = preparations[pod.name];
    return prepare === undefined ? pod : { ...pod, prepare };
  });
}

async function secrets(): Promise<readonly Manifest[]> {
  const authority = await createAuthority('thanos');
  const signed = await authority.sign('thanos', ['thanos.tidb-monitoring.svc']);
  const secret = (name: string, stringData: Record<string, string>): Manifest => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: NAMESPACE },
    stringData,
  });
  return [
    secret('thanos-object-storage', { 'thanos.yaml': OBJECT_STORAGE }),
    secret('thanos-grpc-tls', {
      'ca.crt': signed.authority,
      'tls.crt': signed.certificate,
      'tls.key': signed.key,
    }),
  ];
}

/** Everything of both monitors, without a label of replicas, and what rules make of all. */
async function expectOneView(query: PrometheusApi): Promise<void> {
  await vi.waitFor(
    async () => {
      const up = await query.query('up');
      const seen = up.map(({ metric }) => `${metric.k8s_cluster} ${metric.job}`).sort();
      expect(seen).toEqual([
        'production tidb-billing-billing-pd',
        'production tidb-billing-billing-tidb',
        'production tidb-billing-billing-tikv',
        'production tidb-orders-orders-pd',
        'production tidb-orders-orders-tidb',
      ]);
      expect(up.every(({ value }) => value[1] === '1')).toBe(true);
      expect(up.some(({ metric }) => 'prometheus_replica' in metric)).toBe(false);
      const [ruled] = await query.query('fleet:tidb_clusters:count');
      expect(ruled).toMatchObject({
        metric: { k8s_cluster: 'production' },
        value: [expect.anything(), '2'],
      });
    },
    { timeout: 100_000, interval: 2000 },
  );
}

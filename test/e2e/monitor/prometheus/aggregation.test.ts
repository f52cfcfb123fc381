import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Manifest } from '../../../../src/model/manifest.ts';
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

describe('monitors aggregated by Thanos, as the example has them', () => {
  it('answer as one, without TLS', async () => {
    const query = await deployExample('base', { 'base/': FILES });
    await expectOneView(query);
  }, 240_000);

  it('answer as one, with certificates on both sides of every connection', async () => {
    const query = await deployExample('with-tls', {
      'base/': FILES,
      'with-tls/': ['kustomization', 'server-certificate'],
    });
    await expectOneView(query);
  }, 240_000);
});

/** Deploys one variant of the example; gives the API of its query. */
async function deployExample(
  variant: string,
  files: Readonly<Record<string, readonly string[]>>,
): Promise<PrometheusApi> {
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
    await expectedPods(),
  );
  expect(result.code).toBe(0);
  const query = pods.at(-1);
  return prometheusApi(`http://${query?.address}:10902`);
}

/** Sidecars first: a query looks names up only now and then. */
async function expectedPods(): Promise<readonly ExpectedPod[]> {
  const prometheus = await prometheusProgram();
  const sidecar = await thanosProgram('thanos-sidecar');
  const thanos = await thanosProgram('thanos');
  // It asks a name server where it is not told to ask the system, which knows the names here.
  const query = await thanosProgram('thanos', ['--store.sd-dns-resolver=golang']);
  const monitor = { namespace: NAMESPACE, programs: [prometheus, sidecar] };
  const part = { namespace: NAMESPACE, programs: [thanos] };
  return [
    { ...monitor, name: 'orders-monitor-0' },
    { ...monitor, name: 'billing-monitor-0' },
    { ...part, name: 'thanos-store-gateway-0' },
    { ...part, name: 'thanos-ruler-0' },
    { ...part, name: 'thanos-query', programs: [query] },
  ];
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

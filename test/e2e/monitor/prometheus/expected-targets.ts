import { expect, vi } from 'vitest';
import type { ActiveTarget, PrometheusApi } from '../../../support/prometheus-api.ts';
import type { TidbDouble } from '../../../support/tidb-double/start-cluster.ts';

type Labels = Readonly<Record<string, string>>;

/** The labels of every target there is to be, from what runs and not from what is generated. */
export function expectedLabels(doubles: readonly TidbDouble[]): readonly Labels[] {
  const labels = doubles.flatMap(({ spec: { namespace, name }, pages }) =>
    pages.map(({ pod, component, port }) => ({
      job: `${namespace}-${name}-${port === 20292 ? 'tiflash-proxy' : component}`,
      instance: pod,
      component,
      cluster: name,
      kubernetes_namespace: namespace,
      tidb_cluster: `${namespace}-${name}`,
    })),
  );
  return sorted(labels);
}

/** The targets of all servers, once there are `count` and all are up. */
export async function allUp(
  servers: readonly PrometheusApi[],
  count: number,
  check: () => void = () => {},
): Promise<readonly ActiveTarget[]> {
  return vi.waitFor(
    async () => {
      check();
      const targets = (await Promise.all(servers.map((server) => server.activeTargets()))).flat();
      const down = targets.filter(({ health }) => health !== 'up');
      expect(down.map(({ scrapeUrl, lastError }) => `${scrapeUrl}: ${lastError}`)).toEqual([]);
      expect(targets.length).toBeGreaterThanOrEqual(count);
      return targets;
    },
    { timeout: 90_000, interval: 1000 },
  );
}

/** Labels in an order of their own, so that sets of them can be compared. */
export function sorted(labels: readonly Labels[]): readonly Labels[] {
  const key = ({ job, instance }: Labels) => `${job} ${instance}`;
  return [...labels].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

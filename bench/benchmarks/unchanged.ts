import { createNamespace } from '../../test/support/namespaces.ts';
import type { Benchmark } from '../benchmark.ts';
import { timed } from '../rounds.ts';
import { configMapCount, configMapsPath, configMapsTree } from '../subjects/config-maps.ts';
import { createReconciler } from '../subjects/reconciler.ts';

const rounds = 7;

/** What it costs to find out that nothing is to be done. */
export const unchangedBenchmark: Benchmark = {
  name: 'unchanged',
  title: `reconcile of an unchanged target of ${configMapCount} objects`,
  async run({ controlPlane }) {
    const { kubeconfig, kubectl } = await controlPlane();
    const name = await createNamespace(kubectl, 'unchanged');
    const place = { kubeconfig, path: configMapsPath, name };
    const agent = createReconciler({ ...place, tree: configMapsTree() });
    const again = { requests: [] as number[], times: [] as number[] };
    const restarted = { requests: [] as number[], times: [] as number[] };
    await agent.prepare();
    await agent.build();
    await agent.reconcile();
    agent.takeRequests();
    for (let round = 0; round < rounds; round++) {
      await agent.build();
      again.times.push(await timed(() => agent.reconcile()));
      again.requests.push(agent.takeRequests().length);

      const fresh = createReconciler({ ...place, tree: configMapsTree() });
      await fresh.build();
      restarted.times.push(await timed(() => fresh.reconcile()));
      restarted.requests.push(fresh.takeRequests().length);
      await fresh.close();
    }
    await agent.close();
    const bound = { limit: 10, inclusive: false, judged: 'max' } as const;
    return [
      { what: 'requests', unit: 'requests', samples: again.requests, bound },
      { what: 'time', unit: 'ms', samples: again.times },
      { what: 'requests after a restart', unit: 'requests', samples: restarted.requests, bound },
      { what: 'time after a restart', unit: 'ms', samples: restarted.times },
    ];
  },
};

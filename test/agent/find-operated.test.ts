import { describe, expect, it } from 'vitest';
import { findOperated } from '../../src/agent/find-operated.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import type { Cluster, ListOptions } from '../../src/model/ports/cluster.ts';
import { ForbiddenError } from '../../src/model/ports/cluster-errors.ts';
import { documents, monitorText } from '../monitor/support/monitor-text.ts';
import { objectsIn } from '../monitor/support/read-objects.ts';
import { builtInDiscovery } from '../support/built-in-discovery.ts';
import { fakeCluster } from '../support/fake-cluster.ts';
import { configMap } from '../support/objects.ts';

const workload = (namespace: string): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'basic-monitor', namespace },
});
const config = (namespace: string): Manifest => configMap('basic-monitor', {}, { namespace });
const here = objectsIn(monitorText());
const everywhere = objectsIn(documents(monitorText(), monitorText('', 'basic', 'other')));

/** A cluster with these StatefulSets, which none of the selectors tells apart, and its lists. */
function clusterOf(
  workloads: readonly Manifest[],
  mayList: (options: ListOptions) => boolean = () => true,
): { readonly cluster: Cluster; readonly lists: string[] } {
  const { cluster } = fakeCluster(config('demo'), config('other'));
  const lists: string[] = [];
  return {
    lists,
    cluster: {
      ...cluster,
      list(options) {
        lists.push(options.namespace ?? '*');
        if (!mayList(options)) return Promise.reject(new ForbiddenError('no', { status: 403 }));
        const items = workloads.filter(
          ({ metadata }) =>
            options.namespace === undefined || metadata.namespace === options.namespace,
        );
        return Promise.resolve({ items, resourceVersion: '1' });
      },
    },
  };
}

const keysOf = (operated: ReadonlyMap<string, Manifest>) => [...operated.keys()].sort();
const discovery = builtInDiscovery();

describe('looking for what tidb-operator left', () => {
  it('asks for nothing where no TidbMonitor is rendered', async () => {
    const { cluster, lists } = clusterOf([]);
    expect(await findOperated([], cluster, discovery)).toEqual(new Map());
    expect(lists).toEqual([]);
  });

  it('gives the StatefulSets, and the ConfigMap that their pods read', async () => {
    const { cluster, lists } = clusterOf([workload('demo')]);
    expect(keysOf(await findOperated(here, cluster, discovery))).toEqual([
      '/ConfigMap/demo/basic-monitor',
      'apps/StatefulSet/demo/basic-monitor',
    ]);
    expect(lists).toEqual(['demo', 'demo']);
  });

  it('lists all namespaces at once where there are several', async () => {
    const { cluster, lists } = clusterOf([workload('demo'), workload('other')]);
    expect(await findOperated(everywhere, cluster, discovery)).toHaveProperty('size', 4);
    expect(lists).toEqual(['*', '*']);
  });

  it('lists one by one where it may not list all, and leaves out what it may not see', async () => {
    const { cluster } = clusterOf(
      [workload('demo'), workload('other')],
      ({ namespace }) => namespace === 'demo',
    );
    expect(keysOf(await findOperated(everywhere, cluster, discovery))).toEqual([
      '/ConfigMap/demo/basic-monitor',
      'apps/StatefulSet/demo/basic-monitor',
    ]);
  });
});

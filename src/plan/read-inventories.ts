import { inventoryLabel, inventoryName } from '../model/identity.ts';
import { decodeInventory, emptyInventory, type Inventory } from '../model/inventory.ts';
import type { Cluster } from '../model/ports/cluster.ts';

/** What is recorded of a target; empty where nothing is. Throws `ClusterError`, `InventoryError`. */
export async function readInventory(
  cluster: Cluster,
  namespace: string,
  target: string,
  signal?: AbortSignal,
): Promise<Inventory> {
  const reference = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: inventoryName(target) };
  const configMap = await cluster.get(reference, signal);
  return configMap === undefined ? emptyInventory(target) : decodeInventory(configMap);
}

/**
 * Every inventory of an agent, by target: also of targets that left Git. Throws
 * as `readInventory` does.
 */
export async function observeInventories(
  cluster: Cluster,
  namespace: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Inventory>> {
  const { items } = await cluster.list({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    namespace,
    labelSelector: inventoryLabel,
    ...(signal === undefined ? {} : { signal }),
  });
  return new Map(items.map(decodeInventory).map((inventory) => [inventory.target, inventory]));
}

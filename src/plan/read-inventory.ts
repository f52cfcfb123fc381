import { inventoryName } from '../model/identity.ts';
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

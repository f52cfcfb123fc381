import { fieldManager, inventoryName } from '../model/identity.ts';
import { encodeInventory, type Inventory } from '../model/inventory.ts';
import type { Cluster } from '../model/ports/cluster.ts';

/** Stores an inventory in its ConfigMap. Throws `ClusterError`, `InventoryError`. */
export async function storeInventory(
  cluster: Cluster,
  namespace: string,
  inventory: Inventory,
): Promise<void> {
  await cluster.apply(encodeInventory(inventory, namespace), { fieldManager, force: true });
}

/** Removes the record of a target that has nothing on the cluster any more. */
export async function removeInventory(
  cluster: Cluster,
  namespace: string,
  target: string,
): Promise<void> {
  const reference = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: inventoryName(target) };
  await cluster.delete(reference, {});
}

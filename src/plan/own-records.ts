import { inventoryLabel, inventoryName, statusLabel, statusName } from '../model/identity.ts';
import type { Manifest } from '../model/manifest.ts';

/**
 * Whether an object would pass for a record of Tidewatch itself. From Git such a
 * record could approve deletions, or say of another target that it is gone.
 */
export function isOwnRecord({ apiVersion, kind, metadata }: Manifest): boolean {
  if (apiVersion !== 'v1' || kind !== 'ConfigMap') return false;
  const { name, labels = {} } = metadata;
  return (
    [inventoryLabel, statusLabel].some((label) => labels[label] !== undefined) ||
    [inventoryName(''), statusName('')].some((prefix) => name.startsWith(prefix))
  );
}

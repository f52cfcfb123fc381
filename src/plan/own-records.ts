import {
  inventoryLabel,
  inventoryName,
  ledgerLabel,
  ledgerName,
  statusLabel,
  statusName,
} from '../model/identity.ts';
import type { Manifest } from '../model/manifest.ts';

/**
 * Whether an object would pass for a record of Tidewatch itself. From Git such a
 * record could approve deletions, say of another target that it is gone, or of a
 * step that it has run.
 */
export function isOwnRecord({ apiVersion, kind, metadata }: Manifest): boolean {
  if (apiVersion !== 'v1' || kind !== 'ConfigMap') return false;
  const { name, labels = {} } = metadata;
  return (
    [inventoryLabel, ledgerLabel, statusLabel].some((label) => labels[label] !== undefined) ||
    [inventoryName(''), ledgerName(''), statusName('')].some((prefix) => name.startsWith(prefix))
  );
}

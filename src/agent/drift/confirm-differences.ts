import type { FieldDifference } from '../../drift/field-difference.ts';
import { fieldManager } from '../../model/identity.ts';
import { jsonEquals } from '../../model/json.ts';
import { type Manifest, valueAt } from '../../model/manifest.ts';
import { withOwnerUids } from '../../model/owner-uids.ts';
import type { Cluster } from '../../model/ports/cluster.ts';

/**
 * Asks the server what applying the wanted object would make of the live one:
 * differences that stay then are only two ways to write the same.
 */
export async function confirmDifferences(
  wanted: Manifest,
  live: Manifest,
  differences: readonly FieldDifference[],
  cluster: Cluster,
  signal?: AbortSignal,
): Promise<readonly FieldDifference[]> {
  const owners = live.metadata.ownerReferences ?? [];
  const sent = withOwnerUids(
    wanted,
    ({ kind, name }) => owners.find((owner) => owner.kind === kind && owner.name === name)?.uid,
  );
  const result = await cluster.apply(sent, {
    fieldManager,
    force: true,
    dryRun: true,
    ...(signal === undefined ? {} : { signal }),
  });
  return differences.filter(
    ({ livePath }) => !jsonEquals(valueAt(result, livePath), valueAt(live, livePath)),
  );
}

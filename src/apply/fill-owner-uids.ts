import { InvalidInputError } from '../model/errors.ts';
import type { Manifest, OwnerReference } from '../model/manifest.ts';
import { formatObjectId, objectIdOf, objectKey } from '../model/object-id.ts';
import { ownerIdOf, ownersWithoutUid, withOwnerUids } from '../model/owner-uids.ts';
import type { ApplyRun } from './run.ts';

/**
 * An object with the uids of its owners: of those this apply has written or
 * seen, else of the live ones. Throws `InvalidInputError` where an owner does
 * not exist: its children would be deleted at once.
 */
export async function fillOwnerUids(run: ApplyRun, manifest: Manifest): Promise<Manifest> {
  const uids = new Map<OwnerReference, string>();
  for (const owner of ownersWithoutUid(manifest)) {
    uids.set(owner, await ownerUid(run, manifest, owner));
  }
  return withOwnerUids(manifest, (owner) => uids.get(owner));
}

async function ownerUid(run: ApplyRun, child: Manifest, owner: OwnerReference): Promise<string> {
  const namespaced = ownerIdOf(child, owner);
  const known =
    run.uids.get(objectKey(namespaced)) ?? run.uids.get(objectKey(ownerIdOf(child, owner, true)));
  if (known !== undefined) return known;
  const { apiVersion, kind, name } = owner;
  const { namespace } = namespaced;
  const live = await run.context.cluster.get({ apiVersion, kind, namespace, name });
  if (live?.metadata.uid !== undefined) return live.metadata.uid;
  throw new InvalidInputError([
    {
      code: 'OWNER_MISSING',
      position: undefined,
      subject: formatObjectId(objectIdOf(child)),
      what: `its owner ${formatObjectId(namespaced)} does not exist`,
      advice: 'add the owner to this target, or remove the owner reference',
    },
  ]);
}

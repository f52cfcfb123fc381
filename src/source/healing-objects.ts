import { DamagedObjectError, type GitObjects } from './git-objects.ts';

/**
 * Objects that are replaced as a whole, by `heal`, when one of them turns out to
 * be damaged, and read again once. What is damaged even then is thrown as
 * `hopeless` makes it.
 */
export function healingObjects(
  first: GitObjects,
  heal: (cause: DamagedObjectError) => Promise<GitObjects>,
  hopeless: (cause: DamagedObjectError) => Error,
): GitObjects {
  let current = first;
  let healing: Promise<GitObjects> | undefined;

  const healed = async (broken: GitObjects, cause: DamagedObjectError): Promise<GitObjects> => {
    // Somebody else may have met the damage first.
    if (broken !== current) return current;
    healing ??= heal(cause).finally(() => {
      healing = undefined;
    });
    current = await healing;
    return current;
  };

  const reading = async <Value>(read: (objects: GitObjects) => Promise<Value>): Promise<Value> => {
    const used = current;
    try {
      return await read(used);
    } catch (error) {
      if (!(error instanceof DamagedObjectError)) throw error;
      const objects = await healed(used, error);
      return read(objects).catch((again: unknown) => {
        throw again instanceof DamagedObjectError ? hopeless(again) : again;
      });
    }
  };

  return {
    treeOf: (commit) => reading((objects) => objects.treeOf(commit)),
    commit: (id) => reading((objects) => objects.commit(id)),
    tree: (id) => reading((objects) => objects.tree(id)),
    blob: (id) => reading((objects) => objects.blob(id)),
  };
}

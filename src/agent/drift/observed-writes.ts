import { fieldManager } from '../../model/identity.ts';
import type { Manifest } from '../../model/manifest.ts';
import { objectIdOf, objectKey, splitApiVersion } from '../../model/object-id.ts';
import type { Cluster, ObjectReference, WriteOptions } from '../../model/ports/cluster.ts';

/** Who must know of our own writes, so as not to take them for somebody else's. Keys are `objectKey`s. */
export interface WriteObserver {
  /** A write begins. */
  writing(key: string): void;
  /** It is through; the object as the server has it now. */
  wrote(key: string, after: Manifest): void;
  /** It failed, or nobody knows. */
  writeFailed(key: string): void;
}

/** The same cluster, with desired state that goes to it told to an observer. */
export function observedWrites(cluster: Cluster, observer: WriteObserver): Cluster {
  const isDesired = ({ fieldManager: manager, dryRun, subresource }: WriteOptions) =>
    manager === fieldManager && dryRun !== true && subresource === undefined;
  return {
    ...cluster,
    async apply(manifest, options) {
      if (!isDesired(options)) return cluster.apply(manifest, options);
      const key = objectKey(objectIdOf(manifest));
      observer.writing(key);
      try {
        const after = await cluster.apply(manifest, options);
        observer.wrote(key, after);
        return after;
      } catch (thrown) {
        observer.writeFailed(key);
        throw thrown;
      }
    },
    // Only the first half of a write: fields of other managers become ours before the apply.
    async patch(reference, patch, options) {
      if (isDesired(options)) observer.writing(keyOf(reference));
      return cluster.patch(reference, patch, options);
    },
  };
}

function keyOf({ apiVersion, kind, namespace, name }: ObjectReference): string {
  return objectKey({ group: splitApiVersion(apiVersion).group, kind, namespace, name });
}

import type { Cluster } from '../../src/model/ports/cluster.ts';
import { UnavailableError } from '../../src/model/ports/cluster-errors.ts';

export interface InterruptedCluster {
  readonly cluster: Cluster;
  /** Writes that reached the cluster so far. */
  writes(): number;
}

/**
 * A cluster whose connection is lost for good with the write of that number,
 * before the server has seen it, or after, when only the answer is lost. To
 * whoever looks at the server, that is a client that was killed.
 */
export function interrupted(
  cluster: Cluster,
  lastWrite: number,
  lost: 'request' | 'answer',
): InterruptedCluster {
  let writes = 0;
  let dead = false;
  const away = () => new UnavailableError('the connection is lost');
  async function write<T>(isWrite: boolean, send: () => Promise<T>): Promise<T> {
    if (dead) throw away();
    if (!isWrite) return send();
    const last = writes + 1 >= lastWrite;
    if (last) dead = true;
    if (last && lost === 'request') throw away();
    writes += 1;
    const result = await send();
    if (last) throw away();
    return result;
  }
  return {
    writes: () => writes,
    cluster: {
      get: (...given) => write(false, () => cluster.get(...given)),
      list: (...given) => write(false, () => cluster.list(...given)),
      watch: (...given) => cluster.watch(...given),
      apply: (manifest, options) =>
        write(options.dryRun !== true, () => cluster.apply(manifest, options)),
      patch: (reference, patch, options) =>
        write(options.dryRun !== true, () => cluster.patch(reference, patch, options)),
      delete: (reference, options) =>
        write(options.dryRun !== true, () => cluster.delete(reference, options)),
    },
  };
}

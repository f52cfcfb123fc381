import type { Cluster } from '../../src/model/ports/cluster.ts';
import { ConflictError, UnavailableError } from '../../src/model/ports/cluster-errors.ts';

/** What becomes of one call of the port. */
export type Fault =
  /** The process dies before the call is sent. */
  | 'killed-before'
  /** The process dies once the server has acted, before it hears of it. */
  | 'killed-after'
  /** The server has acted, and the answer is lost; the process lives on. */
  | 'answer-lost'
  /** The server refuses the call, and the process lives on. */
  | '429'
  | '500'
  | 'timeout'
  | 'conflict';

export const killings: readonly Fault[] = ['killed-before', 'killed-after', 'answer-lost'];
export const refusals: readonly Fault[] = ['429', '500', 'timeout', 'conflict'];

export interface FaultyCluster {
  readonly cluster: Cluster;
  /** Calls so far. */
  calls(): number;
  /** Aborted when the process dies. */
  readonly signal: AbortSignal;
}

/** A cluster whose `at`-th call goes wrong; the first is number 1. Number 0 is none. */
export function faulty(cluster: Cluster, at: number, fault: Fault): FaultyCluster {
  let calls = 0;
  const death = new AbortController();
  const die = () => {
    death.abort(new Error('the process is killed'));
    throw death.signal.reason;
  };
  async function call<T>(send: () => Promise<T>, isWrite: boolean): Promise<T> {
    death.signal.throwIfAborted();
    calls += 1;
    if (calls !== at) return send();
    if (fault === 'killed-before') die();
    if (fault === 'killed-after' || fault === 'answer-lost') {
      const result = await send();
      if (fault === 'killed-after') die();
      // A client asks again by itself where that is harmless: only writes lose their answer.
      if (!isWrite) return result;
    }
    throw errorOf(fault);
  }
  return {
    calls: () => calls,
    signal: death.signal,
    cluster: {
      get: (...given) => call(() => cluster.get(...given), false),
      list: (...given) => call(() => cluster.list(...given), false),
      watch: (options) => cluster.watch(options),
      apply: (...given) => call(() => cluster.apply(...given), given[1].dryRun !== true),
      patch: (...given) => call(() => cluster.patch(...given), true),
      delete: (...given) => call(() => cluster.delete(...given), true),
    },
  };
}

function errorOf(fault: Fault): Error {
  switch (fault) {
    case '429':
      return new UnavailableError('too many requests', { status: 429 });
    case '500':
      return new UnavailableError('internal error', { status: 500 });
    case 'conflict':
      return new ConflictError('the object has been modified');
    default:
      return new UnavailableError('no answer came in time');
  }
}

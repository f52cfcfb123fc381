import { TidewatchError } from '../errors.ts';

/** Where the key-value store inside of a cluster's PD answers, and how to show who we are. */
export interface TopologyEndpoint {
  /** `http://basic-pd.tidb.svc:2379` */
  readonly url: string;
  /** PEM texts; unset without TLS. */
  readonly credentials?: {
    readonly authority: string;
    readonly certificate: string;
    readonly key: string;
  };
}

/** A key as it is stored. */
export interface TopologyEntry {
  readonly value: string;
  /** The lease with whose end the key goes; `'0'` where it stays for ever. */
  readonly lease: string;
  /** Changes with every write of the key. */
  readonly revision: string;
}

/**
 * What TiDB Dashboard knows of a cluster's surroundings: keys such as
 * `/topology/prometheus` in PD. Every call ends within seconds; what goes wrong
 * is thrown as `TopologyError`.
 */
export interface TopologyStore {
  get(key: string): Promise<TopologyEntry | undefined>;
  /**
   * Writes a value that goes after `ttl` seconds unless it is kept alive. `false`
   * where the key is not at `revision` any more; `'0'` stands for no such key.
   */
  put(
    key: string,
    value: string,
    options: { readonly ttl: number; readonly revision: string },
  ): Promise<boolean>;
  /** Gives a lease its full time again; `false` where it has ended. */
  keepAlive(lease: string): Promise<boolean>;
  /** Removes a key if it has this value; `false` where it has not. */
  delete(key: string, value: string): Promise<boolean>;
  close(): void;
}

export type OpenTopologyStore = (endpoint: TopologyEndpoint) => Promise<TopologyStore>;

/** PD did not answer, or refused. */
export class TopologyError extends TidewatchError {
  override readonly code = 'TOPOLOGY_UNAVAILABLE';
}

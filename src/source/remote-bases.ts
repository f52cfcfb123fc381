import type { Log } from '../model/ports/log.ts';
import type { RemoteBase, RemoteBases, RemoteReference } from '../model/ports/remote-bases.ts';
import type { Source } from '../model/ports/source.ts';
import { SourceError } from '../model/ports/source-errors.ts';
import { openSource } from './open-source.ts';
import { parseReference } from './reference.ts';
import type { SourceLimits } from './source-options.ts';

export interface RemoteBasesOptions {
  /** The hosts that may be asked, with the port where it is not the usual one: `github.com`. */
  readonly hosts: readonly string[];
  readonly cacheFolder: string;
  readonly caFile?: string | undefined;
  readonly limits?: Partial<SourceLimits> | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
}

/** Bases of other repositories, without credentials, by the Git client of the agent itself. */
export interface OpenRemoteBases extends RemoteBases {
  close(): Promise<void>;
}

const COMMIT = /^[0-9a-f]{40}$/i;
/** Repositories that stay open; what is asked for again is in the cache on disk. */
const MOST_SOURCES = 16;

export function remoteBases(options: RemoteBasesOptions): OpenRemoteBases {
  const hosts = new Set(options.hosts.map((host) => host.toLowerCase()));
  const sources = new Map<string, Promise<Source>>();

  async function sourceOf({ repository, ref }: RemoteReference): Promise<Source> {
    const key = `${repository}\n${ref}`;
    let source = sources.get(key);
    sources.delete(key);
    source ??= openSource({
      ...options,
      repository,
      reference: parseReference(COMMIT.test(ref) ? ref : `refs/tags/${tagOf(ref)}`),
      credentials: { kind: 'none' },
    });
    sources.set(key, source);
    for (const [oldest, old] of sources) {
      if (sources.size <= MOST_SOURCES) break;
      sources.delete(oldest);
      await (await old).close();
    }
    return source;
  }

  async function open(reference: RemoteReference): Promise<RemoteBase> {
    requireAllowed(reference, hosts);
    const source = await sourceOf(reference);
    const revision = await source.resolve().catch((thrown: unknown) => {
      throw thrown instanceof SourceError && thrown.code === 'REFERENCE_NOT_FOUND'
        ? notATag(reference, thrown)
        : thrown;
    });
    const { tree } = await source.snapshot(revision);
    options.log.info('Used a base of another repository', {
      repository: reference.repository,
      ref: reference.ref,
      commit: revision.commit,
    });
    return { revision, tree };
  }

  return {
    open,
    async close() {
      const open = [...sources.values()];
      sources.clear();
      for (const source of open) await (await source).close();
    },
  };
}

function requireAllowed({ repository }: RemoteReference, hosts: ReadonlySet<string>): void {
  const { host } = new URL(repository);
  if (hosts.has(host.toLowerCase())) return;
  throw new SourceError(
    'INVALID_SOURCE',
    `${repository}: the host ${host} is not among those that bases may come from; add it to remoteBaseHosts`,
    { data: { repository, host } },
  );
}

function tagOf(ref: string): string {
  return ref.replace(/^refs\/tags\//, '');
}

function notATag({ repository, ref }: RemoteReference, cause: SourceError): SourceError {
  return new SourceError(
    'REFERENCE_NOT_FOUND',
    `${repository}: there is no tag ${ref}; branches move, so they pin nothing: name a tag or a full commit id`,
    { data: { repository, ref }, cause },
  );
}

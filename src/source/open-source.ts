import type { Source } from '../model/ports/source.ts';
import { SourceError } from '../model/ports/source-errors.ts';
import { authorizationHeader } from './credentials.ts';
import type { GitHttpClient } from './http-client.ts';
import { localSource } from './local-source.ts';
import { parseRepositoryAddress } from './repository-address.ts';
import { DEFAULT_SOURCE_LIMITS, type SourceLimits, type SourceOptions } from './source-options.ts';

/**
 * A source for an address and a reference. Nothing is read or asked yet. Throws
 * `SourceError` (`INVALID_SOURCE`) for options that cannot work.
 */
export async function openSource(options: SourceOptions): Promise<Source> {
  const address = parseRepositoryAddress(options.repository);
  const limits: SourceLimits = { ...DEFAULT_SOURCE_LIMITS, ...options.limits };
  if (address.kind === 'local') {
    return localSource({ path: address.path, reference: options.reference, limits });
  }
  const [http, { remoteSource }] = await Promise.all([
    openHttp(address.url, options),
    import('./remote-source.ts'),
  ]);
  return remoteSource({
    address: address.url,
    reference: options.reference,
    http,
    cacheFolder: options.cacheFolder,
    limits,
    log: options.log,
  });
}

/** HTTP for a repository, with its credentials. Throws `SourceError` (`INVALID_SOURCE`). */
export async function openHttp(
  url: string,
  { credentials, environment, ...options }: SourceOptions,
): Promise<GitHttpClient> {
  if (credentials.kind !== 'none' && options.allowPlainCredentials !== true) {
    refusePlainCredentials(url);
  }
  const { packSize, silence } = { ...DEFAULT_SOURCE_LIMITS, ...options.limits };
  const [{ openDispatcher }, { createHttpClient }] = await Promise.all([
    import('./dispatcher.ts'),
    import('./http-client.ts'),
  ]);
  return createHttpClient({
    address: url,
    dispatcher: await openDispatcher(environment, options.caFile),
    authorization: () => authorizationHeader(credentials, url, environment),
    maxAnswer: packSize,
    silence,
  });
}

function refusePlainCredentials(url: string): void {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:') return;
  if (/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)) return;
  throw new SourceError(
    'INVALID_SOURCE',
    `${url}: credentials over plain HTTP can be read by anybody on the way; write an https:// address, or allow it with --allow-plain-credentials`,
    { data: { repository: url } },
  );
}

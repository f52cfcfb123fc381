import { join } from 'node:path';
import type { Branches } from '../model/ports/branches.ts';
import { SourceError } from '../model/ports/source-errors.ts';
import { openHttp } from './open-source.ts';
import { parseRepositoryAddress } from './repository-address.ts';
import { DEFAULT_SOURCE_LIMITS, type SourceOptions } from './source-options.ts';

/** Where branches of a repository are written. Nothing is asked yet. Throws `SourceError`. */
export async function openBranches(options: SourceOptions): Promise<Branches> {
  const address = parseRepositoryAddress(options.repository);
  if (address.kind === 'local') {
    throw new SourceError(
      'INVALID_SOURCE',
      `${options.repository}: branches are pushed over HTTP(S) alone; name the repository by its URL`,
      { data: { repository: options.repository } },
    );
  }
  const [http, { remoteBranches }] = await Promise.all([
    openHttp(address.url, options),
    import('./remote-branches.ts'),
  ]);
  return remoteBranches({
    address: address.url,
    http,
    scratchFolder: join(options.cacheFolder, 'pushes'),
    limits: { ...DEFAULT_SOURCE_LIMITS, ...options.limits },
  });
}

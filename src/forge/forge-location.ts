import { InvalidInputError } from '../model/errors.ts';
import type { ForgeLocation } from './forge-options.ts';
import type { ForgeSettings } from './open-forge.ts';

type Provider = ForgeSettings['provider'];

/** The hosts that everybody knows. */
const knownHosts: Readonly<Record<string, Provider>> = {
  'github.com': 'github',
  'gitlab.com': 'gitlab',
  'codeberg.org': 'gitea',
  'gitea.com': 'gitea',
};

/**
 * Where the API of a repository is. `provider` is needed where the host does not
 * tell; `apiUrl` where the API is somewhere else than usual. Throws
 * `InvalidInputError`.
 */
export function forgeLocation(
  repository: string,
  { provider, apiUrl }: { readonly provider?: Provider; readonly apiUrl?: string },
): { readonly provider: Provider; readonly location: ForgeLocation } {
  const address = addressOf(repository);
  const found = provider ?? knownHosts[address.host];
  if (found === undefined) {
    throw invalid(repository, 'its host does not tell which forge it is', 'name the provider');
  }
  if (found !== 'gitlab' && address.path.split('/').length !== 2) {
    throw invalid(repository, 'it names no repository of an owner', 'give HOST/OWNER/REPOSITORY');
  }
  const api = apiUrl ?? usualApi(found, address);
  const url = `${address.origin}/${address.path}`;
  return { provider: found, location: { url, path: address.path, apiUrl: api } };
}

interface Address {
  readonly origin: string;
  readonly host: string;
  readonly path: string;
}

/** Of a URL, or of `git@host:path` as SSH has it; without credentials. */
function addressOf(repository: string): Address {
  const ssh = /^(?:ssh:\/\/)?[^@/]+@([^:/]+)(?::\d+)?[:/](.+)$/.exec(repository);
  const text = ssh === null ? repository : `https://${ssh[1]}/${ssh[2]}`;
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw invalid(repository, 'it is not the URL of a repository on a forge', 'use https://…');
  }
  const path = url.pathname.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  return { origin: url.origin, host: url.host, path };
}

function usualApi(provider: Provider, { origin, host }: Address): string {
  if (provider !== 'github') return origin;
  return host === 'github.com' ? 'https://api.github.com' : `${origin}/api/v3`;
}

function invalid(repository: string, what: string, advice: string): InvalidInputError {
  // Whoever gives a URL may have put a password into it.
  const subject = repository.replace(/\/\/[^@/]*@/, '//');
  return new InvalidInputError([
    { code: 'FORGE_UNKNOWN', position: undefined, subject, what, advice },
  ]);
}

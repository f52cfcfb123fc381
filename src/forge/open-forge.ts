import type { Forge } from '../model/ports/forge.ts';
import { checkedForge } from './checked-forge.ts';
import type { ForgeLocation, GitHubCredentials, TokenCredentials } from './forge-options.ts';

/** Whose API a forge speaks; Forgejo speaks Gitea's. */
export type ForgeSettings =
  | { readonly provider: 'github'; readonly credentials: GitHubCredentials }
  | { readonly provider: 'gitlab' | 'gitea'; readonly credentials: TokenCredentials };

/** Opens one repository of a forge. Only the client of that forge is loaded; nothing is asked yet. */
export async function openForge(location: ForgeLocation, settings: ForgeSettings): Promise<Forge> {
  return checkedForge(await clientFor(location, settings), location.url);
}

async function clientFor(location: ForgeLocation, settings: ForgeSettings): Promise<Forge> {
  switch (settings.provider) {
    case 'github': {
      const { githubForge } = await import('./github/github-forge.ts');
      return githubForge(location, settings.credentials);
    }
    case 'gitlab': {
      const { gitlabForge } = await import('./gitlab/gitlab-forge.ts');
      return gitlabForge(location, settings.credentials);
    }
    case 'gitea': {
      const { giteaForge } = await import('./gitea/gitea-forge.ts');
      return giteaForge(location, settings.credentials);
    }
  }
}

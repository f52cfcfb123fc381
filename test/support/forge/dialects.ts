import type { ForgeSettings } from '../../../src/forge/open-forge.ts';
import { openForge } from '../../../src/forge/open-forge.ts';
import type { Forge } from '../../../src/model/ports/forge.ts';
import type { ForgeModel } from './forge-model.ts';
import { giteaApi } from './gitea-api.ts';
import { githubApi } from './github-api.ts';
import { gitlabApi } from './gitlab-api.ts';
import { type ForgeApi, startTestForge, type TestForge } from './test-forge.ts';

type Provider = ForgeSettings['provider'];

/** How each forge is spoken to, and where it has the newest commit of a pull request. */
export interface ForgeDialect {
  readonly name: string;
  readonly provider: Provider;
  readonly api: ForgeApi;
  reference(number: number): string;
}

const pull = (number: number): string => `refs/pull/${number}/head`;

export const dialects: readonly ForgeDialect[] = [
  { name: 'GitHub', provider: 'github', api: githubApi, reference: pull },
  {
    name: 'GitLab',
    provider: 'gitlab',
    api: gitlabApi,
    reference: (number) => `refs/merge-requests/${number}/head`,
  },
  { name: 'Gitea and Forgejo', provider: 'gitea', api: giteaApi, reference: pull },
];

export function dialectOf(provider: Provider): ForgeDialect {
  const found = dialects.find((dialect) => dialect.provider === provider);
  if (found === undefined) throw new Error(`no dialect of ${provider}`);
  return found;
}

/** The token that forges of tests are asked with. */
export const testToken = 'secret-token';

/** A forge on this machine, and the client that speaks to it. */
export async function openTestForge(
  { provider, api }: ForgeDialect,
  model: ForgeModel,
  timeout = 30_000,
): Promise<{ readonly server: TestForge; readonly forge: Forge }> {
  const server = await startTestForge(api, model);
  const location = {
    url: 'https://git.example.com/team/monitoring',
    path: api.repository,
    apiUrl: server.url,
    retryBase: 1,
    timeout,
  };
  const forge = await openForge(location, { provider, credentials: { token: testToken } });
  return { server, forge };
}

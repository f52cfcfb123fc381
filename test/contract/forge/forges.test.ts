import { describe } from 'vitest';
import { type ForgeSettings, openForge } from '../../../src/forge/open-forge.ts';
import { forgeModel } from '../../support/forge/forge-model.ts';
import { giteaApi } from '../../support/forge/gitea-api.ts';
import { githubApi } from '../../support/forge/github-api.ts';
import { gitlabApi } from '../../support/forge/gitlab-api.ts';
import { type ForgeApi, startTestForge } from '../../support/forge/test-forge.ts';
import { type ForgeUnderTest, forgeSuite } from './suite.ts';

async function open(
  provider: ForgeSettings['provider'],
  api: ForgeApi,
  reference: (number: number) => string,
): Promise<ForgeUnderTest> {
  const server = await startTestForge(api, forgeModel());
  const location = {
    url: 'https://git.example.com/team/monitoring',
    path: api.repository,
    apiUrl: server.url,
    retryBase: 1,
  };
  const credentials = { token: 'secret-token' };
  return { forge: await openForge(location, { provider, credentials }), server, reference };
}

const pull = (number: number): string => `refs/pull/${number}/head`;
const mergeRequest = (number: number): string => `refs/merge-requests/${number}/head`;

describe('GitHub', () => forgeSuite(() => open('github', githubApi, pull)));
describe('GitLab', () => forgeSuite(() => open('gitlab', gitlabApi, mergeRequest)));
describe('Gitea and Forgejo', () => forgeSuite(() => open('gitea', giteaApi, pull)));

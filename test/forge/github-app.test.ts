import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openForge } from '../../src/forge/open-forge.ts';
import { forgeModel, openPullRequest } from '../support/forge/forge-model.ts';
import { githubApi } from '../support/forge/github-api.ts';
import { startTestForge, type TestForge } from '../support/forge/test-forge.ts';

let server: TestForge;
beforeEach(async () => {
  server = await startTestForge(githubApi, forgeModel('tidewatch[bot]'));
});
afterEach(() => server.close());

it('an app of GitHub gets a token for its installation, and uses it until it ends', async () => {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const forge = await openForge(
    { url: 'https://github.com/team/monitoring', path: githubApi.repository, apiUrl: server.url },
    { provider: 'github', credentials: { appId: '77', privateKey, installationId: 5 } },
  );
  openPullRequest(server.model, { headCommit: '1'.repeat(40) });
  await forge.conversation.write(1, 'Hello', undefined);
  const comments = await forge.conversation.comments(1);
  expect(comments).toMatchObject([{ author: 'tidewatch[bot]', own: true }]);
  const tokens = server.requests.filter((one) => one.includes('/access_tokens'));
  expect(tokens).toEqual(['POST /app/installations/5/access_tokens']);
});

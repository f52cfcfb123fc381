import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/agent/config/load-config.ts';
import { configChecks } from '../../../src/agent/config-checks.ts';

const load = (flags: Readonly<Record<string, unknown>>) =>
  loadConfig({
    flags: { repo: 'https://git.example.com/team/app', ...flags },
    env: {},
    readFile: () => Promise.reject(new Error('there is no file')),
    checks: configChecks,
  });

describe('the forge of a repository', () => {
  it('is none where none is named', async () => {
    expect((await load({})).repositories[0]?.forge).toBeUndefined();
  });

  it('takes a token from where it is kept, and asks every minute', async () => {
    const { repositories } = await load({ forge: 'gitlab', forgeTokenFile: '/run/token' });
    expect(repositories[0]?.forge).toEqual({
      provider: 'gitlab',
      apiUrl: undefined,
      secret: { kind: 'token', place: { file: '/run/token' } },
      interval: 60_000,
      webhookSecret: undefined,
    });
  });

  it('takes webhooks where it has their secret', async () => {
    const flags = {
      forge: 'gitea',
      forgeTokenFile: '/run/token',
      forgeWebhookSecretFile: '/run/hook',
    };
    const { repositories } = await load(flags);
    expect(repositories[0]?.forge?.webhookSecret).toEqual({ file: '/run/hook' });
  });

  it('takes a GitHub App', async () => {
    const app = { forgeAppId: '77', forgeInstallationId: '5', forgePrivateKeyFile: '/run/key.pem' };
    const { repositories } = await load({ forge: 'github', ...app });
    expect(repositories[0]?.forge?.secret).toEqual({
      kind: 'app',
      appId: '77',
      installationId: 5,
      privateKey: { file: '/run/key.pem' },
    });
  });

  it.each([
    [
      { forgeTokenFile: '/run/token' },
      '--forge-token-file: the forge is not named; set forge.provider to github, gitlab or gitea',
    ],
    [
      { forge: 'github' },
      '--forge: it is not clear as whom pull requests are answered; set one of forge.tokenFile and forge.tokenEnv, or all three settings of a GitHub App',
    ],
    [
      { forge: 'github', forgeTokenFile: '/run/token', forgeTokenEnv: 'TOKEN' },
      '--forge: it is not clear as whom pull requests are answered; set one of forge.tokenFile and forge.tokenEnv, or all three settings of a GitHub App',
    ],
    [
      {
        forge: 'gitea',
        forgeAppId: '77',
        forgeInstallationId: '5',
        forgePrivateKeyFile: '/run/key',
      },
      '--forge-app-id: gitea knows no GitHub Apps; set forge.tokenFile',
    ],
  ])('%j is refused', async (flags, message) => {
    await expect(load(flags)).rejects.toThrow(message);
  });
});

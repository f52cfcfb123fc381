import { optional, type Settings, setting } from './setting.ts';
import { choice, duration, integer, text } from './value-types.ts';

/** Where pull requests are answered; part of what is set for a repository. */
export const forgeSettings = {
  forge: optional(
    'forge.provider',
    'forge',
    choice('github', 'gitlab', 'gitea'),
    'answers pull requests on this forge; gitea stands for Forgejo, too',
  ),
  forgeApiUrl: optional(
    'forge.apiUrl',
    'forge-api-url',
    text('URL', 'a URL'),
    "root of the forge's API, where it is not where it usually is",
  ),
  forgeTokenFile: optional(
    'forge.tokenFile',
    'forge-token-file',
    text('FILE', 'a file'),
    'file with a token for the API of the forge',
  ),
  forgeTokenEnv: optional(
    'forge.tokenEnv',
    'forge-token-env',
    text('VARIABLE', 'the name of an environment variable', /^\w+$/),
    'environment variable with a token for the API of the forge',
  ),
  forgeAppId: optional(
    'forge.appId',
    'forge-app-id',
    text('ID', 'the id of a GitHub App', /^\w+$/),
    'GitHub App that answers, instead of a token',
  ),
  forgeInstallation: optional(
    'forge.installationId',
    'forge-installation-id',
    integer(1, Number.MAX_SAFE_INTEGER),
    'installation of the GitHub App',
  ),
  forgeKeyFile: optional(
    'forge.privateKeyFile',
    'forge-private-key-file',
    text('FILE', 'a file'),
    'PEM file with the private key of the GitHub App',
  ),
  forgeInterval: setting(
    'forge.interval',
    'forge-interval',
    duration(1_000),
    60_000,
    'how often the forge is asked for pull requests',
  ),
  forgeWebhookSecretFile: optional(
    'forge.webhookSecretFile',
    'forge-webhook-secret-file',
    text('FILE', 'a file'),
    'file with the secret of webhooks that hurry the next question',
  ),
} satisfies Settings;

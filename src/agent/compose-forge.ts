import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { forgeLocation } from '../forge/forge-location.ts';
import { type ForgeSettings, openForge } from '../forge/open-forge.ts';
import { webhookCheck } from '../forge/webhook-signature.ts';
import { readSecret } from '../source/credentials.ts';
import type { OpenForge } from './agent-ports.ts';
import type { ForgeConfig, RepositoryConfig } from './config/agent-config.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The forge of a repository, where pull requests are to be answered. */
export async function composeForge(
  { url, forge }: RepositoryConfig,
  environment: Environment,
): Promise<OpenForge | undefined> {
  if (forge === undefined) return undefined;
  const { location } = forgeLocation(url, {
    provider: forge.provider,
    ...(forge.apiUrl === undefined ? {} : { apiUrl: forge.apiUrl }),
  });
  const { webhookSecret: place } = forge;
  const { settings, secret } = await settingsOf(forge, location.url, environment);
  return {
    forge: await openForge(location, settings),
    interval: forge.interval,
    // Read anew each time, so that it can be rotated.
    checkWebhook:
      place &&
      (async () =>
        webhookCheck(forge.provider, await readSecret(place, location.url, environment))),
    // The same from start to start, so that comments stay the same; known to nobody who reads them.
    fingerprintKey: createHmac('sha256', secret).update('tidewatch fingerprints').digest(),
  };
}

async function settingsOf(
  { provider, secret }: ForgeConfig,
  url: string,
  environment: Environment,
): Promise<{ readonly settings: ForgeSettings; readonly secret: string }> {
  if (secret.kind === 'token') {
    const token = await readSecret(secret.place, url, environment);
    return { settings: { provider, credentials: { token } }, secret: token };
  }
  const { appId, installationId } = secret;
  const privateKey = await readKey(secret.privateKey.file);
  const credentials = { appId, installationId, privateKey };
  return { settings: { provider: 'github', credentials }, secret: privateKey };
}

/** A key has many lines, unlike any other secret. */
function readKey(file: string): Promise<string> {
  return readFile(file, 'utf8');
}

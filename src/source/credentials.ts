import { readFile } from 'node:fs/promises';
import { messageOf } from '../model/errors.ts';
import { SourceError } from '../model/ports/source-errors.ts';
import type { GitCredentials, SecretPlace } from './source-options.ts';

/**
 * The value of the `Authorization` header, `undefined` where no credentials are
 * configured. Files are read anew each time: that is how credentials rotate.
 * Throws `SourceError` (`CREDENTIALS_UNREADABLE`), which names the place and
 * never the value.
 */
export async function authorizationHeader(
  credentials: GitCredentials,
  address: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  switch (credentials.kind) {
    case 'none':
      return undefined;
    case 'bearer':
      return `Bearer ${await readSecret(credentials.token, address, environment)}`;
    case 'basic': {
      const password = await readSecret(credentials.password, address, environment);
      return `Basic ${Buffer.from(`${credentials.username}:${password}`).toString('base64')}`;
    }
  }
}

/** A secret from where it is kept; read anew each time. Throws as `authorizationHeader` does. */
export async function readSecret(
  place: SecretPlace,
  address: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const [name, text] =
    'file' in place
      ? [place.file, await readSecretFile(place.file, address)]
      : [`$${place.environment}`, environment[place.environment] ?? ''];
  // Editors and `echo` end a file with a line break that is not part of the secret.
  const secret = text.replace(/\r?\n$/, '');
  if (secret === '') throw unreadable(address, name, 'is empty or not set');
  if (/[\r\n\0]/.test(secret)) throw unreadable(address, name, 'holds more than one line');
  return secret;
}

async function readSecretFile(file: string, address: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw unreadable(address, file, `cannot be read (${messageOf(cause)})`, cause);
  }
}

function unreadable(address: string, place: string, what: string, cause?: unknown): SourceError {
  return new SourceError(
    'CREDENTIALS_UNREADABLE',
    `${address}: the credentials in ${place} cannot be used, ${place} ${what}; write the token or password there, and nothing else`,
    { data: { repository: address, place }, cause },
  );
}

import { readFile } from 'node:fs/promises';
import { getCACertificates } from 'node:tls';
import type { Dispatcher } from 'undici';
import { messageOf } from '../model/errors.ts';
import { SourceError } from '../model/ports/source-errors.ts';

const CONNECT_TIMEOUT = 10_000;

/**
 * Connections as the environment asks for: through `HTTPS_PROXY`, `HTTP_PROXY`
 * unless `NO_PROXY` names the host, in small letters too. A file of certificate
 * authorities adds to the system's. Throws `SourceError` (`INVALID_SOURCE`).
 */
export async function openDispatcher(
  environment: Readonly<Record<string, string | undefined>>,
  caFile: string | undefined,
): Promise<Dispatcher> {
  const { EnvHttpProxyAgent } = await import('undici');
  const trust = caFile === undefined ? {} : { ca: await readAuthorities(caFile) };
  return new EnvHttpProxyAgent({
    // Empty rather than undefined, which would read the environment of the process.
    httpProxy: environment.http_proxy ?? environment.HTTP_PROXY ?? '',
    httpsProxy: environment.https_proxy ?? environment.HTTPS_PROXY ?? '',
    noProxy: environment.no_proxy ?? environment.NO_PROXY ?? '',
    connect: { timeout: CONNECT_TIMEOUT, ...trust },
    requestTls: { timeout: CONNECT_TIMEOUT, ...trust },
  });
}

async function readAuthorities(file: string): Promise<string[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw invalidAuthorities(file, `cannot be read (${messageOf(cause)})`, cause);
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) {
    throw invalidAuthorities(file, 'holds no certificate');
  }
  return [...getCACertificates('default'), text];
}

function invalidAuthorities(file: string, what: string, cause?: unknown): SourceError {
  return new SourceError(
    'INVALID_SOURCE',
    `${file}: the file of certificate authorities ${what}; write PEM certificates there`,
    { data: { file }, cause },
  );
}

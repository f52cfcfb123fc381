import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SourceError } from '../model/ports/source-errors.ts';

/** Where a repository is. */
export type RepositoryAddress =
  | { readonly kind: 'remote'; readonly url: string }
  | { readonly kind: 'local'; readonly path: string };

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
const SCP_LIKE = /^[^/\\]+@[^/\\:]+:/;

/**
 * Tells a remote from a folder. Refuses what cannot work, and addresses with
 * credentials in them: those end up in logs and process lists. Throws
 * `SourceError` (`INVALID_SOURCE`).
 */
export function parseRepositoryAddress(text: string): RepositoryAddress {
  if (text === '')
    throw invalid('""', 'no repository; write an address such as https://host/team/repository.git');
  if (SCP_LIKE.test(text) || /^(ssh|git):\/\//i.test(text)) {
    throw invalid(
      redactAddress(text),
      'only HTTP(S) and local repositories are supported; write the https:// address of the repository',
    );
  }
  if (!SCHEME.test(text)) return { kind: 'local', path: isAbsolute(text) ? text : resolve(text) };
  const url = URL.parse(text);
  if (url === null) throw invalid(redactAddress(text), 'not an address; look for a typing error');
  if (url.protocol === 'file:') return localAddress(url);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw invalid(
      redactAddress(text),
      `${url.protocol}// is not supported; write an https:// address`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid(
      redactAddress(text),
      'holds credentials; take them out of the address and give them in a file or an environment variable',
    );
  }
  if (url.search !== '' || url.hash !== '') {
    throw invalid(redactAddress(text), 'has a query or a fragment; leave out what follows ? or #');
  }
  return { kind: 'remote', url: url.href.replace(/\/+$/, '') };
}

/** An address that is safe to print: without user, password, query and fragment. */
export function redactAddress(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/@]*@/i, '$1').replace(/[?#].*$/s, '');
}

function localAddress(url: URL): RepositoryAddress {
  if (url.host !== '') {
    throw invalid(url.href, 'names a host; write file:/// with three slashes and an absolute path');
  }
  return { kind: 'local', path: fileURLToPath(url) };
}

function invalid(subject: string, what: string): SourceError {
  return new SourceError('INVALID_SOURCE', `${subject}: ${what}`, {
    data: { repository: subject },
  });
}

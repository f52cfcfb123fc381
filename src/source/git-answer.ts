import { SourceError } from '../model/ports/source-errors.ts';
import { brokenAnswer, commitRefused, notAGitServer } from './http-problems.ts';

const FLUSH = '0000';
const LENGTH = 4;
const SERVICE = Buffer.from('001e# service=git-upload-pack\n0000');
const END = Buffer.from(FLUSH);
const NO_REFERENCES = Buffer.concat([SERVICE, END]);
const NO_CAPABILITIES = `${'0'.repeat(40)} capabilities^{}\0agent=git\n`;

/**
 * Refuses an answer that no Git server gives, that carries an error in place of
 * data, or that ends too early: part of a list of references would look as if
 * the others had been deleted. Every whole answer ends with a flush packet.
 */
export function checkGitAnswer(address: string, contentType: string, body: Buffer): void {
  if (!/^application\/x-git-(?:upload|receive)-pack-/.test(contentType)) {
    throw notAGitServer(address, contentType === '' ? 'no content type' : contentType);
  }
  const error = /^[0-9a-f]{4}ERR ([^\0]*)/.exec(body.toString('utf8', 0, 1024))?.[1];
  if (error !== undefined) throw refused(address, printable(error));
  if (body.toString('latin1', body.length - LENGTH) !== FLUSH) {
    throw brokenAnswer(address, 'it ends too early');
  }
}

/**
 * A list of references (protocol version 0) as newer servers write it. Two forms
 * of older ones isomorphic-git does not get along with: a list without a default
 * branch fails a fetch, for which it does not matter, and a list of nothing is
 * taken for protocol version 2.
 */
export function modernizeReferenceList(body: Buffer): Buffer {
  if (body.equals(NO_REFERENCES)) return Buffer.concat([SERVICE, packet(NO_CAPABILITIES), END]);
  const zero = body.indexOf(0);
  if (zero < 0) return body;
  const end = body.indexOf('\n', zero);
  const start = body.lastIndexOf(' ', zero) - LENGTH - 40;
  const line = body.toString('latin1', start + LENGTH, end);
  if (start < 0 || end < 0 || / HEAD\0| symref=HEAD:/.test(line)) return body;
  const named = packet(`${line} symref=HEAD:refs/heads/none\n`);
  return Buffer.concat([body.subarray(0, start), named, body.subarray(end + 1)]);
}

function packet(content: string): Buffer {
  const length = (content.length + LENGTH).toString(16).padStart(LENGTH, '0');
  return Buffer.from(length + content, 'latin1');
}

function refused(address: string, text: string): SourceError {
  const data = { repository: address, answer: text };
  if (/not our ref|unadvertised object|no such (ref|commit)/i.test(text)) {
    return commitRefused(address, text);
  }
  if (/object format/i.test(text)) {
    return new SourceError(
      'UNSUPPORTED_REPOSITORY',
      `${address}: the repository names objects by SHA-256 (${text}); use one with SHA-1`,
      { data },
    );
  }
  return new SourceError(
    'SERVER_ERROR',
    `${address}: the server answers with an error (${text}); it is asked again later, look at the server if this lasts`,
    { data },
  );
}

/** What a server wrote, in one short line without control characters. */
function printable(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 200);
}

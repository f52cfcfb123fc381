import { credentialNameEnd, onlyDescribes } from './credential-name.ts';

/** What stands in the place of a value that nobody may see. */
export const masked = '***';

const privateKeyBlock =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g;
const credentialInUrl = /(:\/\/[^\s/:@]*:)[^\s/@]+@/g;

/** `password: `, `"api_key": `, `--token=`; what follows is not masked yet. */
const credential = new RegExp(`${credentialNameEnd}["']?[ \\t]*[:=](?![ \\t]*\\*\\*\\*)`, 'i');

/** A line of YAML or JSON with one field. */
const fieldLine = /^[ \t]*(?:-[ \t]+)*["']?([\w.-]+)["']?[ \t]*:(?:[ \t]+([^\n]*))?$/;

/** A value that goes on in the lines below: none yet, a block, or an opened bracket. */
const openEnd = /^(?:[|>][-+\d]*|[^\n]*[[{(])?(?:[ \t]+#[^\n]*)?$/;

/**
 * A text without private keys, credentials in URLs, and what follows the name of
 * a credential: on its line, and on the lines below that belong to it. Takes
 * time in proportion to the text.
 */
export function maskText(text: string): string {
  return maskLines(
    text.replace(privateKeyBlock, masked).replace(credentialInUrl, `$1${masked}@`).split('\n'),
  ).join('\n');
}

function maskLines(lines: readonly string[]): readonly string[] {
  const result: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    const found = findCredential(line);
    const end = found === undefined ? at + 1 : endOfValue(lines, at, found);
    const below = lines.slice(at + 1, end);
    if (found === undefined || (found.value === '' && describesOnly(below))) {
      result.push(line, ...below);
    } else {
      result.push(`${found.before}${masked}`);
    }
    at = end;
  }
  return result;
}

interface Found {
  /** The line up to the value. */
  readonly before: string;
  /** The rest of the line without a comment. */
  readonly value: string;
  /** The column in which the key begins; lines further to the right belong to its value. */
  readonly column: number;
  /** Whether the lines below can belong to the value. */
  readonly goesOn: boolean;
}

function findCredential(line: string): Found | undefined {
  const match = credential.exec(line);
  if (match === null) return undefined;
  const end = match.index + match[0].length;
  const rest = line.slice(end);
  const gap = rest.length - rest.trimStart().length;
  const comment = gap > 0 && rest[gap] === '#' && !credential.test(rest);
  const value = comment ? '' : rest.trim();
  const lead = /^[ \t]*(?:-[ \t]+)*/.exec(line)?.[0] ?? '';
  // The name alone before a colon: only then is a value that stands there gone on with.
  const isKey = match[0].endsWith(':') && !/[\s{[(,]/.test(line.slice(lead.length, match.index));
  const goesOn = match[0].endsWith(':') && (isKey || openEnd.test(value));
  const before = `${line.slice(0, end)}${rest.slice(0, gap) || (value === '' ? ' ' : '')}`;
  return { before, value, column: lead.length, goesOn };
}

/** The index after the last line that belongs to the value of the credential at `at`. */
function endOfValue(
  lines: readonly string[],
  at: number,
  { value, column, goesOn }: Found,
): number {
  let end = at + 1;
  if (!goesOn) return end;
  for (let next = at + 1; next < lines.length; next++) {
    const line = lines[next] ?? '';
    const text = line.trimStart();
    if (text.trimEnd() === '') continue;
    const indent = line.length - text.length;
    // A list may stand as far to the left as its key, and JSON wherever it likes.
    const beside =
      indent === column && value === '' && /^(?:-[ \t]|["'][^"':]*["'][\s,}\]]*$)/.test(text);
    if (indent <= column && !beside) break;
    end = next + 1;
  }
  return end;
}

/** Whether lines below a credential's name hold fields that refer to it, and nothing else. */
function describesOnly(lines: readonly string[]): boolean {
  const names: string[] = [];
  for (const line of lines) {
    if (line.trim() === '') continue;
    const field = fieldLine.exec(line.trimEnd());
    if (field === null) return false;
    const [, name = '', value = ''] = field;
    if (/^[[{|>&!]/.test(value)) return false;
    if (value !== '') names.push(name);
  }
  return onlyDescribes(names);
}

/**
 * Markdown for comments on a forge. Text that others wrote goes through `code` or
 * `codeBlock`: inside code no forge sees mentions, references, commands, HTML or
 * links. What could not be seen, or turns the direction of writing, is spelt out.
 */

/** A code span. Line breaks become visible: nothing of it can start a line. */
export function code(text: string): string {
  const line = visible(text).replaceAll(/\r\n|[\n\r]/g, '⏎');
  if (line === '') return '` `';
  const fence = '`'.repeat(longestRun(line, '`') + 1);
  const pad = line.startsWith('`') || line.endsWith('`') || /^ .* $/.test(line) ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** A code span in a table: a bar would end the cell, code or not. */
export function cell(text: string): string {
  return code(text).replaceAll('|', '\\|');
}

export function codeBlock(text: string, language = ''): string {
  const shown = visible(text).replaceAll('\r', '␍').replace(/\n$/, '');
  const fence = '`'.repeat(Math.max(3, longestRun(shown, '`') + 1));
  return `${fence}${language}\n${shown}\n${fence}`;
}

/** A part that can be folded, and is unless it is `open`. `summary` is text of ours. */
export function folded(summary: string, content: string, open = false): string {
  return `<details${open ? ' open' : ''}><summary>${summary}</summary>\n\n${content}\n\n</details>`;
}

export function table(
  columns: readonly string[],
  alignments: readonly ('left' | 'right')[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = alignments.map((alignment) => (alignment === 'right' ? '--:' : '---'));
  return [line(columns), `|${rule.join('|')}|`, ...rows.map(line)].join('\n');
}

/** A list, whose items may have lists of their own below them, indented by two. */
export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

function longestRun(text: string, character: string): number {
  let longest = 0;
  let run = 0;
  for (const one of text) {
    run = one === character ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** Control characters but for line breaks and tabs, invisible ones, those that turn the direction, halves of pairs. */
const hidden = new RegExp(
  [
    '[\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F\\u00AD\\u061C\\u180E\\u200B-\\u200F]',
    '[\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB]',
    '[\\uD800-\\uDBFF](?![\\uDC00-\\uDFFF])',
    '(?<![\\uD800-\\uDBFF])[\\uDC00-\\uDFFF]',
  ].join('|'),
  'g',
);

function visible(text: string): string {
  return text.replaceAll(
    hidden,
    (character) => `\\u{${character.charCodeAt(0).toString(16).padStart(4, '0')}}`,
  );
}

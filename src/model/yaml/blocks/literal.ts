import { BREAK, DASH, skipSpaces } from './characters.ts';

/** A literal block in a text. */
export interface Literal {
  /** Where its first line starts. */
  readonly start: number;
  /** Behind its last line that is not blank, without the line break. */
  readonly end: number;
  /** Where the line behind it starts. */
  readonly after: number;
  /** Whether its text has no line break at its end: written `|-`, or cut off there. */
  readonly isStripped: boolean;
}

/**
 * The block whose `|` or `|-` stands at `bar`, under a parent of that
 * indentation; `undefined` for one that is empty, begins with a blank line or has
 * blank lines with more spaces than it is indented.
 */
export function findLiteral(
  text: string,
  bar: number,
  textEnd: number,
  indent: number,
): Literal | undefined {
  const isStripped = text.charCodeAt(bar + 1) === DASH;
  const header = isStripped ? bar + 2 : bar + 1;
  if (text.charCodeAt(header) !== BREAK || header >= textEnd) return undefined;
  const start = header + 1;
  const width = skipSpaces(text, start) - start;
  const first = start + width;
  if (width <= indent || first >= textEnd || text.charCodeAt(first) === BREAK) return undefined;
  let end = start;
  let line = start;
  while (line < textEnd) {
    const content = skipSpaces(text, line);
    const isBlank = content >= textEnd || text.charCodeAt(content) === BREAK;
    if (content - line < width && !isBlank) break;
    if (content - line > width && isBlank) return undefined;
    const lineEnd = isBlank ? content : endOfLine(text, content, textEnd);
    if (!isBlank) end = lineEnd;
    line = lineEnd + 1;
  }
  return { start, end, after: line, isStripped: isStripped || end >= textEnd };
}

function endOfLine(text: string, from: number, textEnd: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 || end > textEnd ? textEnd : end;
}

/** The lines of a literal block between two places, without their indentation. */
export function literalText(text: string, start: number, end: number): string {
  const width = skipSpaces(text, start) - start;
  const lines: string[] = [];
  for (let line = start; ; ) {
    const lineEnd = endOfLine(text, line, end);
    // Blank lines may be shorter than the block is indented.
    lines.push(lineEnd - line > width ? text.slice(line + width, lineEnd) : '');
    if (lineEnd >= end) return lines.join('\n');
    line = lineEnd + 1;
  }
}

/**
 * The text of a folded block scalar (`>`) after kustomize wrote it and read it
 * again, as it does with every object it prints: the emitter puts a line break
 * too many before indented lines and at the end, and what is kept of that
 * stays. Equal to upstream, whose output depends on it.
 */
export function rewriteFolded(text: string): string {
  if (!text.includes('\n') || !isWritable(text)) return text;
  const last =
    text.endsWith('\n\n') || text === '\n' ? 'keep' : text.endsWith('\n') ? 'clip' : 'strip';
  return readFolded(writeFolded(text), last);
}

/** Text that cannot be a block scalar is written with quotes, which lose nothing. */
function isWritable(text: string): boolean {
  return !/ \n| $|[^\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/.test(text);
}

function isBlank(line: string | undefined): boolean {
  return line?.startsWith(' ') === true || line?.startsWith('\t') === true;
}

/** The lines of the block. */
function writeFolded(text: string): string[] {
  const start = text.replace(/^\n+/, '');
  const doubles = start !== '' && !isBlank(start);
  const lines: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const previous = lines.at(-1);
    const wasText = previous !== undefined && previous !== '' && !isBlank(previous);
    if (index > 0 && wasText && doubles) lines.push('');
    lines.push(line);
  }
  return lines;
}

/** The text that the lines of a folded block stand for. */
function readFolded(lines: readonly string[], chomping: 'keep' | 'clip' | 'strip'): string {
  let text = '';
  let leadingBreak = '';
  let trailingBreaks = '';
  let wasBlank = false;
  let hadLine = false;
  for (const line of lines) {
    if (line === '') {
      if (hadLine && leadingBreak === '') leadingBreak = '\n';
      else trailingBreaks += '\n';
      continue;
    }
    if (hadLine && leadingBreak !== '' && !wasBlank && !isBlank(line)) {
      if (trailingBreaks === '') text += ' ';
    } else {
      text += leadingBreak;
    }
    text += trailingBreaks + line;
    trailingBreaks = '';
    leadingBreak = '\n';
    wasBlank = isBlank(line);
    hadLine = true;
  }
  return text + endOf(lines, chomping);
}

function endOf(lines: readonly string[], chomping: 'keep' | 'clip' | 'strip'): string {
  if (chomping === 'strip') return '';
  if (chomping === 'clip') return '\n';
  let breaks = 0;
  while (lines.at(-1 - breaks) === '') breaks++;
  return '\n'.repeat(breaks);
}

/** Characters of a text that give way to others. */
export interface TextEdit {
  readonly start: number;
  /** Exclusive; equal to `start` where text is only put in. */
  readonly end: number;
  readonly text: string;
}

/** The text after edits that do not overlap, in any order; `undefined` where they do. */
export function editText(text: string, edits: readonly TextEdit[]): string | undefined {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let result = '';
  let at = 0;
  for (const { start, end, text: inserted } of sorted) {
    if (start < at) return undefined;
    result += text.slice(at, start) + inserted;
    at = end;
  }
  return result + text.slice(at);
}

/** The one edit that makes another text of a text, and leaves alone what both begin and end with. */
export function editBetween(before: string, after: string): TextEdit {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return {
    start: head,
    end: before.length - tail,
    text: after.slice(head, after.length - tail),
  };
}

import { type Event, parseEvents, YAMLException } from 'js-yaml';

/** The events of a text, with the text that their offsets point into. */
export interface ParsedText {
  readonly events: readonly Event[];
  readonly text: string;
  /** The offset in the text that was given. */
  toOriginal(offset: number): number;
}

const MOST_REPAIRS = 1_000;
/** Characters of all attempts together. */
const MOST_WORK = 10_000_000;
/** Deeper than any block of a text that is parsed nests. */
const PADDING = ' '.repeat(2_000);

/**
 * Parses YAML as go-yaml does where js-yaml is stricter: inside flow
 * collections (`[a, b]`) and quotes, continued lines may stand as far left as
 * they like. White space does not count there, so such lines are moved to the
 * right, one by one as they are found. Throws `YAMLException`, whose mark points
 * into the original text.
 */
export function parseText(original: string, maxDepth: number): ParsedText {
  let text = original;
  const paddings: number[] = [];
  const toOriginal = (offset: number) => {
    if (paddings.length === 0) return offset;
    let before = 0;
    while (before < paddings.length && (paddings[before] ?? 0) < offset) before++;
    return Math.max(offset - before * PADDING.length, 0);
  };
  for (;;) {
    try {
      return { events: parseEvents(text, { maxDepth }), text, toOriginal };
    } catch (thrown) {
      if (!(thrown instanceof YAMLException)) throw thrown;
      const line = repairableLine(text, thrown);
      const isNew = line !== undefined && !paddings.includes(line);
      const isMuch = paddings.length >= MOST_REPAIRS || paddings.length * text.length > MOST_WORK;
      if (!isNew || isMuch) {
        if (thrown.mark !== undefined) thrown.mark.position = toOriginal(thrown.mark.position);
        throw thrown;
      }
      text = text.slice(0, line) + PADDING + text.slice(line);
      insertSorted(paddings, line);
    }
  }
}

/** Where the line starts that only stands too far left; `undefined` for every other error. */
function repairableLine(text: string, { reason, mark }: YAMLException): number | undefined {
  if (reason !== 'deficient indentation' || mark === undefined) return undefined;
  return text.lastIndexOf('\n', mark.position - 1) + 1;
}

/** Keeps the offsets, which are those of the padded text, in order. */
function insertSorted(paddings: number[], line: number): void {
  const at = paddings.findIndex((padding) => padding > line);
  if (at < 0) {
    paddings.push(line);
    return;
  }
  paddings.splice(at, 0, line);
  for (let index = at + 1; index < paddings.length; index++) {
    paddings[index] = (paddings[index] ?? 0) + PADDING.length;
  }
}

import { structuredPatch } from 'diff';

/** The lines that differ between two texts, each with `+` or `-` before it, and `context` lines around. */
export function lineDiff(before: string, after: string, context: number): readonly string[] {
  const { hunks } = structuredPatch('', '', before, after, '', '', { context });
  // What says that a file ends without a line break starts with a backslash.
  return hunks.flatMap(({ lines }) => lines.filter((line) => !line.startsWith('\\')));
}

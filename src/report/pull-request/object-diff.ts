import { createTwoFilesPatch } from 'diff';
import { dump } from 'js-yaml';
import type { JsonObject } from '../../model/json.ts';
import { formatObjectId } from '../../model/object-id.ts';
import type { ProposedChange } from '../../plan/proposal/proposed-change.ts';

/** Objects with more lines than this are not compared line by line: that would take too long. */
const mostLines = 20_000;

/** The unified diff of one object as YAML, masked as the change is. */
export function objectDiff(change: ProposedChange): string {
  const name = formatObjectId(change.id);
  const before = textOf(change.before);
  const after = textOf(change.after);
  if (lines(before) + lines(after) > mostLines) return `${name}: too large to compare by lines\n`;
  const patch = createTwoFilesPatch(name, name, before, after, '', '', { context: 3 });
  // The first line is a rule of equal signs.
  return patch.slice(patch.indexOf('\n') + 1);
}

function textOf(object: JsonObject | undefined): string {
  if (object === undefined) return '';
  return dump(object, { lineWidth: -1, noRefs: true });
}

function lines(text: string): number {
  return text.split('\n').length;
}

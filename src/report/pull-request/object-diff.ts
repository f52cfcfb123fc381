import { createTwoFilesPatch } from 'diff';
import { dump } from 'js-yaml';
import type { JsonObject } from '../../model/json.ts';
import { formatObjectId } from '../../model/object-id.ts';
import type { ProposedChange } from '../../plan/proposal/proposed-change.ts';

/** Objects with more lines than this are not compared line by line: that would take too long. */
const mostCompared = 20_000;
/** More lines of one object's diff are counted rather than shown. */
const mostShown = 150;
/** A dashboard may be one line: what is longer is cut. */
const longestLine = 200;

/** The unified diff of one object as YAML, masked as the change is; empty for one that is deleted. */
export function objectDiff(change: ProposedChange): string {
  if (change.action === 'delete') return '';
  const name = formatObjectId(change.id);
  const before = textOf(change.before);
  const after = textOf(change.after);
  if (count(before) + count(after) > mostCompared) {
    return `${name}: too large to compare by lines\n`;
  }
  const patch = createTwoFilesPatch(name, name, before, after, '', '', { context: 3 });
  // Before the names stand lines for tools that nobody uses here.
  const lines = patch
    .slice(patch.indexOf('--- '))
    .split('\n')
    .map((line) => (line.length <= longestLine ? line : `${line.slice(0, longestLine)}…`));
  const more = lines.length - mostShown;
  return more <= 0
    ? lines.join('\n')
    : [...lines.slice(0, mostShown), `… ${more} more lines`, ''].join('\n');
}

function textOf(object: JsonObject | undefined): string {
  if (object === undefined) return '';
  return dump(object, { lineWidth: -1, noRefs: true });
}

function count(text: string): number {
  return text.split('\n').length;
}

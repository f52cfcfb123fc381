import { BuildError } from '../build-error.ts';
import type { Node } from '../node.ts';
import { setElement } from './list-elements.ts';

type Directive = 'replace' | 'delete' | 'merge';

const KEY = '$patch';

/** The `$patch` directive of a patch's node, which is removed from it. */
export function takeDirective(patch: Node | undefined): Directive {
  if (patch === undefined) return 'merge';
  if (patch.kind === 'mapping') {
    const found = patch.get(KEY);
    if (found === undefined) return 'merge';
    const directive = toDirective(found);
    patch.remove(KEY);
    return directive;
  }
  if (patch.kind !== 'sequence') {
    throw new BuildError({
      code: 'BAD_PATCH',
      origin: patch.origin,
      what: 'this is a scalar, where the patched object has a mapping or a list',
      advice: 'write a mapping or a list here',
    });
  }
  return takeListDirective(patch);
}

/** In a list, an element with no other key stands for the whole list. */
function takeListDirective(patch: Node): Directive {
  const element = patch.content.find((candidate) => candidate.get(KEY) !== undefined);
  const found = element?.get(KEY);
  if (element === undefined || found === undefined || element.content.length > 2) return 'merge';
  const directive = toDirective(found);
  setElement(patch, [KEY], [directive], undefined);
  return directive;
}

function toDirective(node: Node): Directive {
  const { text } = node;
  if (text === 'replace' || text === 'delete' || text === 'merge') return text;
  throw new BuildError({
    code: 'BAD_PATCH',
    origin: node.origin,
    what: `there is no $patch directive "${text}"`,
    advice: 'write replace, delete or merge',
  });
}

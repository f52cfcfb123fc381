import { BuildError } from '../build-error.ts';
import type { Resource } from '../resource.ts';

/** A plugin that is listed where plugins of the other kind belong. */
export function notA(kind: 'generator' | 'transformer', config: Resource): BuildError {
  return new BuildError({
    code: 'WRONG_PLUGIN',
    origin: config.node.origin,
    what: `${config.kind} is no ${kind}`,
    advice: kind === 'generator' ? 'list it under transformers' : 'list it under generators',
  });
}

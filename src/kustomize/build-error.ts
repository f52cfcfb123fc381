import type { Problem } from '../model/errors.ts';
import type { Origin } from '../model/yaml/node.ts';

/** Something that ends a build. It becomes a `Problem` of the build's error. */
export class BuildError extends Error {
  readonly problem: Problem;

  constructor(input: {
    readonly code: string;
    readonly origin: Origin | undefined;
    readonly subject?: string | undefined;
    readonly what: string;
    readonly advice: string;
  }) {
    super(input.what);
    const { origin } = input;
    this.problem = {
      code: input.code,
      position: origin?.source.position(origin.offset),
      subject: input.subject,
      what: input.what,
      advice: input.advice,
    };
  }
}

import type { Problem } from '../errors.ts';
import type { Origin } from './node.ts';

export function yamlProblem(
  origin: Origin | undefined,
  code: string,
  what: string,
  advice: string,
): Problem {
  const position = origin?.source.position(origin.offset);
  return { code, position, subject: undefined, what, advice };
}

/** Ends the reading of one document; never leaves `readDocuments`. */
export class InvalidYaml extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.what);
    this.problem = problem;
  }
}

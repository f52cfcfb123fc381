import { createTwoFilesPatch } from 'diff';
import type { Adoption } from '../adopt/adoption.ts';

/** The edits of an adoption as one unified diff, which `git apply` takes. */
export function adoptionDiff({ files }: Pick<Adoption, 'files'>): string {
  return files
    .map(({ path, before, after }) => {
      const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after);
      // Before the names stands a line for tools that nobody uses here.
      return patch.slice(patch.indexOf('--- '));
    })
    .join('');
}

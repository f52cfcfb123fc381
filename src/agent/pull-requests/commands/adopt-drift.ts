import { formatProblem } from '../../../model/errors.ts';
import type { Branches } from '../../../model/ports/branches.ts';
import { code } from '../../../report/markdown.ts';
import { plural } from '../../../report/pull-request/effect-summary.ts';
import { type ProposeContext, proposeAdoption } from '../../adopt/propose-adoption.ts';

export interface AdoptContext extends Omit<ProposeContext, 'branches'> {
  readonly openBranches: () => Promise<Branches>;
}

/** Proposes what drifted for Git; gives the pull request for it, and what cannot be adopted. */
export async function adoptDriftOf(
  target: string | undefined,
  { openBranches, ...context }: AdoptContext,
  signal: AbortSignal,
): Promise<string> {
  const branches = await openBranches();
  try {
    const { adoption, pullRequest } = await proposeAdoption(
      { target },
      { ...context, branches },
      signal,
    );
    const [reason] = adoption.refused;
    const refused =
      reason === undefined
        ? ''
        : `; ${plural(adoption.refused.length, 'field')} not adopted: ${code(formatProblem(reason))}`;
    if (pullRequest === undefined) return `there is nothing to adopt${refused}`;
    return `${plural(adoption.adopted.length, 'field')} proposed in ${linkTo(pullRequest)}${refused}`;
  } finally {
    await branches.close();
  }
}

function linkTo({ number, url }: { readonly number: number; readonly url: string }): string {
  const name = `pull request ${number}`;
  return /^https?:\/\/[^\s()<>]+$/.test(url) ? `[${name}](${url})` : name;
}

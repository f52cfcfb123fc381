import { createHash } from 'node:crypto';
import type { Adoption } from '../../adopt/adoption.ts';
import type { DriftRule } from '../../drift/policies.ts';
import type { TargetDefaults } from '../../layout/layout.ts';
import { InvalidInputError } from '../../model/errors.ts';
import type { BranchChange, Branches } from '../../model/ports/branches.ts';
import type { Forge, Proposal, PullRequest } from '../../model/ports/forge.ts';
import { formatRevision, type Source } from '../../model/ports/source.ts';
import { SourceError } from '../../model/ports/source-errors.ts';
import { adoptionBody, adoptionTitle } from '../../report/pull-request/adoption-body.ts';
import { findTargetsIn } from '../find-targets-in.ts';
import type { PlanContext } from '../plan-target.ts';
import { adoptTargets } from './adopt-targets.ts';
import type { Selection } from './selection.ts';

/** What proposing needs of one repository. */
export interface ProposeContext {
  readonly source: Source;
  readonly branches: Branches;
  readonly forge: Forge;
  /** The repository and path, as status records name them. */
  readonly repository: string;
  readonly path: string;
  readonly defaults: TargetDefaults;
  readonly planning: PlanContext;
  /** The agent's rules about drift. */
  readonly rules: readonly DriftRule[];
  /** How long looking and trying edits may take, in milliseconds. Default: as long as it does. */
  readonly patience?: number;
}

/** What became of drift that was to be proposed for Git. */
export interface Proposed {
  readonly adoption: Adoption;
  /** `undefined` where nothing was adopted. */
  readonly pullRequest: PullRequest | undefined;
}

/**
 * Adopts drift on a branch of its own, after the newest commit that is deployed, and proposes
 * to merge it. Doing it again gives the pull request that is open already, also after other merges.
 * Throws `SourceError`, `ForgeError`, and what keeps it from looking.
 */
export async function proposeAdoption(
  selection: Selection,
  context: ProposeContext,
  signal?: AbortSignal,
): Promise<Proposed> {
  const { source, forge, repository, path, defaults, planning, rules, patience } = context;
  const revision = await source.resolve(signal);
  const base = branchOf(revision.ref);
  const { tree, lineOrigin } = await source.snapshot(revision, signal);
  const { targets } = await findTargetsIn(tree, path, defaults, planning.builds);
  const place = { tree, lineOrigin, repository, revision: formatRevision(revision) };
  const goneTargets: ReadonlySet<string> = new Set();
  const asked = { ...place, targets, whole: true, goneTargets, selection, rules, patience };
  const adoption = await adoptTargets(
    signal === undefined ? asked : { ...asked, signal },
    planning,
  );
  if (adoption.files.length === 0) return { adoption, pullRequest: undefined };
  const files = new Map(adoption.files.map((file) => [file.path, file.after]));
  const [title, body] = [adoptionTitle(adoption), adoptionBody(adoption, forge.commentLimit)];
  const change = { parent: revision.commit, base, files, message: `${title}\n` };
  return { adoption, pullRequest: await propose(change, { title, body }, context, signal) };
}

/** Branches of closed proposals may still be there: so many names are tried. */
const mostNames = 5;

/**
 * The open pull request with these contents, whatever was merged since; else a new one. The
 * first branch that is not there with another commit is pushed.
 */
async function propose(
  change: Omit<BranchChange, 'branch'>,
  text: Pick<Proposal, 'title' | 'body'>,
  { branches, forge }: Pick<ProposeContext, 'branches' | 'forge'>,
  signal: AbortSignal | undefined,
  attempt = 1,
): Promise<PullRequest> {
  const { base, files } = change;
  const branch = `tidewatch/adopt-${digestOf(files)}${attempt === 1 ? '' : `-${attempt}`}`;
  const open = await forge.pullRequests.proposed({ head: branch, base }, signal);
  if (open !== undefined) return open;
  try {
    await branches.push({ ...change, branch }, signal);
  } catch (thrown) {
    const isTaken = thrown instanceof SourceError && thrown.code === 'BRANCH_TAKEN';
    if (!isTaken || attempt === mostNames) throw thrown;
    return propose(change, text, { branches, forge }, signal, attempt + 1);
  }
  return forge.pullRequests.create({ ...text, head: branch, base }, signal);
}

/** Only what is merged into a branch is deployed from it. */
function branchOf(ref: string): string {
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  if (branch !== undefined) return branch;
  throw new InvalidInputError([
    {
      code: 'NOT_A_BRANCH',
      position: undefined,
      subject: ref,
      what: 'a change can only be proposed for a branch',
      advice: 'let the repository be followed by a branch, or use adopt with --write',
    },
  ]);
}

function digestOf(files: ReadonlyMap<string, string>): string {
  return createHash('sha256')
    .update(JSON.stringify([...files]))
    .digest('hex')
    .slice(0, 12);
}

import type { Forge, PullRequest } from '../../../model/ports/forge.ts';
import type { CurrentDrift } from './drift-board.ts';

/**
 * The pull request whose merge brought what drifted: by the commit that wrote the
 * line, where history is at hand, or else by the commit that is deployed.
 */
export async function originOfDrift(
  { drifts, lineOrigin }: CurrentDrift,
  deployed: string | undefined,
  branch: string,
  { pullRequests }: Forge,
  signal: AbortSignal,
): Promise<PullRequest | undefined> {
  const written = await commitOf({ drifts, lineOrigin });
  for (const commit of new Set([written, deployed])) {
    if (commit === undefined) continue;
    const found = await pullRequests.containing(commit, signal);
    const merged = found.find(({ state, base }) => state === 'merged' && base === branch);
    if (merged !== undefined) return merged;
  }
  return undefined;
}

/** The commit that wrote the first drifted line of which that is known. */
async function commitOf({ drifts, lineOrigin }: CurrentDrift): Promise<string | undefined> {
  const positions = drifts.flatMap(({ position, fields }) =>
    [...fields.map((field) => field.position), position].filter((one) => one !== undefined),
  );
  const [first] = positions;
  if (first === undefined || lineOrigin === undefined) return undefined;
  const origin = await lineOrigin(first.file, first.line).catch(() => undefined);
  return origin?.exact === true ? origin.commit : undefined;
}

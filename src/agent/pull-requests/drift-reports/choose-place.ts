import type { Forge } from '../../../model/ports/forge.ts';
import { hasMarker } from '../../../report/pull-request/comment-marker.ts';
import { driftComment } from '../../../report/pull-request/drift-comment.ts';
import { recordDrift } from '../../drift/record-drift.ts';
import type { CurrentDrift } from './drift-board.ts';
import { originOfDrift } from './origin-of-drift.ts';
import type { ReportPlace } from './report-place.ts';
import { issueTitle } from './write-report.ts';

export interface ChoosePlaceContext {
  readonly forge: Forge;
  /** Tells agents of one repository apart. */
  readonly agent: string;
  /** The branch that is deployed. */
  readonly branch: string;
  /** Whether a place takes no words. */
  readonly isShut: (place: ReportPlace) => boolean;
  /** Whether an issue may be opened now. */
  readonly mayOpen: boolean;
}

export interface ChosenPlace {
  readonly place: ReportPlace;
  /** Whether it was made for this. */
  readonly opened: boolean;
}

/**
 * Where the drift of a target is to be told: on the pull request that brought it, or
 * else in the issue that is open, or else in a new one. `deployed`: the commit that
 * the target is at. `undefined` where no place is left.
 */
export async function choosePlace(
  target: string,
  current: CurrentDrift,
  deployed: string | undefined,
  { forge, agent, branch, isShut, mayOpen }: ChoosePlaceContext,
  signal: AbortSignal,
): Promise<ChosenPlace | undefined> {
  const merged = await originOfDrift(current, deployed, branch, forge, signal);
  if (merged !== undefined) {
    const place = { kind: 'pull-request', number: merged.number } as const;
    if (!isShut(place)) return { place, opened: false };
  }
  const issues = await forge.issues.own(signal);
  const places = issues
    .filter(({ body }) => hasMarker(body, 'drift', agent))
    .map(({ number }) => ({ kind: 'issue', number }) as const);
  const open = places.find((place) => !isShut(place));
  if (open !== undefined) return { place: open, opened: false };
  if (!mayOpen) return undefined;
  const records = await recordDrift(current.drifts, current.lineOrigin);
  const body = driftComment([{ target, records }], { agent, limit: forge.commentLimit });
  const issue = { title: issueTitle(agent), body, open: true };
  const { number } = await forge.issues.write(issue, undefined, signal);
  return { place: { kind: 'issue', number }, opened: true };
}

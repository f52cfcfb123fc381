import type { Clock } from '../../../model/ports/clock.ts';
import type { Cluster } from '../../../model/ports/cluster.ts';
import type { Forge } from '../../../model/ports/forge.ts';
import { hasMarker } from '../../../report/pull-request/comment-marker.ts';
import {
  driftComment,
  driftHeading,
  type TargetDrift,
} from '../../../report/pull-request/drift-comment.ts';
import type { TargetReport } from '../../../report/target-report.ts';
import { recordDrift } from '../../drift/record-drift.ts';
import { commentWriter } from '../comment-writer.ts';
import type { CurrentDrift, DriftBoard } from './drift-board.ts';
import { originOfDrift } from './origin-of-drift.ts';
import { keepPlace, placeText, type ReportPlace, recallPlace } from './report-place.ts';

export interface DriftReportsOptions {
  readonly forge: Forge;
  /** Tells agents of one repository apart. */
  readonly agent: string;
  /** The repository and path, as reports name them: targets of others are left out. */
  readonly repository: string;
  readonly board: DriftBoard;
  readonly reportOf: (target: string) => TargetReport | undefined;
  readonly cluster: Cluster;
  /** The namespace of status records. */
  readonly namespace: string;
  readonly clock: Pick<Clock, 'now'>;
  /** What is right again within this time is not talked about; milliseconds. */
  readonly patience: number;
  readonly stop: AbortSignal;
}

/** Tells people of drift where they talked about the change that it undid. */
export interface DriftReports {
  /** Writes what is new. Asks the forge nothing where nothing is. `branch`: the one that is deployed. */
  look(branch: string): Promise<void>;
}

const none: CurrentDrift = { drifts: [], lineOrigin: undefined };

export function createDriftReports(options: DriftReportsOptions): DriftReports {
  const { forge, agent, board, reportOf, cluster, namespace, clock, patience, stop } = options;
  const places = new Map<string, ReportPlace | undefined>();
  const said = new Map<string, string>();

  async function look(branch: string): Promise<void> {
    const found = new Map<string, { place: ReportPlace; targets: TargetDrift[] }>();
    for (const target of targetsHere()) {
      const current = board.get(target) ?? none;
      const place = await placeOf(target, current, branch);
      if (place === undefined) continue;
      const entry = found.get(placeText(place)) ?? { place, targets: [] };
      const records = await recordDrift(current.drifts, current.lineOrigin);
      entry.targets.push({ target, records });
      found.set(placeText(place), entry);
    }
    for (const { place, targets } of found.values()) await tell(place, targets);
  }

  function targetsHere(): readonly string[] {
    const here = [...board.keys()].filter(
      (target) => reportOf(target)?.repository === options.repository,
    );
    const reported = [...places].flatMap(([target, place]) =>
      place === undefined ? [] : [target],
    );
    return [...new Set([...here, ...reported])].sort();
  }

  /** Where a target's drift is talked about; `undefined` where there is nothing to say. */
  async function placeOf(
    target: string,
    current: CurrentDrift,
    branch: string,
  ): Promise<ReportPlace | undefined> {
    if (!places.has(target)) places.set(target, await recallPlace(target, namespace, cluster));
    const known = places.get(target);
    if (known !== undefined) return known;
    const lasting = current.drifts.some(({ firstSeen }) => clock.now() - firstSeen >= patience);
    if (!lasting) return undefined;
    const deployed = reportOf(target)?.revision.split('sha1:')[1];
    const merged = await originOfDrift(current, deployed, branch, forge, stop);
    const place: ReportPlace =
      merged === undefined
        ? { kind: 'issue', number: await openIssue(target, current) }
        : { kind: 'pull-request', number: merged.number };
    places.set(target, place);
    await keepPlace(target, place, namespace, cluster);
    return place;
  }

  /** The issue for drift that no pull request brought: the one that is open, or a new one. */
  async function openIssue(target: string, current: CurrentDrift): Promise<number> {
    const own = await forge.issues.own(stop);
    const open = own.find(({ body }) => hasMarker(body, 'drift', agent));
    if (open !== undefined) return open.number;
    const records = await recordDrift(current.drifts, current.lineOrigin);
    const body = driftComment([{ target, records }], limits());
    const issue = { title: issueTitle, body, open: true };
    return (await forge.issues.write(issue, undefined, stop)).number;
  }

  async function tell(place: ReportPlace, targets: readonly TargetDrift[]): Promise<void> {
    const key = placeText(place);
    const body = driftComment(targets, limits());
    if (said.get(key) !== body) {
      await write(place, body, targets);
      said.set(key, body);
    }
    for (const { target, records } of targets) {
      if (records.length > 0) continue;
      await keepPlace(target, undefined, namespace, cluster);
      places.set(target, undefined);
    }
    if (targets.every(({ records }) => records.length === 0)) said.delete(key);
  }

  async function write(
    { kind, number }: ReportPlace,
    body: string,
    targets: readonly TargetDrift[],
  ): Promise<void> {
    if (kind === 'issue') {
      const open = targets.some(({ records }) => records.length > 0);
      const title = open ? issueTitle : `${issueTitle}: ${driftHeading(targets)}`;
      await forge.issues.write({ title, body, open }, number, stop);
      return;
    }
    const comments = commentWriter(forge.conversation, agent);
    const existing = await comments.find(number, 'drift', stop);
    await comments.write(number, body, existing, stop);
  }

  const issueTitle = `Tidewatch: what is on the cluster differs from Git (${agent})`;
  const limits = () => ({ agent, limit: forge.commentLimit });

  return { look };
}

import { messageOf } from '../../../model/errors.ts';
import { ForgeRefusedError } from '../../../model/ports/forge-errors.ts';
import type { DriftRecord } from '../../../report/drift-record.ts';
import { driftComment, type TargetDrift } from '../../../report/pull-request/drift-comment.ts';
import type { TargetReport } from '../../../report/target-report.ts';
import { recordDrift } from '../../drift/record-drift.ts';
import { isElsewhereAway, isForgeAway } from '../away.ts';
import type { CurrentDrift, DriftBoard } from './drift-board.ts';
import { createRefusedWords } from './refused-words.ts';
import { placeText, type ReportPlace, targetsToldAt } from './report-place.ts';
import {
  createReportPlaces,
  isClosed,
  longPatience,
  type ReportPlacesOptions,
} from './report-places.ts';
import { writeReport } from './write-report.ts';

export interface DriftReportsOptions extends ReportPlacesOptions {
  /** The repository and path, as reports name them: targets of others are left out. */
  readonly repository: string;
  readonly board: DriftBoard;
  readonly reportOf: (target: string) => TargetReport | undefined;
  /** What is right again within this time is not talked about; milliseconds. */
  readonly patience: number;
}

/** Tells people of drift where they talked about the change that it undid. */
export interface DriftReports {
  /**
   * Writes what is new. Asks the forge nothing where nothing is. What goes wrong at one
   * target or place keeps no other from being told; throws where the forge, Git or the
   * cluster is away. `branch`: the one that is deployed.
   */
  look(branch: string): Promise<void>;
}

/** What is to be told at one place. */
interface DriftReport {
  readonly place: ReportPlace;
  readonly targets: TargetDrift[];
}

const none: CurrentDrift = { drifts: [], lineOrigin: undefined };

export function createDriftReports(options: DriftReportsOptions): DriftReports {
  const { forge, agent, repository, board, reportOf, stop } = options;
  const { cluster, namespace, clock, patience, log } = options;
  const places = createReportPlaces(options);
  const said = new Map<string, string>();
  const refused = createRefusedWords(clock, longPatience);
  const recorded = new WeakMap<CurrentDrift, readonly DriftRecord[]>();

  async function look(branch: string): Promise<void> {
    const reports = new Map<string, DriftReport>();
    for (const target of targetsHere()) {
      await apart({ target }, () => gather(target, branch, reports));
    }
    for (const report of reports.values()) {
      await apart({ place: placeText(report.place) }, () => tell(report));
    }
  }

  /** Does one thing of several, which the others do not depend on. */
  async function apart(
    about: Readonly<Record<string, string>>,
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      if (stop.aborted || isForgeAway(thrown) || isElsewhereAway(thrown)) throw thrown;
      log.warn('could not tell of drift; it is tried again', {
        ...about,
        error: messageOf(thrown),
      });
    }
  }

  function targetsHere(): readonly string[] {
    const here = [...board.keys()].filter((target) => reportOf(target)?.repository === repository);
    return [...new Set([...here, ...places.told()])].sort();
  }

  async function gather(
    target: string,
    branch: string,
    reports: Map<string, DriftReport>,
  ): Promise<void> {
    const current = board.get(target) ?? none;
    const place = await placeOf(target, current, branch);
    if (place === undefined) return;
    const report = reports.get(placeText(place)) ?? { place, targets: [] };
    const records = await recordsOf(current);
    report.targets.push({ target, records });
    reports.set(placeText(place), report);
  }

  /** Who wrote a line takes a walk through the history: it is taken once while the drift stays as it is. */
  async function recordsOf(current: CurrentDrift): Promise<readonly DriftRecord[]> {
    const known = recorded.get(current);
    if (known !== undefined) return known;
    const records = await recordDrift(current.drifts, current.lineOrigin);
    recorded.set(current, records);
    return records;
  }

  /** Where a target's drift is talked about; `undefined` where there is nothing to say, or nowhere. */
  async function placeOf(
    target: string,
    current: CurrentDrift,
    branch: string,
  ): Promise<ReportPlace | undefined> {
    const known = await places.recall(target);
    if (known !== undefined) return known;
    const lasting = current.drifts.some(({ firstSeen }) => clock.now() - firstSeen >= patience);
    if (!lasting) return undefined;
    return places.find(target, current, reportOf(target)?.revision.split('sha1:')[1], branch);
  }

  async function tell({ place, targets }: DriftReport): Promise<void> {
    const key = placeText(place);
    const well = targets.filter(({ records }) => records.length === 0);
    if (well.length === targets.length && (await isHeldOpen(place, well))) return;
    const body = driftComment(targets, { agent, limit: forge.commentLimit });
    if (said.get(key) !== body && !(await written(place, body, targets))) return;
    said.set(key, body);
    for (const { target } of well) await places.forget(target);
    if (well.length === targets.length) said.delete(key);
  }

  /** Whether a target that this process knows nothing of yet was told of at the place. */
  async function isHeldOpen(place: ReportPlace, known: readonly TargetDrift[]): Promise<boolean> {
    const names = new Set(known.map(({ target }) => target));
    const told = await targetsToldAt(place, repository, namespace, cluster);
    return told.some((target) => !names.has(target));
  }

  /**
   * Whether the place took the report. One that never will is given up, and another is found at the next look;
   * one that does not take these words is offered others, and the same in an hour.
   */
  async function written(
    place: ReportPlace,
    body: string,
    targets: readonly TargetDrift[],
  ): Promise<boolean> {
    if (refused.has(placeText(place), body)) return false;
    try {
      await writeReport(place, body, targets, options, stop);
      return true;
    } catch (thrown) {
      if (thrown instanceof ForgeRefusedError) {
        refuse(place, body, thrown);
        return false;
      }
      if (!isClosed(thrown)) throw thrown;
      log.warn('drift cannot be told where it was told before; another place is looked for', {
        place: placeText(place),
        error: thrown.message,
      });
      places.shut(place);
      said.delete(placeText(place));
      for (const { target } of targets) await places.forget(target);
      return false;
    }
  }

  function refuse(place: ReportPlace, body: string, { message }: ForgeRefusedError): void {
    refused.add(placeText(place), body);
    log.warn('drift cannot be told in these words; the same are tried again in an hour', {
      place: placeText(place),
      error: message,
    });
  }

  return { look };
}

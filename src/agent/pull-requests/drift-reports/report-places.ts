import type { Clock } from '../../../model/ports/clock.ts';
import type { Cluster } from '../../../model/ports/cluster.ts';
import type { Forge } from '../../../model/ports/forge.ts';
import {
  ForgeForbiddenError,
  ForgeNotFoundError,
  ForgeRefusedError,
} from '../../../model/ports/forge-errors.ts';
import type { Log } from '../../../model/ports/log.ts';
import { choosePlace } from './choose-place.ts';
import type { CurrentDrift } from './drift-board.ts';
import { createPauses } from './pauses.ts';
import { keepPlace, placeText, type ReportPlace, recallPlace } from './report-place.ts';

export interface ReportPlacesOptions {
  readonly forge: Forge;
  /** Tells agents of one repository apart. */
  readonly agent: string;
  readonly cluster: Cluster;
  /** The namespace of status records. */
  readonly namespace: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly stop: AbortSignal;
}

/** Where the drift of each target is told, as this process and the annotations remember it. */
export interface ReportPlaces {
  /** The place of a target whose drift was told before; `undefined` where none was. */
  recall(target: string): Promise<ReportPlace | undefined>;
  /** The targets that have a place, as far as this process knows. */
  readonly told: () => readonly string[];
  /** A place for the drift of a target that has none; `undefined` where there is none now. */
  find(
    target: string,
    current: CurrentDrift,
    deployed: string | undefined,
    branch: string,
  ): Promise<ReportPlace | undefined>;
  /** The drift of a target is gone, or told elsewhere. */
  forget(target: string): Promise<void>;
  /** A place took no words, and will take none: it was deleted, or locked. */
  shut(place: ReportPlace): void;
}

/** How long what the forge refuses is left alone; milliseconds. */
export const longPatience = 3_600_000;
const newIssue = 'a new issue';

export function createReportPlaces(options: ReportPlacesOptions): ReportPlaces {
  const { namespace, cluster, clock, log, stop } = options;
  const places = new Map<string, ReportPlace | undefined>();
  const shut = new Set<string>();
  const opened = new Set<string>();
  const pauses = createPauses(clock, longPatience);

  return {
    async recall(target) {
      if (!places.has(target)) places.set(target, await recallPlace(target, namespace, cluster));
      return places.get(target);
    },
    told: () => [...places].flatMap(([target, place]) => (place === undefined ? [] : [target])),
    async find(target, current, deployed, branch) {
      if (pauses.has(target)) return undefined;
      const context = {
        ...options,
        branch,
        isShut: (place: ReportPlace) => shut.has(placeText(place)),
        mayOpen: !pauses.has(newIssue),
      };
      try {
        const chosen = await choosePlace(target, current, deployed, context, stop);
        if (chosen === undefined) return undefined;
        if (chosen.opened) opened.add(placeText(chosen.place));
        places.set(target, chosen.place);
        await keepPlace(target, chosen.place, namespace, cluster);
        return chosen.place;
      } catch (thrown) {
        if (!isClosed(thrown) && !(thrown instanceof ForgeRefusedError)) throw thrown;
        pauses.begin(target);
        log.error('the drift of a target can be told nowhere; that is tried again in an hour', {
          target,
          error: thrown.message,
        });
        return undefined;
      }
    },
    async forget(target) {
      places.set(target, undefined);
      await keepPlace(target, undefined, namespace, cluster);
    },
    shut(place) {
      shut.add(placeText(place));
      // Whoever deletes what we open would otherwise get a new one at every look.
      if (opened.has(placeText(place))) pauses.begin(newIssue);
    },
  };
}

/** Whether the forge says that there is no such place, or that we may not write there. */
export function isClosed(thrown: unknown): thrown is ForgeForbiddenError | ForgeNotFoundError {
  return thrown instanceof ForgeForbiddenError || thrown instanceof ForgeNotFoundError;
}

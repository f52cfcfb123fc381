import { reportText } from '../../report/report-text.ts';
import type { TargetReport } from '../../report/target-report.ts';
import { DemoError } from './demo-error.ts';

/** An agent that runs for long reports for long. */
const remembered = 100;

/** The latest reports of an agent, for those who wait for one. */
export interface ReportWatch {
  add(report: TargetReport): void;
  /** There will be no more reports. */
  fail(thrown: unknown): void;
  /**
   * The first report that fits, of the latest or yet to come. Throws what `fail`
   * was given, the reason of the signal, or `DemoError` when time is up.
   *
   * @param patience milliseconds
   */
  waitFor(
    what: string,
    fits: (report: TargetReport) => boolean,
    limits: { readonly patience: number; readonly signal: AbortSignal },
  ): Promise<TargetReport>;
}

export function createReportWatch(): ReportWatch {
  const reports: TargetReport[] = [];
  const lookers = new Set<() => void>();
  let failure: { readonly thrown: unknown } | undefined;
  const wake = (): void => {
    for (const look of lookers) look();
  };
  return {
    add(report) {
      reports.push(report);
      if (reports.length > remembered) reports.shift();
      wake();
    },
    fail(thrown) {
      failure = { thrown };
      wake();
    },
    waitFor: (what, fits, { patience, signal }) => {
      const timeout = AbortSignal.timeout(patience);
      const ended = AbortSignal.any([signal, timeout]);
      return new Promise((resolve, reject) => {
        const finish = (action: () => void): void => {
          lookers.delete(look);
          ended.removeEventListener('abort', look);
          action();
        };
        const look = (): void => {
          const found = reports.find(fits);
          if (found !== undefined) finish(() => resolve(found));
          else if (failure !== undefined) finish(() => reject(failure?.thrown));
          else if (signal.aborted) finish(() => reject(signal.reason));
          else if (timeout.aborted) finish(() => reject(notSeen(what, patience, reports.at(-1))));
        };
        lookers.add(look);
        ended.addEventListener('abort', look);
        look();
      });
    },
  };
}

function notSeen(what: string, patience: number, last: TargetReport | undefined): DemoError {
  const found = last === undefined ? 'no report at all' : reportText(last).trimEnd();
  return new DemoError(`expected: ${what}; found after ${patience / 1000} s: ${found}`);
}

import { createWriteStream } from 'node:fs';
import { composeAgent } from '../../agent/compose-agent.ts';
import { loadConfig } from '../../agent/config/load-config.ts';
import { configChecks } from '../../agent/config-checks.ts';
import { runAgent } from '../../agent/run-agent.ts';
import { reportText } from '../../report/report-text.ts';
import type { TargetReport } from '../../report/target-report.ts';
import type { Io } from '../io.ts';
import { stderrLog } from '../stderr-log.ts';
import { DemoError } from './demo-error.ts';

/** A demo that is kept running reports every two seconds, for as long as it likes. */
const remembered = 100;

/** No step takes this long on a machine that can run it at all; milliseconds. */
const patience = 30_000;

export interface DemoAgentOptions {
  /** The folder of the repository. */
  readonly repository: string;
  readonly path: string;
  readonly kubeconfig: string;
  readonly cacheDirectory: string;
  readonly logFile: string;
}

/** The real agent, in this process; disposing of it stops it. */
export interface DemoAgent extends AsyncDisposable {
  /** The first report that fits, of the latest or yet to come. Throws `DemoError` when none comes in time. */
  waitFor(what: string, fits: (report: TargetReport) => boolean): Promise<TargetReport>;
}

/** Starts an agent that asks its repository every second. */
export async function startDemoAgent(options: DemoAgentOptions, io: Io): Promise<DemoAgent> {
  const config = await loadConfig({
    flags: {
      repo: options.repository,
      ref: 'main',
      path: options.path,
      poll: '1s',
      // An approval is noticed when the target is next due.
      interval: '2s',
      listen: 'off',
      kubeconfig: options.kubeconfig,
      cacheDirectory: options.cacheDirectory,
    },
    env: {},
    readFile: () => Promise.reject(new Error('the demo has no configuration file')),
    checks: configChecks,
  });
  const file = createWriteStream(options.logFile);
  const log = stderrLog({ ...io, stderr: (text) => void file.write(text) }, 'info');
  const ports = composeAgent(config, log, {});
  const stopping = new AbortController();
  const reports: TargetReport[] = [];
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const look of waiting) look();
  };
  let failure: unknown;
  const running = runAgent(
    config,
    ports,
    {
      onReport(report) {
        reports.push(report);
        if (reports.length > remembered) reports.shift();
        wake();
      },
    },
    stopping.signal,
  ).then(
    () => {},
    (thrown: unknown) => {
      failure = thrown;
      wake();
    },
  );

  return {
    waitFor: (what, fits) => {
      const timeout = AbortSignal.timeout(patience);
      const signal = AbortSignal.any([io.signal, timeout]);
      return new Promise((resolve, reject) => {
        const finish = (action: () => void): void => {
          waiting.delete(look);
          signal.removeEventListener('abort', look);
          action();
        };
        const look = (): void => {
          const found = reports.find(fits);
          if (found !== undefined) finish(() => resolve(found));
          else if (failure !== undefined) finish(() => reject(failure));
          else if (io.signal.aborted) finish(() => reject(io.signal.reason));
          else if (timeout.aborted) finish(() => reject(notSeen(what, reports.at(-1))));
        };
        waiting.add(look);
        signal.addEventListener('abort', look);
        look();
      });
    },
    async [Symbol.asyncDispose]() {
      stopping.abort(new Error('the demo is over'));
      await running;
      await ports.close();
      await new Promise<void>((resolve) => file.end(resolve));
    },
  };
}

function notSeen(what: string, last: TargetReport | undefined): DemoError {
  const found = last === undefined ? 'no report at all' : reportText(last).trimEnd();
  return new DemoError(`expected: ${what}; found after ${patience / 1000} s: ${found}`);
}

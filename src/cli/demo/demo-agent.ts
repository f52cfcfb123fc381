import { createWriteStream } from 'node:fs';
import type { AgentPorts } from '../../agent/agent-ports.ts';
import { composeAgent } from '../../agent/compose-agent.ts';
import { loadConfig } from '../../agent/config/load-config.ts';
import { configChecks } from '../../agent/config-checks.ts';
import { runAgent } from '../../agent/run-agent.ts';
import type { TargetReport } from '../../report/target-report.ts';
import type { Io } from '../io.ts';
import { stderrLog } from '../stderr-log.ts';
import { createReportWatch } from './report-watch.ts';

/** Nobody should wait for a demo; real repositories and clusters are asked less often. Milliseconds. */
const pollEvery = 250;
const attemptEvery = 1_000;

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

/** Starts an agent that asks its repository four times a second. */
export async function startDemoAgent(options: DemoAgentOptions, io: Io): Promise<DemoAgent> {
  const loaded = await loadConfig({
    flags: {
      repo: options.repository,
      ref: 'main',
      path: options.path,
      listen: 'off',
      kubeconfig: options.kubeconfig,
      cacheDirectory: options.cacheDirectory,
    },
    env: {},
    readFile: () => Promise.reject(new Error('the demo has no configuration file')),
    checks: configChecks,
  });
  // An approval is noticed when the target is next due.
  const config = { ...loaded, interval: attemptEvery };
  const file = createWriteStream(options.logFile);
  const log = stderrLog({ ...io, stderr: (text) => void file.write(text) }, 'info');
  const ports = composeAgent(config, log, {});
  const openSource: AgentPorts['openSource'] = async (repository) => {
    const { source } = await ports.openSource(repository);
    return { source, nextPoll: (now) => now + pollEvery };
  };
  const stopping = new AbortController();
  const watch = createReportWatch();
  const running = runAgent(
    config,
    { ...ports, openSource },
    { onReport: watch.add },
    stopping.signal,
  ).then(() => {}, watch.fail);

  return {
    waitFor: (what, fits) => watch.waitFor(what, fits, { patience, signal: io.signal }),
    async [Symbol.asyncDispose]() {
      stopping.abort(new Error('the demo is over'));
      await running;
      await ports.close();
      await new Promise<void>((resolve) => file.end(resolve));
    },
  };
}

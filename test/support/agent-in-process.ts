import { composeAgent } from '../../src/agent/compose-agent.ts';
import { loadConfig } from '../../src/agent/config/load-config.ts';
import { configChecks } from '../../src/agent/config-checks.ts';
import { runAgent } from '../../src/agent/run-agent.ts';
import type { Log, LogFields } from '../../src/model/ports/log.ts';
import type { AgentProcess } from './agent-process.ts';
import { createLineWatch, type LineWatch } from './line-watch.ts';

/** The agent in this very process, composed as `tidewatch agent` does it. */
export type AgentInProcess = Pick<AgentProcess, 'lines' | 'waitFor' | 'waitForNext' | 'end'>;

/** @param flags as commander gives them */
export async function startAgentInProcess(
  flags: Readonly<Record<string, string>>,
): Promise<AgentInProcess> {
  const config = await loadConfig({
    flags,
    env: {},
    readFile: () => Promise.reject(new Error('there is no configuration file')),
    checks: configChecks,
  });
  const watch = createLineWatch();
  const ports = composeAgent(config, logTo(watch), {});
  const stopping = new AbortController();
  const running = runAgent(config, ports, {}, stopping.signal).finally(watch.end);
  // Whoever waits for a line learns of it; `end` throws it.
  running.catch(() => {});
  return {
    lines: watch.lines,
    waitFor: watch.waitFor,
    waitForNext: watch.waitForNext,
    async end() {
      stopping.abort(new Error('told to end'));
      try {
        await running;
      } finally {
        await ports.close();
      }
      return 0;
    },
  };
}

function logTo(watch: LineWatch, always: LogFields = {}): Log {
  const at =
    (level: string): Log['info'] =>
    (message, fields) =>
      watch.add({ level, ...always, ...fields, message });
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (fields) => logTo(watch, { ...always, ...fields }),
  };
}

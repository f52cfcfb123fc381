import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { composeAgent } from '../../agent/compose-agent.ts';
import type { AgentConfig } from '../../agent/config/agent-config.ts';
import { loadConfig } from '../../agent/config/load-config.ts';
import { configChecks } from '../../agent/config-checks.ts';
import { pinoLog } from '../../agent/pino-log.ts';
import { releaseMemory } from '../../agent/release-memory.ts';
import { type AgentOptions, type AgentOutcome, runAgent } from '../../agent/run-agent.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { whenQuiet } from '../../agent/when-quiet.ts';
import type { Log } from '../../model/ports/log.ts';
import { reportText } from '../../report/report-text.ts';
import type { Io } from '../io.ts';
import { printHeld } from '../print-held.ts';
import { progressOf } from '../progress.ts';
import { stderrLog } from '../stderr-log.ts';

/** How long after the last attempt an agent gives back the memory it took; milliseconds. */
const quietTime = 5_000;

/** Runs the daemon, or one pass with `--once`: then 0 when every target is ready. */
export async function agentVerb(flags: Readonly<Record<string, unknown>>, io: Io): Promise<number> {
  const config = await loadConfig({
    flags,
    env: io.env,
    readFile: (path) => readFile(resolve(io.cwd, path)),
    checks: configChecks,
  });
  const ports = composeAgent(config, logOf(config, io), io.env);
  try {
    const outcome = await runAgent(config, ports, optionsOf(config, io), io.signal);
    return config.once ? onceCode(outcome, io) : 0;
  } finally {
    await ports.close();
  }
}

function optionsOf({ once }: AgentConfig, io: Io): AgentOptions {
  if (!once) return { onReport: whenQuiet(releaseMemory, quietTime, systemClock, io.signal) };
  return io.interactive ? { onProgress: (target) => progressOf(target, io) } : {};
}

function logOf(config: AgentConfig, io: Io): Log {
  return config.logFormat === 'json' ? pinoLog(config.logLevel) : stderrLog(io, config.logLevel);
}

function onceCode({ reports, held }: AgentOutcome, io: Io): number {
  io.stdout(reports.map(reportText).join('\n'));
  printHeld(held, io);
  const good = reports.every(({ phase }) => ['Ready', 'Suspended', 'Removed'].includes(phase));
  // Told to stop, it may have looked at nothing.
  return good && held.length === 0 && !io.signal.aborted ? 0 : 1;
}

import { setSuspension } from '../../agent/suspension.ts';
import { connectTo } from '../connect-to.ts';
import type { Io } from '../io.ts';
import type { ClusterOptions } from '../verbs.ts';

/** Keeps the agent from attempting a target, until it is resumed. */
export async function suspendVerb(
  target: string,
  options: ClusterOptions & { readonly reason: string },
  io: Io,
): Promise<number> {
  const done = `suspended; go on with: tidewatch resume ${target}`;
  return set(target, options.reason, done, options, io);
}

/** Lets the agent attempt a target again. What Git suspends stays suspended. */
export function resumeVerb(target: string, options: ClusterOptions, io: Io): Promise<number> {
  return set(target, undefined, 'resumed', options, io);
}

async function set(
  target: string,
  reason: string | undefined,
  done: string,
  options: ClusterOptions,
  io: Io,
): Promise<number> {
  await using connection = await connectTo(options, io);
  if (await setSuspension(target, reason, options.namespace, connection.cluster)) {
    io.stdout(`${target}: ${done}\n`);
    return 0;
  }
  io.stderr(`${target}: there is no such target; see \`tidewatch status\`\n`);
  return 1;
}

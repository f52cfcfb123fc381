import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../agent/system-clock.ts';
import { createNarrator } from '../demo/narrator.ts';
import { steps } from '../demo/steps.ts';
import { withStage } from '../demo/with-stage.ts';
import type { Io } from '../io.ts';
import { untilAborted } from '../until-aborted.ts';

export interface DemoOptions {
  /** Without pauses between the steps. */
  readonly fast: boolean;
  /** Goes on until it is told to stop, once the story is told. */
  readonly keep: boolean;
}

/** How long each step stays on the screen before the next begins, in milliseconds. */
const pause = 4_000;

/** Tells the story of a monitor from commit to deploy; 0 when every step of it really happened. */
export async function demoVerb(options: DemoOptions, io: Io): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'tidewatch-demo-'));
  const narrator = createNarrator(io);
  narrator.title('From a commit to running objects');
  try {
    await withStage(folder, narrator, io, async (stage) => {
      for (const [index, { title, run }] of steps.entries()) {
        if (!options.fast) await systemClock.sleep(pause, io.signal);
        narrator.title(`${index + 1}. ${title}`);
        await run(stage);
      }
      narrator.title(`All ${steps.length} steps happened as they should.`);
      if (!options.keep) return;
      narrator.say(
        'Agent and cluster go on running: commit to the repository and look. Ctrl-C ends them.',
      );
      await untilAborted(io.signal);
    });
    return 0;
  } catch (thrown) {
    if (!io.signal.aborted) throw thrown;
    io.stderr('interrupted before the end\n');
    return 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureTools } from '../envtest/ensure.ts';
import { surroundings } from '../envtest/surroundings.ts';
import { prometheusTools } from '../envtest/tool-set.ts';

/** What a run of promtool came to. */
export interface PromtoolRun {
  readonly code: number | null;
  /** Both of its streams, in the order in which it wrote them. */
  readonly output: string;
}

/** Runs promtool in a folder that holds these files, by their paths, and nothing else. */
export async function promtool(
  args: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<PromtoolRun> {
  const program = join(await ensureTools(prometheusTools, surroundings), 'promtool');
  const scratch = await mkdtemp(join(tmpdir(), 'promtool-'));
  const folder = join(scratch, 'files');
  try {
    await mkdir(folder);
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const log = join(scratch, 'output');
    const code = await run(program, args, folder, log);
    return { code, output: await readFile(log, 'utf8') };
  } finally {
    await rm(scratch, { recursive: true });
  }
}

/** What configurations may refer to: the pod has it in its environment. */
const POD = { POD_NAME: 'basic-monitor-0' };

/** One file for both streams keeps their order. */
async function run(program: string, args: readonly string[], folder: string, log: string) {
  const output = await open(log, 'w');
  try {
    return await new Promise<number | null>((resolve, reject) => {
      const stdio: ('ignore' | number)[] = ['ignore', output.fd, output.fd];
      const child = spawn(program, args, { cwd: folder, env: { ...process.env, ...POD }, stdio });
      child.once('error', reject);
      child.once('close', resolve);
    });
  } finally {
    await output.close();
  }
}

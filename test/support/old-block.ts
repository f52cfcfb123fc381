import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureTools } from '../envtest/ensure.ts';
import { surroundings } from '../envtest/surroundings.ts';
import { prometheusTools } from '../envtest/tool-set.ts';

/**
 * Writes a block as Prometheus has it on its disk after two hours.
 *
 * @param folder The folder of Prometheus' data.
 * @param series What it holds, such as `up{job="tidb"}`, with the value 1.
 * @param moment When the sample is of, in seconds since 1970.
 */
export async function writeOldBlock(folder: string, series: string, moment: number): Promise<void> {
  const promtool = join(await ensureTools(prometheusTools, surroundings), 'promtool');
  const scratch = await mkdtemp(join(tmpdir(), 'old-block-'));
  try {
    const samples = join(scratch, 'samples');
    await writeFile(samples, `${series} 1 ${moment}\n# EOF\n`);
    const command = ['tsdb', 'create-blocks-from', 'openmetrics', samples, folder];
    await promisify(execFile)(promtool, command);
  } finally {
    await rm(scratch, { recursive: true });
  }
}

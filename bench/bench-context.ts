import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startControlPlane } from '../test/support/control-plane.ts';
import type { ControlPlane } from '../test/support/control-plane-types.ts';
import type { BenchContext } from './benchmark.ts';

/** The context of one run; disposing of it stops and removes what was made. */
export function openBenchContext(pictures: string | undefined): BenchContext & AsyncDisposable {
  const folders: string[] = [];
  let controlPlane: Promise<ControlPlane> | undefined;
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  return {
    progress,
    controlPlane() {
      if (controlPlane === undefined) {
        progress('starting a control plane');
        controlPlane = startControlPlane();
      }
      return controlPlane;
    },
    async folder() {
      const folder = await mkdtemp(join(tmpdir(), 'tidewatch-bench-'));
      folders.push(folder);
      return folder;
    },
    async picture(name, svg) {
      if (pictures !== undefined) await writeFile(join(pictures, name), svg);
    },
    async [Symbol.asyncDispose]() {
      await (await controlPlane)?.stop();
      await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
    },
  };
}

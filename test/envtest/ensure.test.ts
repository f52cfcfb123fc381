import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureTools, type Surroundings, ToolsMissingError } from './ensure.ts';
import { oracleTools, prometheusTools } from './tool-set.ts';

let folder: string;
let progress: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidewatch-envtest-'));
  progress = [];
});
afterEach(() => rm(folder, { recursive: true }));

const around = (environment: Record<string, string> = {}): Surroundings => ({
  environment: { XDG_CACHE_HOME: join(folder, 'cache'), PATH: join(folder, 'bin'), ...environment },
  platform: 'linux',
  arch: 'x64',
  progress: (line) => progress.push(line.replaceAll(folder, '<folder>')),
});

async function writeProgram(file: string, script: string): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

/** A Go that writes down each build and makes a file of what it is asked for. */
const writeGo = (build: string) =>
  writeProgram(
    join(folder, 'bin', 'go'),
    `[ "$1" = version ] && exit 0
echo "$*" >> '${folder}/commands'
while [ "$1" != -o ]; do shift; done
echo "$CGO_ENABLED $3" >> '${folder}/builds'
${build}`,
  );
const succeed = 'printf whole > "$2" && /bin/chmod +x "$2"';
const builds = async () => (await readFile(join(folder, 'builds'), 'utf8')).trim().split('\n');
const built = () => join(folder, 'cache', 'tidewatch', 'oracle', 'kustomize-5.8.1-linux-x64');

describe('having a tool set', () => {
  it('uses the folder that the environment names', async () => {
    const given = join(folder, 'given');
    await writeProgram(join(given, 'kustomize'), '');
    expect(await ensureTools(oracleTools, around({ KUSTOMIZE_ASSETS: given }))).toBe(given);
    expect(progress).toEqual([]);
  });

  it('builds what is missing, once', async () => {
    await writeGo(succeed);
    expect(await ensureTools(oracleTools, around())).toBe(built());
    expect(await ensureTools(oracleTools, around())).toBe(built());
    expect(await builds()).toEqual(['0 sigs.k8s.io/kustomize/kustomize/v5']);
    expect(progress).toEqual([
      'kustomize: building into <folder>/cache/tidewatch/oracle/kustomize-5.8.1-linux-x64; this happens once, and takes minutes',
      '[1/1] go build sigs.k8s.io/kustomize/kustomize/v5',
    ]);
    expect(await readdir(built())).toEqual(['kustomize']);
  });

  it('leaves out of a build what no test needs', async () => {
    await writeGo(succeed);
    await ensureTools(prometheusTools, around());
    expect(await readFile(join(folder, 'commands'), 'utf8')).toMatch(
      /^build -trimpath -tags remove_all_sd,enable_kubernetes_sd -ldflags /,
    );
  });

  it('takes over the lock of a process that is gone', async () => {
    await writeGo(succeed);
    await mkdir(join(built(), '..'), { recursive: true });
    // No process has this id: it is above the highest that systems give.
    await writeFile(`${built()}.lock`, '99999999');
    expect(await ensureTools(oracleTools, around())).toBe(built());
    expect(await readdir(join(built(), '..'))).toEqual(['kustomize-5.8.1-linux-x64']);
  });

  it('leaves nothing that looks whole where the build fails', async () => {
    await writeGo('printf half > "$2"; echo "no network" >&2; exit 3');
    await expect(ensureTools(oracleTools, around())).rejects.toThrow(
      'go build ended with exit code 3; its output says why',
    );
    expect(progress).toContain('no network');
    expect(await readdir(built())).toEqual([]);
  });

  it('fails where there is neither the program nor Go', async () => {
    await expect(ensureTools(oracleTools, around())).rejects.toThrow(ToolsMissingError);
  });
});

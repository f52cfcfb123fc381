import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, posix } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { execForm, readDockerfile, type Stage, type Step } from '../../project/dockerfile.ts';
import { root } from '../../project/manifest-goldens.ts';

const run = promisify(execFile);

/** Runs the steps of a stage in a folder that stands for the root of its file system. */
async function replay(stage: Stage, folder: string, stages: ReadonlyMap<string, string>) {
  let directory = '/';
  for (const step of stage.steps) {
    if (step.keyword === 'WORKDIR') {
      directory = posix.resolve(directory, step.text);
      await mkdir(join(folder, directory), { recursive: true });
    } else if (step.keyword === 'COPY') {
      await copy(step, stages.get(step.flags.from ?? '') ?? root, join(folder, directory));
    } else if (step.keyword === 'RUN') {
      // The image's Node comes first there, too.
      const path = [dirname(process.execPath), process.env.PATH].join(delimiter);
      await run('/bin/sh', ['-c', step.text], {
        cwd: join(folder, directory),
        env: { PATH: path, HOME: process.env.HOME, npm_config_prefer_offline: 'true' },
      });
    }
  }
}

/** Folders give what is in them, files themselves: as COPY does. */
async function copy(step: Step, from: string, directory: string): Promise<void> {
  const sources = step.arguments.slice(0, -1);
  const target = join(directory, step.arguments.at(-1) ?? '');
  for (const source of sources) {
    const path = join(from, source);
    const isFolder = (await stat(path)).isDirectory();
    await cp(path, isFolder ? target : join(target, basename(source)), { recursive: true });
  }
}

describe('the steps of the Dockerfile', () => {
  let scratch: string;
  let image: string;
  const stages = readDockerfile();

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'tidewatch-image-'));
    const folders = new Map<string, string>();
    for (const [index, stage] of stages.entries()) {
      const folder = join(scratch, String(index));
      await replay(stage, folder, folders);
      folders.set(stage.name, folder);
    }
    image = folders.get('') ?? '';
  }, 300_000);

  afterAll(() => rm(scratch, { recursive: true, force: true }));

  /** The entrypoint, in the folder of the last stage, allowed to read that and to write nothing. */
  async function start(...args: string[]): Promise<string> {
    const entrypoint = stages.at(-1)?.steps.findLast(({ keyword }) => keyword === 'ENTRYPOINT');
    const [node, script = ''] = execForm(entrypoint?.text ?? '') ?? [];
    expect(node).toBe('/nodejs/bin/node');
    const confined = ['--permission', `--allow-fs-read=${image}`, join(image, script)];
    const { stdout } = await run(process.execPath, [...confined, ...args], { env: {}, cwd: image });
    return stdout;
  }

  it('give an image that starts where nothing can be written', async () => {
    expect(await start('--version')).toBe(`${manifest.version}\n`);
  });

  it('give an image that needs no package beside its bundle', async () => {
    expect(await start('agent', '--help')).toContain('--deletion-budget-objects');
    await expect(stat(join(image, 'app/node_modules'))).rejects.toThrow('ENOENT');
  });
});

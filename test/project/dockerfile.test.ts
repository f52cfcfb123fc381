import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { execForm, readDockerfile } from './dockerfile.ts';
import { root } from './manifest-goldens.ts';

// That the steps of the Dockerfile work is tested by running them: test/e2e/project.
describe('the image', () => {
  const [build, final] = readDockerfile();
  const last = (keyword: string) => final?.steps.findLast((step) => step.keyword === keyword);

  it('is built in one stage and runs in another', () => {
    expect(readDockerfile().map(({ name }) => name)).toEqual(['build', '']);
    expect(final?.image).not.toBe(build?.image);
  });

  it.each([build, final])('names a version of its base: $image', (stage) => {
    expect(stage?.image).toMatch(/:(?!latest$)[^:]+$/);
  });

  it('is built by the Node that the tests run on', async () => {
    const manifest: unknown = JSON.parse(
      await readFile(join(root, 'node_modules/node/package.json'), 'utf8'),
    );
    expect(manifest).toMatchObject({ version: /^node:([\d.]+)-/.exec(build?.image ?? '')?.[1] });
  });

  it('runs as a user that is not root, by its number', () => {
    expect(last('USER')?.text).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  it.each(['ENTRYPOINT', 'CMD', 'HEALTHCHECK'])('needs no shell for %s', (keyword) => {
    expect(execForm(last(keyword)?.text ?? '')?.length).toBeGreaterThan(0);
  });

  it('runs nothing in its final stage, where there is no shell', () => {
    expect(final?.steps.map(({ keyword }) => keyword)).not.toContain('RUN');
  });

  it('asks the same address for its health that the agent listens on', () => {
    expect(execForm(last('HEALTHCHECK')?.text ?? '')?.join(' ')).toContain(
      'http://127.0.0.1:8080/healthz',
    );
  });

  it('has every file that it copies, and .dockerignore lets through those and no more', async () => {
    const copied = (build?.steps ?? [])
      .filter(({ keyword }) => keyword === 'COPY')
      .flatMap((step) => step.arguments.slice(0, -1));
    for (const file of copied) await expect(stat(join(root, file))).resolves.toBeDefined();
    const ignore = await readFile(join(root, '.dockerignore'), 'utf8');
    const kept = ignore.split('\n').filter((line) => line.startsWith('!'));
    expect(kept.map((line) => line.slice(1)).sort()).toEqual(copied.sort());
    expect(ignore.split('\n')).toContain('*');
  });
});

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const SOURCE = join(import.meta.dirname, '../../src/source');

/** Every file that a process loads to import a module of `src/source`. */
async function filesLoadedBy(name: string): Promise<string> {
  const script = `
    const { registerHooks } = await import('node:module');
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    await import(process.argv[1]);
    console.log(loaded.join('\\n'));`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    script,
    join(SOURCE, name),
  ]);
  return stdout;
}

describe('a verb that reads a folder', () => {
  it.each(['folder-tree.ts', 'open-source.ts'])(
    'does not pay for Git or HTTP: %s',
    async (name) => {
      const loaded = await filesLoadedBy(name);
      expect(loaded).toContain(name);
      expect(loaded).not.toMatch(/isomorphic-git|undici|luxon/);
    },
  );

  it('would be seen to', async () => {
    expect(await filesLoadedBy('schedule.ts')).toContain('luxon');
  });
});

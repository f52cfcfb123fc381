import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folders, violationsOf } from './import-law.ts';
import { root } from './manifest-goldens.ts';
import { readSourceFile, readSourceFiles } from './read-imports.ts';

const src = join(root, 'src');

/** What the law says of these files. */
function judge(files: Readonly<Record<string, string>>): string[] {
  return violationsOf(Object.entries(files).map(([path, text]) => readSourceFile(path, text)));
}

describe('the import law', () => {
  const files = readSourceFiles(src);

  it('holds for every file', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(violationsOf(files)).toEqual([]);
  });

  it('knows every folder, and the documentation does too', async () => {
    const present = readdirSync(src).sort();
    expect(present.filter((folder) => !folders.includes(folder))).toEqual([]);
    const architecture = await readFile(join(root, 'docs/architecture.md'), 'utf8');
    const documented = [...architecture.matchAll(/^\| `src\/([a-z]+)`/gm)].map(([, name]) => name);
    expect(documented.sort()).toEqual(present);
  });

  it('allows types of earlier stages, the model, and what does no I/O', () => {
    expect(
      judge({
        'plan/a.ts': `
          import { createHash } from 'node:crypto';
          import { isIPv4 } from 'node:net';
          import type { Target } from '../model/target.ts';
          import type { Expansion } from '../monitor/expand.ts';
          import { type Layout } from '../layout/layout.ts';
          export type { Built } from '../kustomize/build.ts';
          import { compareText } from '../model/object-id.ts';
          import { diff } from 'diff';
          import { b } from './b.ts';`,
        'plan/b.ts': 'export const b = 1;',
        'agent/compose-agent.ts': "import { openSource } from '../source/open-source.ts';",
        'agent/reconcile.ts': "import { apply } from '../apply/apply.ts';",
        'cli/verb.ts': "import { connect } from '../kubernetes/connection.ts';",
        'monitor/generate/main.ts': "import { writeFile } from 'node:fs/promises';",
      }),
    ).toEqual([]);
  });

  it.each([
    [
      'more than types of an earlier stage',
      { 'plan/a.ts': "import { expand } from '../monitor/expand.ts';" },
      'plan/a.ts imports more than types of monitor/expand.ts, an earlier stage',
    ],
    [
      'one value among types of an earlier stage',
      { 'plan/a.ts': "import { type Facts, expand } from '../monitor/expand.ts';" },
      'plan/a.ts imports more than types of monitor/expand.ts, an earlier stage',
    ],
    [
      'a value by a re-export',
      { 'plan/a.ts': "export * from '../monitor/expand.ts';" },
      'plan/a.ts imports more than types of monitor/expand.ts, an earlier stage',
    ],
    [
      'a later stage, even its types',
      { 'layout/a.ts': "import type { Plan } from '../plan/plan.ts';" },
      'layout/a.ts imports plan/plan.ts, but layout may not know plan',
    ],
    [
      'a later stage by a type in place',
      { 'layout/a.ts': "export type A = import('../plan/plan.ts').Plan;" },
      'layout/a.ts imports plan/plan.ts, but layout may not know plan',
    ],
    [
      'an adapter from a stage',
      { 'apply/a.ts': "const { connect } = await import('../kubernetes/connection.ts');" },
      'apply/a.ts imports kubernetes/connection.ts, but apply may not know kubernetes',
    ],
    [
      'an adapter from the agent, outside of the composition root',
      { 'agent/reconcile.ts': "import { openSource } from '../source/open-source.ts';" },
      'agent/reconcile.ts imports source/open-source.ts, an adapter, outside of the composition root',
    ],
    [
      'the command line from the agent',
      { 'agent/a.ts': "import type { Io } from '../cli/io.ts';" },
      'agent/a.ts imports cli/io.ts, but agent may not know cli',
    ],
    [
      'the agent from the model',
      { 'model/a.ts': "import type { Log } from '../agent/pino-log.ts';" },
      'model/a.ts imports agent/pino-log.ts, but model may not know agent',
    ],
    [
      'files from a pure stage',
      { 'kustomize/a.ts': "import { readFile } from 'node:fs/promises';" },
      'kustomize/a.ts imports node:fs/promises, but kustomize does no I/O',
    ],
    [
      'a client from a pure stage',
      { 'plan/a.ts': "import { request } from 'undici';" },
      'plan/a.ts imports undici, but plan does no I/O',
    ],
    [
      'sockets from a pure stage',
      { 'plan/a.ts': "import { connect, isIPv4 } from 'node:net';" },
      'plan/a.ts imports node:net, but plan does no I/O',
    ],
    [
      'a generator',
      { 'monitor/a.ts': "import { write } from './generate/main.ts';" },
      'monitor/a.ts imports the generator monitor/generate/main.ts',
    ],
    [
      'a file that imports it',
      {
        'plan/a.ts': "import { b } from './b.ts';",
        'plan/b.ts': "import { c } from './c.ts';",
        'plan/c.ts': "import { a } from './a.ts';",
      },
      'plan/a.ts => plan/b.ts => plan/c.ts => plan/a.ts',
    ],
  ])('forbids to import %s', (_, broken, message) => {
    expect(judge(broken)).toEqual([message]);
  });
});

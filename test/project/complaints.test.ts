import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** A row of the tables: the test file it leads to, and the name of the test. */
interface Row {
  readonly complaint: string;
  readonly file: string;
  readonly test: string;
}

const rowForm = /^\| (?<complaint>.+) \| .+ \| \[[^\]]+\]\(\.\.\/(?<file>[^)]+)\): (?<test>.+) \|$/;

async function rows(): Promise<readonly Row[]> {
  const text = await readFile(join(root, 'docs/complaints.md'), 'utf8');
  const lines = text.split('\n').filter((line) => line.startsWith('| ') && !isHead(line));
  return lines.map((line) => {
    const { complaint, file, test } = rowForm.exec(line)?.groups ?? {};
    if (complaint === undefined || file === undefined || test === undefined) {
      throw new Error(`docs/complaints.md: a row of another form: ${line}`);
    }
    return { complaint, file, test };
  });
}

function isHead(line: string): boolean {
  return line.startsWith('| complaint |');
}

async function testsOf(file: string): Promise<readonly string[]> {
  const text = await readFile(join(root, file), 'utf8');
  const names = [...text.matchAll(/^\s*it\(\s*'((?:[^'\\]|\\.)*)'/gm)];
  return names.map(([, name = '']) => name);
}

it('every complaint leads to a test that exists, each to another one', async () => {
  const all = await rows();
  for (const { file, test } of all) expect(await testsOf(file)).toContain(test);
  const named = all.map(({ file, test }) => `${file}: ${test}`);
  expect(new Set(named).size).toBe(named.length);
});

it('every test of a complaint stands in the tables', async () => {
  const named = (await rows()).map(({ file, test }) => `${file}: ${test}`);
  const files = globSync('test/**/complaints.test.ts', { cwd: root }).filter(
    (file) => !file.startsWith('test/project/'),
  );
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    for (const name of await testsOf(file)) expect(named).toContain(`${file}: ${name}`);
  }
});

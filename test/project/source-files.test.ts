import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './manifest-goldens.ts';
import { readSourceFiles } from './read-imports.ts';

const MAX_LINES = 350;

/** What takes the compiler or the linter out of the way. */
const silencers = /@ts-(ignore|expect-error|nocheck)|biome-ignore|eslint-disable|\bas unknown as\b/;

/** What is unfinished, or passes by doing nothing. */
const unfinished = /\b(TODO|FIXME|XXX)\b|\b(it|test|describe)\.(skip|only|todo)\b|\bvi\.mock\(/;

function linesThat(matches: RegExp, text: string): number[] {
  return text.split('\n').flatMap((line, index) => (matches.test(line) ? [index + 1] : []));
}

describe.each(['src', 'test', 'bench'])('every file in %s', (folder) => {
  const files = readSourceFiles(join(root, folder)).filter(
    ({ path }) => !path.includes('generated/') && !path.includes('testdata/'),
  );
  // This file names what it looks for.
  const others = files.filter(({ path }) => path !== 'project/source-files.test.ts');
  const textOf = (path: string) => readFileSync(join(root, folder, path), 'utf8');

  it('is named in kebab case', () => {
    const names = files.map(({ path }) => path);
    expect(names.filter((path) => !/^[a-z0-9/-]+(\.test|\.d)?\.ts$/.test(path))).toEqual([]);
  });

  it.each([
    ['switches neither the compiler nor the linter off', silencers],
    ['is finished, and passes no test by skipping it', unfinished],
  ])('%s', (_, forbidden) => {
    const found = others.flatMap(({ path }) =>
      linesThat(forbidden, textOf(path)).map((line) => `${folder}/${path}:${line}`),
    );
    expect(found).toEqual([]);
  });
});

describe('every file of the program', () => {
  it(`has at most ${MAX_LINES} lines`, () => {
    const long = readSourceFiles(join(root, 'src'))
      .filter(({ path, lines }) => !path.includes('generated/') && lines > MAX_LINES)
      .map(({ path, lines }) => `${path}: ${lines} lines`);
    expect(long).toEqual([]);
  });
});

describe('the search for what is forbidden', () => {
  it.each([
    ['// @ts-ignore', silencers],
    ['// biome-ignore lint: no', silencers],
    ['const a = b as unknown as C;', silencers],
    ['it.skip("later")', unfinished],
    ['// TODO: later', unfinished],
  ])('finds %s', (line, forbidden) => {
    expect(linesThat(forbidden, `first\n${line}\nlast`)).toEqual([2]);
  });
});

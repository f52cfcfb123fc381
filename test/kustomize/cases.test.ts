import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCases, runCase } from './case-folder.ts';

const cases = readCases(join(import.meta.dirname, 'testdata/cases'));
const builds = cases.filter(({ expected }) => expected !== undefined);
const refusals = cases.filter(({ expected }) => expected === undefined);

describe('what kustomize builds', () => {
  it.each(builds)('is built to the same bytes: $name', async (each) => {
    const { actual } = await runCase(each);
    expect(actual).toBe(each.expected);
  });
});

describe('what kustomize refuses', () => {
  it.each(refusals)('is refused: $name', async (each) => {
    const { passed, actual } = await runCase(each);
    expect({ passed, actual }).toEqual({ passed: true, actual: expect.stringContaining('; ') });
  });
});

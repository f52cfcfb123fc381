import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/agent/system-clock.ts';
import type { EmbeddedCluster } from '../../../src/embedded/options.ts';
import { startEmbeddedCluster } from '../../../src/embedded/start-embedded-cluster.ts';
import { ALL_CASES } from './all-cases.ts';
import { readGolden } from './golden-answers.ts';
import { answersOf } from './normalise.ts';

// What the real server answers was recorded from it: see golden/README.md.
let embedded: EmbeddedCluster;
beforeAll(async () => {
  embedded = await startEmbeddedCluster({ clock: systemClock, controllers: false });
});
afterAll(() => embedded?.close());

let count = 0;
describe.each(Object.entries(ALL_CASES))('the embedded API, %s', (group, cases) => {
  const golden = readGolden(group);

  it.each(cases)('$name', async (one) => {
    const answers = await answersOf(embedded, one, `contract-${++count}`);
    expect(answers).toEqual(golden[one.name]);
  });

  it('has an answer of the real server for every case, and no other', () => {
    expect(Object.keys(golden).toSorted()).toEqual(cases.map(({ name }) => name).toSorted());
  });
});

it('compares at least 200 cases', () => {
  expect(Object.values(ALL_CASES).flat().length).toBeGreaterThanOrEqual(200);
});

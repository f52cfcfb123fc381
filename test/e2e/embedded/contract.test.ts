import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/agent/system-clock.ts';
import type { EmbeddedCluster } from '../../../src/embedded/options.ts';
import { startEmbeddedCluster } from '../../../src/embedded/start-embedded-cluster.ts';
import { ALL_CASES } from '../../contract/cluster/all-cases.ts';
import {
  type BareControlPlane,
  startBareControlPlane,
} from '../../contract/cluster/bare-control-plane.ts';
import { readGolden } from '../../contract/cluster/golden-answers.ts';
import { KNOWN_DIFFERENCES } from '../../contract/cluster/known-differences.ts';
import { answersOf } from '../../contract/cluster/normalise.ts';

let real: BareControlPlane;
let embedded: EmbeddedCluster;
beforeAll(async () => {
  [real, embedded] = await Promise.all([
    startBareControlPlane(),
    startEmbeddedCluster({ clock: systemClock, controllers: false }),
  ]);
});
afterAll(async () => {
  await embedded?.close();
  await real?.stop();
  const count = Object.values(ALL_CASES).flat().length;
  console.log(`${count} cases; ${KNOWN_DIFFERENCES.length} known differences:`);
  for (const difference of KNOWN_DIFFERENCES) console.log(`- ${difference}`);
});

let count = 0;
describe.each(Object.entries(ALL_CASES))('the embedded API and a real one, %s', (group, cases) => {
  const golden = readGolden(group);

  it.each(cases)('$name', async (one) => {
    const namespace = `contract-${++count}`;
    const expected = await answersOf(real.server, one, namespace);
    expect(await answersOf(embedded, one, namespace)).toEqual(expected);
    expect(golden[one.name], 'what is recorded is what the real server answers').toEqual(expected);
  });
});

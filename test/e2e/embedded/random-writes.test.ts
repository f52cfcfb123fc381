import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../../src/agent/system-clock.ts';
import type { EmbeddedCluster } from '../../../src/embedded/options.ts';
import { startEmbeddedCluster } from '../../../src/embedded/start-embedded-cluster.ts';
import { isJsonObject, type JsonValue } from '../../../src/model/json.ts';
import {
  type BareControlPlane,
  startBareControlPlane,
} from '../../contract/cluster/bare-control-plane.ts';
import type { ContractCase } from '../../contract/cluster/contract-case.ts';
import { answersOf } from '../../contract/cluster/normalise.ts';
import { deploymentWrite, widgetDefinition, widgetWrite } from './random-write.ts';

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
});

const RUNS = 60;
let count = 0;

/** Answers without warnings: those about odd content are a known difference. */
function withoutWarnings(answers: JsonValue): readonly JsonValue[] {
  if (!Array.isArray(answers)) throw new Error('the case has no answers');
  return answers.map((answer: JsonValue) =>
    isJsonObject(answer) ? { ...answer, warnings: undefined } : answer,
  );
}

/** Every answer to every write is the same on both, owners, conflicts and refusals included. */
async function expectSameAnswers(one: ContractCase): Promise<void> {
  const namespace = `random-${++count}`;
  const expected = withoutWarnings(await answersOf(real.server, one, namespace));
  expect(withoutWarnings(await answersOf(embedded, one, namespace))).toEqual(expected);
}

it('random writes of a Deployment by several managers leave the same object on both', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deploymentWrite, { minLength: 2, maxLength: 8 }), async (steps) => {
      await expectSameAnswers({ name: 'random writes of a Deployment', steps });
    }),
    { numRuns: RUNS },
  );
});

it('random writes of a custom object by several managers leave the same object on both', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(widgetWrite, { minLength: 2, maxLength: 8 }), async (writes) => {
      const steps = [...widgetDefinition, ...writes];
      await expectSameAnswers({ name: 'random writes of a custom object', steps });
    }),
    { numRuns: RUNS },
  );
});

import { type Answer, answerStep } from '../../agent/answer.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { createConfigMapLedger } from '../../apply/ledger/config-map-ledger.ts';
import { connectTo } from '../connect-to.ts';
import type { Io } from '../io.ts';
import type { ClusterOptions } from '../verbs.ts';

/** Says what became of a step that Tidewatch asks about; refuses one it does not ask about. */
export async function answerVerb(
  target: string,
  step: string,
  answer: Answer,
  options: ClusterOptions,
  io: Io,
): Promise<number> {
  await using connection = await connectTo(options, io);
  const { cluster } = connection;
  const { namespace } = options;
  const ledger = createConfigMapLedger({ cluster, clock: systemClock, namespace, by: 'answer' });
  const answered = await answerStep(target, step, answer, ledger);
  if (answered.outcome === 'not-asked') {
    const { steps } = answered;
    const others = steps.length === 0 ? 'nothing does' : `these do: ${steps.join(', ')}`;
    io.stderr(`${target}: ${step} waits for no answer; ${others}\n`);
    return 1;
  }
  io.stdout(`${target}: ${step}: ${answered.record.message}\n`);
  return 0;
}

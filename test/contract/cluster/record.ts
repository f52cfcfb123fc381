// Writes golden/*.json from a real kube-apiserver. See the README beside them.
import { ALL_CASES } from './all-cases.ts';
import { startBareControlPlane } from './bare-control-plane.ts';
import { writeGolden } from './golden-answers.ts';
import { answersOf } from './normalise.ts';

const controlPlane = await startBareControlPlane();
try {
  let count = 0;
  for (const [group, cases] of Object.entries(ALL_CASES)) {
    const answers: Record<string, Awaited<ReturnType<typeof answersOf>>> = {};
    for (const one of cases) {
      count++;
      answers[one.name] = await answersOf(controlPlane.server, one, `contract-${count}`);
    }
    writeGolden(group, answers);
  }
  console.log(`recorded ${count} cases`);
} finally {
  await controlPlane.stop();
}

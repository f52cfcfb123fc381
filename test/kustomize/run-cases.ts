// Builds every case of a folder in process and compares with what kustomize printed:
//   npm run test:kustomize -- DIR [--verbose] [NAME...]
// A case is a folder with input/ and expected.yaml or expected_error.txt; case.json may name the
// folder to build ("target") and kustomize's "flags".
import { readCases, runCase } from './case-folder.ts';

const [folder = '', ...rest] = process.argv.slice(2);
const isVerbose = rest.includes('--verbose');
const wanted = rest.filter((argument) => !argument.startsWith('--'));
const cases = readCases(folder).filter(
  ({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)),
);
let passed = 0;
for (const each of cases) {
  const outcome = await runCase(each);
  if (outcome.passed) {
    passed++;
    continue;
  }
  console.log(`FAIL ${each.name}`);
  if (isVerbose) {
    console.log(`--- expected\n${each.expected ?? 'an error'}\n--- actual\n${outcome.actual}`);
  }
}
console.log(`${passed} of ${cases.length} cases pass`);
process.exitCode = passed === cases.length ? 0 : 1;

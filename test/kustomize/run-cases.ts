// Builds every case of a folder in process and compares with what kustomize printed:
//   npm run test:kustomize -- DIR [--verbose] [NAME...]
// A case is a folder with input/ and expected.yaml or expected_error.txt; case.json may name the
// folder to build ("target") and the flags.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../../src/kustomize/build.ts';
import type { BuildOptions } from '../../src/model/target.ts';
import { folderTree } from '../../src/source/folder-tree.ts';

interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly expected: string;
  readonly actual: string;
}

interface CaseFile {
  readonly target?: string;
  readonly flags?: readonly string[];
}

function optionsOf(flags: readonly string[]): BuildOptions {
  const text = flags.join(' ');
  return {
    order: /--reorder[= ]none/.test(text) ? 'none' : 'legacy',
    managedByLabel: text.includes('--enable-managedby-label'),
    loadRestrictor: /LoadRestrictionsNone/.test(text) ? 'none' : 'rootOnly',
  };
}

async function runCase(folder: string, name: string): Promise<Outcome> {
  const file = join(folder, name, 'case.json');
  const { target = '.', flags = [] }: CaseFile = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : {};
  const yaml = join(folder, name, 'expected.yaml');
  const expected = existsSync(yaml) ? readFileSync(yaml, 'utf8') : 'an error';
  let actual: string;
  try {
    const tree = folderTree(join(folder, name, 'input'));
    actual = (await build(tree, target, optionsOf(flags))).yaml();
  } catch (thrown) {
    actual = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
    if (expected === 'an error' && actual.startsWith('InvalidInputError')) {
      return { name, passed: true, expected, actual };
    }
    if (thrown instanceof Error && thrown.name !== 'InvalidInputError')
      actual = String(thrown.stack);
  }
  return { name, passed: actual === expected, expected, actual };
}

const [folder = '', ...rest] = process.argv.slice(2);
const verbose = rest.includes('--verbose');
const wanted = rest.filter((argument) => !argument.startsWith('--'));
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .sort();
const outcomes: Outcome[] = [];
for (const name of names) outcomes.push(await runCase(folder, name));
const failed = outcomes.filter(({ passed }) => !passed);
for (const { name, expected, actual } of verbose ? failed : []) {
  console.log(`=== ${name}\n--- expected\n${expected}\n--- actual\n${actual}`);
}
for (const { name } of failed) console.log(`FAIL ${name}`);
console.log(`${outcomes.length - failed.length} of ${outcomes.length} cases pass`);
process.exitCode = failed.length === 0 ? 0 : 1;

// Writes what the real kustomize prints for the cases: see testdata/README.md.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCases } from './case-folder.ts';

const [program = 'kustomize', folder = join(import.meta.dirname, 'testdata/cases')] =
  process.argv.slice(2);
for (const { name, folder: caseFolder, target, flags } of readCases(folder)) {
  const cwd = join(caseFolder, 'input');
  const { status, stdout, stderr } = spawnSync(program, ['build', ...flags, target], { cwd });
  if (status === null) throw new Error(`${program} did not run: give its path`);
  rmSync(join(caseFolder, 'expected.yaml'), { force: true });
  rmSync(join(caseFolder, 'expected_error.txt'), { force: true });
  if (status === 0) {
    writeFileSync(join(caseFolder, 'expected.yaml'), stdout);
  } else {
    const error = stderr.toString().replaceAll(cwd, '<input>');
    writeFileSync(join(caseFolder, 'expected_error.txt'), error);
  }
  console.log(`${status === 0 ? 'builds ' : 'refuses'} ${name}`);
}

// Builds random kustomizations with ours and with the real kustomize, and reports differences:
//   npm run fuzz:kustomize -- [--seed FIRST] [--count N] [--minutes M] [--show SEED]
// The real one has to be built first: see README.md.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { build } from '../../../src/kustomize/build.ts';
import { InvalidInputError } from '../../../src/model/errors.ts';
import { memoryTree } from '../../../src/model/memory-tree.ts';
import { type RandomBuild, randomBuild } from './random-build.ts';
import { withoutComments } from './write-yaml.ts';

interface Answer {
  readonly yaml: string;
  readonly error?: string;
}

class Oracle {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;

  constructor(program: string) {
    this.#process = spawn(program, { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#reader = createInterface({ input: this.#process.stdout });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  async build(asked: RandomBuild): Promise<Answer> {
    this.#process.stdin.write(`${JSON.stringify(asked)}\n`);
    const line = await this.#lines.next();
    if (line.done === true) throw new Error('the oracle has ended');
    return JSON.parse(line.value);
  }

  close(): void {
    this.#process.stdin.end();
    this.#reader.close();
  }
}

async function buildOurs({ files, path, ...asked }: RandomBuild): Promise<Answer> {
  try {
    const options = { ...asked, loadRestrictor: 'rootOnly' } as const;
    return { yaml: (await build(memoryTree(files), path, options)).yaml() };
  } catch (thrown) {
    if (thrown instanceof InvalidInputError) return { yaml: '', error: thrown.message };
    const stack = thrown instanceof Error ? thrown.stack : String(thrown);
    return { yaml: '', error: `CRASH ${stack}` };
  }
}

function differs(ours: Answer, theirs: Answer): boolean {
  if (ours.error?.startsWith('CRASH')) return true;
  // Names with "/" and "," crash upstream, which keeps them in annotations.
  if (/^panic|number of previous names/.test(theirs.error ?? '')) return false;
  if ((ours.error === undefined) !== (theirs.error === undefined)) return true;
  // A library that was not released by its makers calls itself so.
  return ours.yaml !== theirs.yaml.replaceAll('kustomize-(devel)', 'kustomize-v5.8.1');
}

/**
 * What kustomize gives. Comments in what is patched make it write YAML that it
 * cannot read: then what it gives without them counts.
 */
async function buildTheirs(random: RandomBuild): Promise<Answer> {
  const answer = await oracle.build(random);
  if (!/yaml: (?:line \d+: .*expected|invalid map key)/.test(answer.error ?? '')) return answer;
  const files = Object.entries(random.files).map(([path, text]) => [path, withoutComments(text)]);
  return oracle.build({ ...random, files: Object.fromEntries(files) });
}

function show(seed: number, random: RandomBuild, ours: Answer, theirs: Answer): void {
  console.log(`===== seed ${seed}`);
  for (const [path, text] of Object.entries(random.files)) console.log(`## ${path}\n${text}`);
  console.log(`## kustomize\n${theirs.error ?? theirs.yaml}`);
  console.log(`## ours\n${ours.error ?? ours.yaml}`);
}

const { values } = parseArgs({
  options: {
    oracle: { type: 'string', default: process.env.KUSTOMIZE_ORACLE ?? '' },
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '1000' },
    minutes: { type: 'string', default: '10' },
    show: { type: 'string' },
    most: { type: 'string', default: '5' },
  },
});
const oracle = new Oracle(values.oracle);
const first = Number(values.show ?? values.seed);
const count = values.show === undefined ? Number(values.count) : 1;
const end = Date.now() + Number(values.minutes) * 60_000;
let built = 0;
let refused = 0;
const different: number[] = [];
for (let seed = first; seed < first + count && Date.now() < end; seed++) {
  const random = randomBuild(seed);
  const [ours, theirs] = await Promise.all([buildOurs(random), buildTheirs(random)]);
  built++;
  if (theirs.error !== undefined) refused++;
  const isDifferent = differs(ours, theirs);
  if (isDifferent) different.push(seed);
  if (values.show !== undefined || (isDifferent && different.length <= Number(values.most))) {
    show(seed, random, ours, theirs);
  }
}
oracle.close();
console.log(`${built} builds, ${refused} refused by both or one, ${different.length} different`);
if (different.length > 0) console.log(`seeds: ${different.slice(0, 50).join(' ')}`);
process.exitCode = different.length === 0 ? 0 : 1;

import { execFile } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createFileFolder } from '../../support/file-folder.ts';

const child = join(import.meta.dirname, 'build-in-child.ts');
const MEGABYTES = 512;
/** Far above what any of them takes; a build that hangs is killed. */
const MILLISECONDS = 110_000;

type Files = Readonly<Record<string, string | Uint8Array>>;

const map = (extra: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n${extra}`;
const resource = (text: string | Uint8Array): Files => ({
  'k/kustomization.yaml': 'resources: [a.yaml]\n',
  'k/a.yaml': text,
});

function aliasBomb(): string {
  const lines = ['l0: &l0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 10; level++) {
    lines.push(
      `l${level}: &l${level} [${Array(10)
        .fill(`*l${level - 1}`)
        .join(', ')}]`,
    );
  }
  return map(lines.join('\n'));
}

/** Every level uses the one below it twice. */
function levels(count: number): Files {
  const files: Record<string, string> = { 'k/kustomization.yaml': 'resources: [../l0, ../l0]\n' };
  for (let level = 0; level < count; level++) {
    files[`l${level}/kustomization.yaml`] = `resources: [../l${level + 1}, ../l${level + 1}]\n`;
  }
  files[`l${count}/kustomization.yaml`] = 'resources: []\ncommonLabels: {}\nnamePrefix: x\n';
  return files;
}

/** So many files of objects, each with the same data. */
function many(count: number, data: string): Files {
  const names = Array.from({ length: count }, (_, index) => `f${index}.yaml`);
  const files = names.map((name, index) => {
    const text = map(data).replace('name: a', `name: a${index}`);
    return [`k/${name}`, text] as const;
  });
  return {
    'k/kustomization.yaml': `resources: [${names.join(', ')}]\n`,
    ...Object.fromEntries(files),
  };
}

const doubling = `resources: [a.yaml]\nreplacements:\n${Array.from(
  { length: 64 },
  (_, index) =>
    `- source: {kind: ConfigMap, fieldPath: data}\n  targets: [{select: {kind: ConfigMap}, fieldPaths: [data.k${index}], options: {create: true}}]\n`,
).join('')}`;

const hostile: readonly (readonly [string, Files, RegExp])[] = [
  ['aliases of aliases', resource(aliasBomb()), /aliases of this document stand for more than/],
  [
    'lists 10,000 deep',
    resource(map(`data: ${'['.repeat(10_000)}${']'.repeat(10_000)}`)),
    /nested|deep/,
  ],
  [
    'mappings 4,000 deep',
    resource(map(Array.from({ length: 4_000 }, (_, at) => `${' '.repeat(at)}a:\n`).join(''))),
    /nested|deep/,
  ],
  ['bytes that are no text', resource(Uint8Array.from([0x61, 0x3a, 0x20, 0xff, 0xfe])), /UTF-8/],
  ['a NUL byte', resource('a: b\0c\n'), /a\.yaml:1/],
  [
    'kustomizations that use each other in a circle',
    {
      'k/kustomization.yaml': 'resources: [../o]\n',
      'o/kustomization.yaml': 'resources: [../k]\n',
    },
    /cannot use itself/,
  ],
  [
    'kustomizations that use each other twice at every level',
    levels(40),
    /more than .* (?:steps|seconds)/,
  ],
  [
    'values that are put into themselves',
    { 'k/kustomization.yaml': doubling, 'k/a.yaml': map('data: {k: v}\n') },
    /more than .* values/,
  ],
  [
    'a path out of the folder',
    { 'k/kustomization.yaml': 'resources: [../../../../../../../etc/passwd]\n' },
    /cannot be read|does not exist|outside/,
  ],
  ['a file of a billion kinds of quotes', resource(`${'"'.repeat(2_000_000)}\n`), /a\.yaml/],
  [
    'a list of 4,500,000 elements',
    resource(map(`data: [${'a,'.repeat(4_500_000)}]\n`)),
    /more than 1500000 lines and commas/,
  ],
  [
    'a list of 1,100,000 elements',
    resource(map(`data: [${'a,'.repeat(1_100_000)}]\n`)),
    /more than 250000 values/,
  ],
  [
    'many files of many values in lists',
    many(20, `data: [${'a,'.repeat(240_000)}]\n`),
    /k\/kustomization\.yaml:1:\d+: the files of the build have more than 700000 values/,
  ],
  [
    'many files of many values in mappings',
    many(20, `data:\n${'- {a: b}\n'.repeat(80_000)}`),
    /k\/kustomization\.yaml:1:\d+: the files of the build have more than 700000 values/,
  ],
  [
    'many files of many lines',
    many(12, `data:\n  k: |\n${'    a\n'.repeat(300_000)}`),
    /k\/kustomization\.yaml:1:\d+: the files of the build have more than 1500000 lines and commas/,
  ],
  [
    'many files of nothing but escapes',
    many(5, `data:\n  k: "${'\\u4e16'.repeat(1_500_000)}"\n`),
    /"f3\.yaml" cannot be read: with it, the files of the build are larger than 32 MiB together/,
  ],
  [
    'many files of much text',
    many(60, `data:\n  k: ${'x'.repeat(9_000_000)}\n`),
    /"f3\.yaml" cannot be read: with it, the files of the build are larger than 32 MiB together/,
  ],
  [
    'a thousand lines that continue a long list too far to the left',
    resource(map(`data:\n  k: [${'a,'.repeat(200_000)}${'\na,'.repeat(990)}]\n`)),
    /a\.yaml:\d+:1: deficient indentation/,
  ],
];

describe('bad input, with the real limits, in a process of its own', () => {
  async function run(folder: string): Promise<{ outcome: string; megabytes: number }> {
    const options = { timeout: MILLISECONDS, killSignal: 'SIGKILL' } as const;
    const { stdout } = await promisify(execFile)(process.execPath, [child, folder], options);
    return JSON.parse(stdout);
  }

  it.each(hostile)(
    'ends in a clear error, in bounded memory: %s',
    async (_name, files, message) => {
      await using folder = await createFileFolder(files);
      const { outcome, megabytes } = await run(join(folder.path, 'k'));
      expect(outcome).toMatch(message);
      expect(outcome).not.toMatch(/^built/);
      expect(megabytes).toBeLessThan(MEGABYTES);
    },
  );

  it('does not follow a link out of the folder', async () => {
    await using folder = await createFileFolder({
      'repo/.git/HEAD': 'ref: refs/heads/main\n',
      'repo/k/kustomization.yaml': 'resources: [a.yaml]\n',
      'secret.yaml': map(''),
    });
    await symlink('../../secret.yaml', join(folder.path, 'repo/k/a.yaml'));
    const { outcome } = await run(join(folder.path, 'repo/k'));
    expect(outcome).toMatch(/leads out of the repository/);
  });
});

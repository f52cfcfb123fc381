import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildWithin } from '../../src/kustomize/build.ts';
import { DEFAULT_BUILD_LIMITS } from '../../src/kustomize/limits.ts';
import { InvalidInputError } from '../../src/model/errors.ts';
import { type MemoryFile, memoryTree } from '../../src/model/memory-tree.ts';
import type { BuildOptions } from '../../src/model/target.ts';

const OPTIONS: BuildOptions = { order: 'legacy', loadRestrictor: 'rootOnly' };

/** What is hostile passes smaller limits as it does the real ones, sooner. */
const LIMITS = { ...DEFAULT_BUILD_LIMITS, steps: 100_000, nodes: 200_000 };

type Files = Readonly<Record<string, MemoryFile>>;

/** The output, or the message of the refusal; anything else that is thrown fails the test. */
async function outcome(files: Files): Promise<string> {
  try {
    const result = await buildWithin(LIMITS, memoryTree(files), 'k', OPTIONS);
    return result.yaml();
  } catch (thrown) {
    if (thrown instanceof InvalidInputError) return thrown.message;
    throw thrown;
  }
}

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: v}\n';

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('');
}

/** Every level uses the one below it twice. */
function levels(count: number): Files {
  const files: Record<string, string> = { 'k/kustomization.yaml': 'resources: [../l0, ../l0]\n' };
  for (let level = 0; level < count; level++) {
    const below = `resources: [../l${level + 1}, ../l${level + 1}]\n`;
    files[`l${level}/kustomization.yaml`] =
      level === count - 1 ? 'vars: []\nresources: []\ncomponents: [../c]\n' : below;
  }
  files['c/kustomization.yaml'] = 'kind: Component\nnamePrefix: x-\n';
  return files;
}

const TOO_MANY_VALUES =
  'k/kustomization.yaml:1:1: the build makes more than 200000 values; divide it into smaller kustomizations, or look for entries that multiply each other';

const bombs: readonly (readonly [string, Files, string])[] = [
  [
    'kustomizations that use each other twice at every level',
    levels(30),
    'k/kustomization.yaml:1:1: the build takes more than 100000 steps; divide it into smaller kustomizations, or look for entries that multiply each other',
  ],
  [
    'a JSON patch that copies an object into itself again and again',
    {
      'k/kustomization.yaml':
        'resources: [a.yaml]\npatches: [{path: p.yaml, target: {kind: .*}}]\n',
      'k/a.yaml': CONFIG_MAP,
      'k/p.yaml': lines(64, (index) => `- {op: copy, from: /data, path: /data/k${index}}\n`),
    },
    TOO_MANY_VALUES,
  ],
  [
    'replacements that put a value into itself again and again',
    {
      'k/kustomization.yaml': `resources: [a.yaml]\nreplacements:\n${lines(
        64,
        (index) =>
          `- source: {kind: ConfigMap, fieldPath: data}\n  targets: [{select: {kind: ConfigMap}, fieldPaths: [data.k${index}], options: {create: true}}]\n`,
      )}`,
      'k/a.yaml': CONFIG_MAP,
    },
    TOO_MANY_VALUES,
  ],
  [
    'replacements that double a text',
    {
      'k/kustomization.yaml': `resources: [a.yaml]\nreplacements:\n${lines(
        64,
        () =>
          '- source: {kind: ConfigMap, fieldPath: data.k}\n  targets: [{select: {kind: ConfigMap}, fieldPaths: [data.k], options: {delimiter: "/", index: -1}}]\n',
      )}`,
      'k/a.yaml': CONFIG_MAP,
    },
    TOO_MANY_VALUES,
  ],
  [
    'a long text that many objects get as a label',
    {
      'k/kustomization.yaml': `resources: [a.yaml]\ncommonAnnotations: {note: ${'x'.repeat(1_000_000)}}\n`,
      'k/a.yaml': lines(
        1_000,
        (index) => `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a${index}}\n`,
      ),
    },
    TOO_MANY_VALUES,
  ],
  [
    'many documents of many aliases',
    {
      'k/kustomization.yaml': 'resources: [a.yaml]\n',
      'k/a.yaml': lines(
        200,
        (index) =>
          `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a${index}}\nl: &l [${'x,'.repeat(300)}]\nm: &m [${'*l,'.repeat(300)}]\n`,
      ),
    },
    'k/a.yaml:14:1: the file has more than 250000 values; split it into smaller files',
  ],
  [
    'one file that is generated from many times',
    {
      'k/kustomization.yaml': `configMapGenerator:\n- name: a\n  files: [${lines(100, (index) => `k${index}=big, `)}]\n`,
      'k/big': 'x'.repeat(1024 * 1024),
    },
    'k/kustomization.yaml:2:3: the data is larger than 32 MiB; generate less; Kubernetes takes about 1 MiB per object',
  ],
  [
    'a mapping of very many keys',
    {
      'k/kustomization.yaml': 'resources: [a.yaml]\n',
      'k/a.yaml': `${CONFIG_MAP}x:\n${lines(30_000, (index) => `  k${index}:\n`)}`,
    },
    'k/a.yaml:20006:3: a mapping has more than 20000 keys; divide it into smaller ones',
  ],
  [
    'a JSON patch that nests without end',
    {
      'k/kustomization.yaml':
        'resources: [a.yaml]\npatches: [{path: p.yaml, target: {kind: .*}}]\n',
      'k/a.yaml': CONFIG_MAP,
      'k/p.yaml': lines(
        10,
        (index) =>
          `- {op: add, path: ${'/x'.repeat(index * 200 + 1)}, value: ${'{x: '.repeat(200)}{}${'}'.repeat(200)}}\n`,
      ),
    },
    'k/p.yaml:5:2427: values nest more than 1000 levels deep; nest less deeply',
  ],
];

describe('what asks for work or memory without end', () => {
  it.each(bombs)('is refused: %s', async (_name, files, expected) => {
    expect(await outcome(files)).toBe(expected);
  });

  it('is matched in linear time where it is a regular expression', async () => {
    const name = 'a'.repeat(100);
    const files = {
      'k/kustomization.yaml':
        'resources: [a.yaml]\npatches: [{path: p.yaml, target: {name: (a+)+b}}]\nimages: [{name: (a|a)*b, newTag: x}]\n',
      'k/a.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{image: ${name}}]}\n`,
      'k/p.yaml': '- {op: remove, path: /none}\n',
    };
    expect(await outcome(files)).toContain(`image: ${name}\n`);
  });
});

/** Pieces that mean something to YAML, to paths or to kustomizations. */
const pieces = fc.constantFrom(
  ...['resources:', 'patches:', 'namePrefix:', 'labels:', 'images:', 'replacements:', 'vars:'],
  ...['configMapGenerator:', 'components:', 'generators:', 'transformers:', 'openapi:', 'target:'],
  ...['\n', '\n- ', '\n  ', ' ', ': ', '- ', ', ', '{', '}', '[', ']', '"', "'", '|', '>-\n', '#'],
  ...['&a ', '*a', '<<: ', '!!binary ', '!!int ', '? ', '%YAML 1.2', '---\n', '...\n', '\t', '\r'],
  ...[
    'a.yaml',
    '../k',
    '..',
    '/',
    'https://x.test/y',
    'name: a',
    'kind: ConfigMap',
    '$patch: delete',
  ],
  ...[
    '~',
    'null',
    '0x1F',
    '1e400',
    '.inf',
    '2001-01-01',
    '\u0000',
    '\ufeff',
    '\ud800',
    '😀',
    '\u0085',
  ],
);
const yamlLike = fc
  .array(fc.oneof({ weight: 4, arbitrary: pieces }, fc.string({ maxLength: 8 })), { maxLength: 40 })
  .map((parts) => parts.join(''));
const bytes = fc.uint8Array({ maxLength: 200 });
const content = fc.oneof({ weight: 5, arbitrary: yamlLike }, bytes);

describe('whatever is in the files', () => {
  it('is built or refused with positions and advice', async () => {
    await fc.assert(
      fc.asyncProperty(content, content, content, async (kustomization, object, patch) => {
        const files = {
          'k/kustomization.yaml': kustomization,
          'k/a.yaml': object,
          'k/p.yaml': patch,
        };
        expect(typeof (await outcome(files))).toBe('string');
      }),
      { numRuns: 500 },
    );
  });

  it('is read as a resource, or refused', async () => {
    await fc.assert(
      fc.asyncProperty(content, yamlLike, async (object, value) => {
        const files = {
          'k/kustomization.yaml':
            'resources: [a.yaml, b.yaml]\nnamePrefix: p-\ncommonLabels: {a: b}\npatches: [{path: p.yaml, target: {kind: ConfigMap}}]\n',
          'k/a.yaml': object,
          'k/b.yaml': CONFIG_MAP,
          'k/p.yaml': `- op: add\n  path: /data/x\n  value: ${value}\n`,
        };
        expect(typeof (await outcome(files))).toBe('string');
      }),
      { numRuns: 500 },
    );
  });
});

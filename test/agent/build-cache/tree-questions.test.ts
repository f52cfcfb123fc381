import { describe, expect, it } from 'vitest';
import { digestAnswers, recordQuestions } from '../../../src/agent/build-cache/tree-questions.ts';
import { type MemoryFile, memoryTree } from '../../../src/model/memory-tree.ts';
import type { FileTree } from '../../../src/model/ports/file-tree.ts';

const before: Record<string, MemoryFile> = {
  'a/one.yaml': 'one',
  'a/two.yaml': 'two',
  'a/link.yaml': { symlink: '../b/end.yaml' },
  'b/end.yaml': 'end',
  'b/same.yaml': 'end',
  linked: { symlink: 'b' },
};

interface Case {
  readonly name: string;
  readonly ask: (tree: FileTree) => Promise<unknown>;
  readonly files: Record<string, MemoryFile>;
  readonly looksTheSame: boolean;
}

const cases: readonly Case[] = [
  {
    name: 'a file that was read has another content',
    ask: (tree) => tree.read('a/one.yaml'),
    files: { 'a/one.yaml': 'other' },
    looksTheSame: false,
  },
  {
    name: 'a file beside it has another content',
    ask: (tree) => tree.read('a/one.yaml'),
    files: { 'a/two.yaml': 'other' },
    looksTheSame: true,
  },
  {
    name: 'a file is there that was looked for in vain',
    ask: (tree) => tree.entry('a/three.yaml'),
    files: { 'a/three.yaml': '' },
    looksTheSame: false,
  },
  {
    name: 'a file is in a directory of which only the kind was asked',
    ask: (tree) => tree.entry('a'),
    files: { 'a/three.yaml': '' },
    looksTheSame: true,
  },
  {
    name: 'a file is in a directory that was listed',
    ask: (tree) => tree.list('a'),
    files: { 'a/three.yaml': '' },
    looksTheSame: false,
  },
  {
    name: 'what a link leads to has another content',
    ask: (tree) => tree.read('a/link.yaml'),
    files: { 'b/end.yaml': 'other' },
    looksTheSame: false,
  },
  {
    name: 'a link leads to another file of the same content',
    ask: (tree) => tree.read('a/link.yaml'),
    files: { 'a/link.yaml': { symlink: '../b/same.yaml' } },
    looksTheSame: false,
  },
  {
    name: 'a link leads out of the tree',
    ask: (tree) => tree.read('a/link.yaml'),
    files: { 'a/link.yaml': { symlink: '../../end.yaml' } },
    looksTheSame: false,
  },
  {
    name: 'a linked folder, whose real path was asked, is another of the same content',
    ask: (tree) => tree.realpath('linked/end.yaml'),
    files: { 'c/end.yaml': 'end', linked: { symlink: 'c' } },
    looksTheSame: false,
  },
];

describe('trees that are compared by what was asked of them', () => {
  it.each(cases)('$name: the same is $looksTheSame', async ({ ask, files, looksTheSame }) => {
    const { tree, questions } = recordQuestions(memoryTree(before));
    await ask(tree);
    const old = await digestAnswers(memoryTree(before), questions());
    const now = await digestAnswers(memoryTree({ ...before, ...files }), questions());
    expect(old).toBeDefined();
    expect(now === old).toBe(looksTheSame);
  });

  it('cannot be compared without ids', async () => {
    const whole = memoryTree(before);
    const tree: FileTree = {
      ...whole,
      entry: async (path) => {
        const entry = await whole.entry(path);
        return entry && { ...entry, id: undefined };
      },
    };
    expect(await digestAnswers(tree, ['look a/one.yaml'])).toBeUndefined();
    expect(await digestAnswers(tree, ['look a'])).toBeDefined();
  });
});

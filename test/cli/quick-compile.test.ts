import { describe, expect, it } from 'vitest';
import { compilingQuickly } from '../../src/cli/quick-compile.ts';
import { memoryTree } from '../../src/model/memory-tree.ts';
import type { FileTree } from '../../src/model/ports/file-tree.ts';

const FILES = { 'k/a.yaml': 'a: b\n', 'k/link': { symlink: 'a.yaml' } };

async function outcome(call: () => Promise<unknown>): Promise<unknown> {
  try {
    return await call();
  } catch (thrown) {
    return thrown instanceof Error ? { thrown: thrown.constructor.name, ...thrown } : thrown;
  }
}

function never(flag: string): void {
  throw new Error(`${flag} is not to be set`);
}

/** The flags that are set while files of these sizes are read, one after the other. */
async function flagsAfterEach(sizes: readonly number[]): Promise<string[][]> {
  const flags: string[] = [];
  const files = sizes.map((size, index): [string, Uint8Array] => [`f${index}`, Buffer.alloc(size)]);
  const tree = compilingQuickly(memoryTree(Object.fromEntries(files)), (flag) => flags.push(flag));
  const given: string[][] = [];
  for (const [path] of files) {
    await tree.read(path);
    given.push([...flags]);
  }
  return given;
}

describe('a tree whose reader is compiled quickly', () => {
  it.each(['entry', 'list', 'read', 'realpath'] as const)(
    'answers %s as the tree itself does, and refuses what it refuses',
    async (method) => {
      const tree = memoryTree(FILES);
      const quick = compilingQuickly(tree, never);
      for (const path of ['.', 'k', 'k/a.yaml', 'k/link', 'k/none', '../out']) {
        expect(await outcome(() => quick[method](path))).toEqual(
          await outcome(() => tree[method](path)),
        );
      }
    },
  );

  it('asks the tree once for each call, and gives the very bytes', async () => {
    const asked: string[] = [];
    const bytes = Buffer.from('a: b\n');
    const tree: FileTree = {
      ...memoryTree(FILES),
      async read(path) {
        asked.push(path);
        return bytes;
      },
    };
    const quick = compilingQuickly(tree, never);
    expect(await quick.read('k/a.yaml')).toBe(bytes);
    expect(await quick.read('k/other')).toBe(bytes);
    expect(asked).toEqual(['k/a.yaml', 'k/other']);
  });

  it('leaves the slowest compiler out once more than 50,000 bytes are read, and says so once', async () => {
    const flag = ['--no-opt'];
    expect(await flagsAfterEach([50_000, 0])).toEqual([[], []]);
    expect(await flagsAfterEach([50_000, 1, 50_001])).toEqual([[], flag, flag]);
    expect(await flagsAfterEach([1_000_000, 1_000_000])).toEqual([flag, flag]);
  });
});

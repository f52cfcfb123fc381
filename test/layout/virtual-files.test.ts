import { describe, expect, it } from 'vitest';
import { withVirtualFiles } from '../../src/layout/virtual-files.ts';
import { memoryTree } from '../../src/model/memory-tree.ts';

const real = memoryTree({ 'a/one.txt': 'one', 'a/two.txt': 'two', 'b/three.txt': 'three' });
const tree = withVirtualFiles(
  real,
  new Map([
    ['a/two.txt', undefined],
    ['a/four.txt', 'four'],
    ['a/one.txt', 'ONE'],
    ['new/deep/five.txt', 'five'],
  ]),
);

async function read(path: string): Promise<string> {
  return new TextDecoder().decode(await tree.read(path));
}

describe('a tree with virtual files', () => {
  it('has added, replaced and real files', async () => {
    expect(await read('a/four.txt')).toBe('four');
    expect(await read('./a/../a/one.txt')).toBe('ONE');
    expect(await read('b/three.txt')).toBe('three');
  });

  it('has no hidden files', async () => {
    expect(await tree.entry('a/two.txt')).toBeUndefined();
    await expect(tree.read('a/two.txt')).rejects.toThrow('a/two.txt: no such file or directory');
    await expect(tree.realpath('a/two.txt')).rejects.toThrow('a/two.txt: no such file');
  });

  it.each([
    ['.', ['a', 'b', 'new']],
    ['a', ['a/four.txt', 'a/one.txt']],
    ['b', ['b/three.txt']],
    ['new', ['new/deep']],
    ['new/deep', ['new/deep/five.txt']],
  ])('lists %s', async (path, expected) => {
    expect((await tree.list(path)).map((entry) => entry.path)).toEqual(expected);
  });

  it('says what is a folder', async () => {
    expect(await tree.entry('new')).toMatchObject({ path: 'new', kind: 'directory' });
    expect(await tree.realpath('new/deep')).toBe('new/deep');
    await expect(tree.read('new/deep')).rejects.toThrow('new/deep: is a directory, not a file');
  });

  it('has other ids where something is different, and real ones elsewhere', async () => {
    const [changed, kept] = await Promise.all([tree.entry('a'), tree.entry('b')]);
    const [before, same] = await Promise.all([real.entry('a'), real.entry('b')]);
    expect(changed?.id).not.toBe(before?.id);
    expect(kept?.id).toBe(same?.id);
  });
});

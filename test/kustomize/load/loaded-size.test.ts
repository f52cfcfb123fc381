import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildWithin } from '../../../src/kustomize/build.ts';
import { DEFAULT_BUILD_LIMITS } from '../../../src/kustomize/limits.ts';
import { LoadedSize } from '../../../src/kustomize/load/loaded-size.ts';
import { memoryTree } from '../../../src/model/memory-tree.ts';

const PIECES = 40;
const LIMITS = { ...DEFAULT_BUILD_LIMITS, pieces: PIECES };

/** Line breaks and commas. */
function piecesOf(text: string): number {
  return text.replaceAll(/[^\n,]/g, '').length;
}

describe('the size of the files of a build', () => {
  it('is too much exactly when all files together have too many lines and commas', () => {
    const text = fc
      .array(fc.constantFrom('a', 'word', '\n', '\n\n\n\n', ',', ',,,,,,,,'), { maxLength: 8 })
      .map((parts) => parts.join(''));
    const files = fc.array(fc.tuple(fc.nat(5), text), { maxLength: 12 });
    fc.assert(
      fc.property(files, (given) => {
        const size = new LoadedSize(LIMITS);
        const known = new Map<string, number>();
        for (const [index, content] of given) {
          const path = `f${index}.yaml`;
          size.addFile({ path, bytes: Buffer.from(content) });
          // A file that is used twice counts once.
          if (!known.has(path)) known.set(path, piecesOf(content));
          const total = [...known.values()].reduce((sum, pieces) => sum + pieces, 0);
          expect(size.excess).toBe(total > PIECES ? `${PIECES} lines and commas` : undefined);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('counts the small files that came before the first that is looked through', () => {
    const size = new LoadedSize(LIMITS);
    const add = (path: string, text: string) => size.addFile({ path, bytes: Buffer.from(text) });
    for (let index = 0; index < 4; index++) add(`f${index}`, '\n'.repeat(10));
    expect(size.excess).toBeUndefined();
    add('f4', 'x'.repeat(1_000));
    expect(size.excess).toBeUndefined();
    add('f5', '\n');
    expect(size.excess).toBe('40 lines and commas');
  });

  it('refuses a build of many small files that are too much together, once', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `a${index}.yaml`);
    const object = (name: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name.replace('.', '-')}\n`;
    const tree = memoryTree({
      'k/kustomization.yaml': `resources:\n${names.map((name) => `- ${name}\n`).join('')}`,
      ...Object.fromEntries(names.map((name) => [`k/${name}`, object(name)])),
    });
    const options = { order: 'none', loadRestrictor: 'rootOnly' } as const;
    await expect(buildWithin(LIMITS, tree, 'k', options)).rejects.toThrow(
      /^k\/kustomization\.yaml:12:3: the files of the build have more than 40 lines and commas; build fewer at once$/,
    );
    const enough = { ...LIMITS, pieces: 80 };
    expect((await buildWithin(enough, tree, 'k', options)).objects).toHaveLength(20);
    const tooFew = { ...LIMITS, pieces: 79 };
    await expect(buildWithin(tooFew, tree, 'k', options)).rejects.toThrow(
      'k/kustomization.yaml:21:3: the files of the build have more than 79 lines and commas; build fewer at once',
    );
  });
});

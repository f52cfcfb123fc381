import type { FileTree } from '../model/ports/file-tree.ts';

/** Bytes; what is smaller is done before anything is optimized. */
const MUCH = 50_000;

/**
 * The same tree; once much is read from it, V8 leaves out its slowest
 * compiler. A build ends within a few seconds, of which TurboFan takes more
 * than it gives back, even with 20,000 objects. Not for the agent, which stays.
 */
export function compilingQuickly(tree: FileTree, setFlag = setFlagOfV8): FileTree {
  let bytes = 0;
  return {
    ...tree,
    async read(path) {
      const content = await tree.read(path);
      const isFirst = bytes <= MUCH;
      bytes += content.length;
      if (isFirst && bytes > MUCH) setFlag('--no-opt');
      return content;
    },
  };
}

/** For the whole process, from now on. */
function setFlagOfV8(flag: string): void {
  process.getBuiltinModule('node:v8').setFlagsFromString(flag);
}

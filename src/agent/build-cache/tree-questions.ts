import { createHash } from 'node:crypto';
import type { FileEntry, FileTree } from '../../model/ports/file-tree.ts';
import { FileTreeError } from '../../model/ports/file-tree-errors.ts';

/**
 * What was asked of a tree. `look` is for what stands at a path, with its
 * content where it is no directory; `list` for everything in a directory.
 */
type Asked = 'look' | 'list' | 'realpath';

/** One thing that was asked: `look overlays/a/kustomization.yaml`. */
export type Question = `${Asked} ${string}`;

/** A tree that remembers what it was asked. */
export interface RecordingTree {
  readonly tree: FileTree;
  /** Everything asked so far, each question once. */
  questions(): readonly Question[];
}

export function recordQuestions(tree: FileTree): RecordingTree {
  const questions = new Set<Question>();
  return {
    tree: {
      entry(path) {
        questions.add(`look ${path}`);
        return tree.entry(path);
      },
      read(path) {
        questions.add(`look ${path}`);
        return tree.read(path);
      },
      list(path) {
        questions.add(`list ${path}`);
        return tree.list(path);
      },
      realpath(path) {
        questions.add(`realpath ${path}`);
        return tree.realpath(path);
      },
    },
    questions: () => [...questions],
  };
}

/**
 * A digest of a tree's answers, without reading a file: two trees with the same
 * digest look the same to whoever asks these questions, and nothing else.
 * `undefined` where the tree does not know the ids of its files.
 */
export async function digestAnswers(
  tree: FileTree,
  questions: readonly Question[],
): Promise<string | undefined> {
  const digest = createHash('sha1');
  for (const question of questions) {
    const answer = await answerTo(tree, question);
    if (answer === undefined) return undefined;
    digest.update(JSON.stringify(answer));
  }
  return digest.digest('base64');
}

/** Strings that are equal where the answers are; `undefined` where that cannot be told. */
async function answerTo(
  tree: FileTree,
  question: Question,
): Promise<readonly string[] | undefined> {
  const space = question.indexOf(' ');
  const path = question.slice(space + 1);
  try {
    switch (question.slice(0, space) as Asked) {
      case 'look':
        return await look(tree, path);
      case 'list':
        return known([(await tree.entry(await tree.realpath(path)))?.id]);
      case 'realpath':
        return [await tree.realpath(path)];
    }
  } catch (thrown) {
    // A path that cannot be followed, such as a link out of the tree, is an answer too.
    if (thrown instanceof FileTreeError) return [thrown.code];
    throw thrown;
  }
}

async function look(tree: FileTree, path: string): Promise<readonly string[] | undefined> {
  const entry = await tree.entry(path);
  if (entry?.kind !== 'symlink') return known(describe(entry));
  const real = await tree.realpath(path);
  return known([...describe(entry), real, ...describe(await tree.entry(real))]);
}

/** What is in a directory is asked for by itself. */
function describe(entry: FileEntry | undefined): readonly (string | undefined)[] {
  if (entry === undefined) return ['nothing'];
  return entry.kind === 'directory' ? [entry.kind] : [entry.kind, entry.id];
}

function known(parts: readonly (string | undefined)[]): readonly string[] | undefined {
  const found = parts.filter((part) => part !== undefined);
  return found.length === parts.length ? found : undefined;
}

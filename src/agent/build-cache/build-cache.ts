import type { BuildSupport } from '../../kustomize/build.ts';
import type { FileTree } from '../../model/ports/file-tree.ts';
import type { RemoteBases } from '../../model/ports/remote-bases.ts';
import { boundedEntries } from './bounded-entries.ts';
import { type Built, packBuild, unpackBuild } from './packed-build.ts';
import { createSharedWork } from './shared-work.ts';
import { digestAnswers, type Question, recordQuestions } from './tree-questions.ts';

/** How many builds were asked for, and how many of them really ran. */
export interface BuildCounts {
  readonly asked: number;
  readonly built: number;
}

/** Builds that are not made again while what they read stays the same. */
export interface BuildCache {
  /**
   * What `run` makes of a tree, or made of an earlier one that looks the same
   * to it. `run` must depend on nothing but `key` and what it asks the tree it
   * is given, and on bases of other repositories, which are pinned. What it
   * throws is thrown, and not remembered.
   */
  build(key: string, tree: FileTree, run: RunBuild): Promise<Built>;
  /** The same cache, under keys of its own: those of one repository. */
  within(name: string): BuildCache;
  /** Gives back what only saves work while many overlays are built one after the other. */
  forgetShared(): void;
  counts(): BuildCounts;
}

export type RunBuild = (tree: FileTree, support: BuildSupport) => Promise<Built>;

/** Bytes that a cache may hold, unless told: a thousand overlays and more. */
const DEFAULT_BYTES = 32 * 1024 * 1024;

/** Bytes for what overlays have in common, half of them for files and half for bases. */
const SHARED_BYTES = 32 * 1024 * 1024;

interface CachedBuild {
  readonly questions: readonly Question[];
  readonly answers: string;
  readonly packed: Uint8Array;
  /** The whole tree that it was last found to be true of. */
  root: string | undefined;
}

/** Without `remoteBases`, builds refuse what is on other hosts: what untrusted changes ask for. */
export function createBuildCache(limit = DEFAULT_BYTES, remoteBases?: RemoteBases): BuildCache {
  const entries = boundedEntries(limit, sizeOf);
  // A tree without ids does not tell whether another is equal, but it is equal to itself.
  const inOneTree = new WeakMap<FileTree, Map<string, Built>>();
  let support = { remoteBases, shared: createSharedWork(SHARED_BYTES) };
  let asked = 0;
  let built = 0;

  async function build(key: string, tree: FileTree, run: RunBuild): Promise<Built> {
    asked += 1;
    const root = (await tree.entry('.'))?.id;
    if (root === undefined) return buildInOneTree(key, tree, run);
    const entry = entries.get(key);
    if (entry !== undefined && (await isTrueOf(entry, tree, root))) {
      return unpackBuild(entry.packed);
    }
    const recording = recordQuestions(tree);
    built += 1;
    const result = await run(recording.tree, support);
    const questions = recording.questions();
    const answers = await digestAnswers(tree, questions);
    if (answers !== undefined) {
      entries.set(key, { questions, answers, packed: packBuild(result), root });
    }
    return result;
  }

  async function buildInOneTree(key: string, tree: FileTree, run: RunBuild): Promise<Built> {
    const results = inOneTree.get(tree) ?? new Map<string, Built>();
    inOneTree.set(tree, results);
    const known = results.get(key);
    if (known !== undefined) return known;
    built += 1;
    const result = await run(tree, support);
    results.set(key, result);
    return result;
  }

  const under = (prefix: string): BuildCache => ({
    build: (key, tree, run) => build(`${prefix}${key}`, tree, run),
    within: (name) => under(`${prefix}${JSON.stringify(name)}`),
    forgetShared() {
      support = { remoteBases, shared: createSharedWork(SHARED_BYTES) };
    },
    counts: () => ({ asked, built }),
  });
  return under('');
}

async function isTrueOf(entry: CachedBuild, tree: FileTree, root: string): Promise<boolean> {
  if (entry.root === root) return true;
  if ((await digestAnswers(tree, entry.questions)) !== entry.answers) return false;
  entry.root = root;
  return true;
}

/** What an entry costs besides its texts and bytes, roughly. */
const OVERHEAD = 400;

function sizeOf(key: string, { questions, packed }: CachedBuild): number {
  const texts = questions.reduce((sum, question) => sum + question.length + 32, key.length);
  return OVERHEAD + texts + packed.length;
}

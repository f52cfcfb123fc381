import type { Problem } from '../../model/errors.ts';
import type { RemoteBases } from '../../model/ports/remote-bases.ts';
import { SourceError } from '../../model/ports/source-errors.ts';
import { yamlProblem } from '../../model/yaml/problem.ts';
import type { Text } from '../decode/decoder.ts';
import type { MountedTrees } from './mounted-trees.ts';
import { isOutsideTree, joinPath } from './paths.ts';
import { parseRemoteEntry } from './remote-entry.ts';

/** What a build used of another repository: an input of it, as its own commit is. */
export interface RemoteInput {
  readonly repository: string;
  /** As the kustomization names it. */
  readonly ref: string;
  readonly commit: string;
}

/** Fetches what entries name on other hosts, and adds it to the tree of the build. */
export class RemoteFolders {
  readonly #trees: MountedTrees;
  readonly #bases: RemoteBases | undefined;
  readonly #inputs = new Map<string, RemoteInput>();

  constructor(trees: MountedTrees, bases: RemoteBases | undefined) {
    this.#trees = trees;
    this.#bases = bases;
  }

  /** What was used, by repository and reference. */
  get inputs(): readonly RemoteInput[] {
    return [...this.#inputs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, input]) => input);
  }

  /** Whether two paths are in one tree. */
  areInOneTree(a: string, b: string): boolean {
    return this.#trees.mountOf(a) === this.#trees.mountOf(b);
  }

  /** The path of the folder in the tree of the build. */
  async open(entry: Text): Promise<string | Problem> {
    const remote = parseRemoteEntry(entry.text);
    if (this.#bases === undefined) {
      return refused(entry, 'it is on another host, which is never asked', COPY);
    }
    if ('what' in remote) return refused(entry, remote.what, remote.advice);
    const { repository, ref, path } = remote;
    const inside = joinPath('.', path);
    if (isOutsideTree(inside))
      return refused(entry, 'its path leaves the repository', 'correct it');
    try {
      const base = await this.#bases.open({ repository, ref });
      const { commit } = base.revision;
      this.#inputs.set(`${repository}\n${ref}`, { repository, ref, commit });
      return joinPath(this.#trees.mount(repository, base), inside);
    } catch (thrown) {
      if (!(thrown instanceof SourceError)) throw thrown;
      return refused(entry, thrown.message, 'or copy what it gives into this repository');
    }
  }
}

const COPY = 'copy what it gives into this repository';

function refused(entry: Text, why: string, advice: string): Problem {
  const what = `"${entry.text}" cannot be used: ${why}`;
  return yamlProblem(entry.node.origin, 'REMOTE_RESOURCE', what, advice);
}

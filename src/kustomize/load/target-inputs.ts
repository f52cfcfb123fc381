import { sha256 } from '../sha256.ts';
import type { LoadedFile } from './loaded.ts';

/** Notes what each kustomization of a build was read from, to tell whether two of them are the same. */
export class TargetInputs {
  /** By folder: what its entries led to, as text that is equal where the content is. */
  readonly #files = new Map<string, Set<string>>();
  readonly #targets = new Map<string, Set<string>>();
  readonly #unknown = new Set<string>();
  readonly #identities = new Map<string, string | undefined>();

  /** An entry of the kustomization in `root` that led to a file. */
  addFile(root: string, entry: string, { path, id }: Pick<LoadedFile, 'path' | 'id'>): void {
    if (id === undefined) this.#unknown.add(root);
    addTo(this.#files, root, JSON.stringify([entry, path, id]));
  }

  /** An entry of the kustomization in `root` that led to another one. */
  addTarget(root: string, entry: string, other: string): void {
    addTo(this.#files, root, JSON.stringify([entry, other]));
    addTo(this.#targets, root, other);
  }

  /**
   * Equal for kustomizations that were read from equal files at equal paths, in
   * whatever tree; `undefined` where a tree does not know the ids of its files.
   * To be asked when the kustomization is read.
   */
  identity(root: string): string | undefined {
    if (this.#identities.has(root)) return this.#identities.get(root);
    // One that uses itself, which is a problem of its own, has none.
    this.#identities.set(root, undefined);
    const identity = this.#digest(root);
    this.#identities.set(root, identity);
    return identity;
  }

  #digest(root: string): string | undefined {
    if (this.#unknown.has(root)) return undefined;
    const others = [...(this.#targets.get(root) ?? [])].sort().map((other) => this.identity(other));
    if (others.includes(undefined)) return undefined;
    const parts = [root, ...others, ...[...(this.#files.get(root) ?? [])].sort()];
    return sha256(JSON.stringify(parts));
  }
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const found = map.get(key);
  if (found === undefined) map.set(key, new Set([value]));
  else found.add(value);
}

import type { Problem } from '../../model/errors.ts';
import { FileTreeError } from '../../model/ports/file-tree-errors.ts';
import { yamlProblem } from '../../model/yaml/problem.ts';
import { readDocuments } from '../../model/yaml/read-documents.ts';
import type { Text } from '../decode/decoder.ts';
import type { BuildLimits } from '../limits.ts';
import type { LoadedFile, LoadedResource, LoadedTarget } from './loaded.ts';
import { isAbsolute, isOutsideTree, isWithin, joinPath, looksRemote } from './paths.ts';
import { readKustomization } from './read-kustomization.ts';
import { referencedFiles } from './referenced-files.ts';
import { type TreeReader, unreadable } from './tree-reader.ts';
import { unsupportedFields } from './unsupported-fields.ts';

const FILE_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Gathers what a kustomization reaches. Goes on after problems, to report them all. */
export class Loader {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];
  readonly #reader: TreeReader;
  readonly #limits: BuildLimits;
  readonly #rootOnly: boolean;
  /** By folder, and whether it is used as a component. */
  readonly #targets = new Map<string, LoadedTarget | undefined>();

  constructor(reader: TreeReader, limits: BuildLimits, rootOnly: boolean) {
    this.#reader = reader;
    this.#limits = limits;
    this.#rootOnly = rootOnly;
  }

  /** The kustomization in a folder; `undefined`, with problems, where it cannot be read. */
  async load(path: string): Promise<LoadedTarget | undefined> {
    const root = await this.#folder(joinPath('.', path), undefined);
    return root === undefined ? undefined : this.#target(root, undefined, []);
  }

  /** The folder a path leads to, links resolved. */
  async #folder(path: string, entry: Text | undefined): Promise<string | undefined> {
    try {
      if (isOutsideTree(path)) throw new FileTreeError('PATH_OUTSIDE_TREE', path);
      const found = await this.#reader.find(path);
      if (found?.kind === 'directory') return await this.#reader.realpath(path);
      if (found === undefined) this.#missing(path, entry);
      else throw new FileTreeError('NOT_A_DIRECTORY', path);
    } catch (thrown) {
      this.#unreadable(thrown, entry, path);
    }
    return undefined;
  }

  async #target(
    root: string,
    entry: Text | undefined,
    users: readonly string[],
  ): Promise<LoadedTarget | undefined> {
    if (this.#isCycle(root, entry, users)) return undefined;
    if (this.#targets.has(root)) return this.#targets.get(root);
    if (this.#targets.size >= this.#limits.kustomizations) {
      const what = `more than ${this.#limits.kustomizations} kustomizations are used`;
      this.#problem(entry, 'TOO_MANY_KUSTOMIZATIONS', what, 'build fewer at once');
      return undefined;
    }
    this.#targets.set(root, undefined);
    const target = await this.#read(root, entry, [...users, root]);
    this.#targets.set(root, target);
    return target;
  }

  #isCycle(root: string, entry: Text | undefined, users: readonly string[]): boolean {
    const user = users.find((visited) => isWithin(visited, root));
    if (user !== undefined) {
      const circle = [...users.slice(users.indexOf(user)), root].join(' => ');
      const what = `a kustomization cannot use itself or a folder it lies in: ${circle}`;
      this.#problem(
        entry,
        'CYCLE',
        what,
        'remove this entry, or move what is shared to a folder beside',
      );
      return true;
    }
    if (users.length < this.#limits.depth) return false;
    const what = `kustomizations use each other more than ${this.#limits.depth} levels deep`;
    this.#problem(entry, 'TOO_DEEP', what, 'use fewer levels');
    return true;
  }

  async #read(
    root: string,
    entry: Text | undefined,
    users: readonly string[],
  ): Promise<LoadedTarget | undefined> {
    const file = await this.#kustomizationFile(root, entry);
    if (file === undefined) return undefined;
    const read = readKustomization(file, this.problems, this.warnings);
    if (read === undefined) return undefined;
    const { kustomization, source } = read;
    this.problems.push(...unsupportedFields(kustomization));
    const entries = [...(kustomization.resources ?? []), ...(kustomization.bases ?? [])];
    const resources = await this.#resources(root, entries, users);
    const components: { entry: Text; target: LoadedTarget }[] = [];
    for (const component of kustomization.components ?? []) {
      const target = await this.#component(root, component, users);
      if (target !== undefined) components.push({ entry: component, target });
    }
    const files = await this.#files(root, referencedFiles(kustomization));
    return { root, file: file.path, source, kustomization, resources, components, files };
  }

  async #kustomizationFile(root: string, entry: Text | undefined): Promise<LoadedFile | undefined> {
    const found: LoadedFile[] = [];
    for (const name of FILE_NAMES) {
      const path = joinPath(root, name);
      try {
        const file = await this.#reader.find(path);
        if (file?.kind === 'file') found.push(await this.#reader.read(file.path));
      } catch (thrown) {
        this.#unreadable(thrown, entry, path);
        return undefined;
      }
    }
    const [file, second] = found;
    if (file !== undefined && second === undefined) return file;
    const names = FILE_NAMES.join(', ');
    if (file === undefined) {
      const what = `the folder "${root}" has no kustomization file`;
      this.#problem(entry, 'NO_KUSTOMIZATION', what, `add one of ${names}`, root);
    } else {
      const what = `the folder "${root}" has more than one kustomization file`;
      this.#problem(entry, 'TWO_KUSTOMIZATIONS', what, `keep one of ${names}`, root);
    }
    return undefined;
  }

  async #resources(
    root: string,
    entries: readonly Text[],
    users: readonly string[],
  ): Promise<LoadedResource[]> {
    const kinds = await Promise.all(entries.map((entry) => this.#resourceFile(root, entry)));
    const resources: LoadedResource[] = [];
    for (const [index, entry] of entries.entries()) {
      const found = kinds[index];
      if (found === undefined) continue;
      if (found.kind === 'problem') {
        this.problems.push(...found.problems);
      } else if (found.kind === 'file') {
        const read = readDocuments(found.file.bytes, found.file.path, { rules: 'kubernetes' });
        this.problems.push(...read.problems);
        const file = { path: found.file.path, documents: read.documents };
        resources.push({ kind: 'file', entry, file });
      } else {
        const target = await this.#target(found.root, entry, users);
        if (target === undefined) continue;
        if (target.kustomization.kind?.text === 'Component') {
          const advice = 'list it under components';
          this.#problem(entry, 'COMPONENT_AS_RESOURCE', `"${entry.text}" is a Component`, advice);
        }
        resources.push({ kind: 'target', entry, target });
      }
    }
    return resources;
  }

  /** What one entry of resources leads to; touches no shared state, so entries are read at once. */
  async #resourceFile(
    root: string,
    entry: Text,
  ): Promise<
    | { kind: 'file'; file: LoadedFile }
    | { kind: 'target'; root: string }
    | { kind: 'problem'; problems: Problem[] }
  > {
    const path = joinPath(root, entry.text);
    try {
      if (entry.text === '') throw new FileTreeError('FILE_NOT_FOUND', path);
      if (isAbsolute(entry.text) || isOutsideTree(path)) {
        throw new FileTreeError('PATH_OUTSIDE_TREE', path);
      }
      const found = await this.#reader.find(path);
      if (found === undefined) return { kind: 'problem', problems: [this.#missingEntry(entry)] };
      const real = await this.#reader.realpath(path);
      if (found.kind === 'directory') return { kind: 'target', root: real };
      if (this.#rootOnly && !isWithin(real, root)) {
        return { kind: 'problem', problems: [outsideRoot(entry, root)] };
      }
      return { kind: 'file', file: await this.#reader.read(real) };
    } catch (thrown) {
      return { kind: 'problem', problems: [this.#toProblem(thrown, entry)] };
    }
  }

  async #component(
    root: string,
    entry: Text,
    users: readonly string[],
  ): Promise<LoadedTarget | undefined> {
    const folder = await this.#folder(joinPath(root, entry.text), entry);
    if (folder === undefined) return undefined;
    const target = await this.#target(folder, entry, users);
    if (target !== undefined && target.kustomization.kind?.text !== 'Component') {
      const what = `"${entry.text}" is no Component`;
      this.#problem(entry, 'NOT_A_COMPONENT', what, 'list it under resources');
    }
    return target;
  }

  async #files(root: string, entries: readonly Text[]): Promise<Map<string, LoadedFile>> {
    const files = new Map<string, LoadedFile>();
    const read = await Promise.all(entries.map((entry) => this.#file(root, entry)));
    for (const [index, entry] of entries.entries()) {
      const file = read[index];
      if (file === undefined) continue;
      if ('code' in file) this.problems.push(file);
      else files.set(entry.text, file);
    }
    return files;
  }

  async #file(root: string, entry: Text): Promise<LoadedFile | Problem> {
    const path = joinPath(root, entry.text);
    try {
      if (isAbsolute(entry.text) || isOutsideTree(path)) {
        throw new FileTreeError('PATH_OUTSIDE_TREE', path);
      }
      if (entry.text === '') throw new FileTreeError('FILE_NOT_FOUND', path);
      if ((await this.#reader.find(path)) === undefined) return this.#missingEntry(entry);
      const real = await this.#reader.realpath(path);
      if (this.#rootOnly && !isWithin(real, root)) return outsideRoot(entry, root);
      return await this.#reader.read(real);
    } catch (thrown) {
      return this.#toProblem(thrown, entry);
    }
  }

  #missingEntry(entry: Text): Problem {
    if (looksRemote(entry.text)) {
      const what = `"${entry.text}" is on another host, which is never asked`;
      const advice = 'copy what it gives into this repository';
      return yamlProblem(entry.node.origin, 'REMOTE_RESOURCE', what, advice);
    }
    const what = `"${entry.text}" does not exist`;
    return yamlProblem(
      entry.node.origin,
      'FILE_NOT_FOUND',
      what,
      'correct the path, or add the file',
    );
  }

  #missing(path: string, entry: Text | undefined): void {
    if (entry !== undefined) {
      this.problems.push(this.#missingEntry(entry));
      return;
    }
    this.#problem(undefined, 'FILE_NOT_FOUND', 'there is no such folder', 'correct the path', path);
  }

  #unreadable(thrown: unknown, entry: Text | undefined, path: string): void {
    if (entry !== undefined) {
      this.problems.push(this.#toProblem(thrown, entry));
      return;
    }
    if (!(thrown instanceof FileTreeError)) throw thrown;
    this.problems.push(unreadable(thrown, path, { file: path, line: 1, column: 1 }));
  }

  #toProblem(thrown: unknown, entry: Text): Problem {
    const { origin } = entry.node;
    if (!(thrown instanceof FileTreeError) || origin === undefined) throw thrown;
    return unreadable(thrown, entry.text, origin.source.position(origin.offset));
  }

  #problem(entry: Text | undefined, code: string, what: string, advice: string, path = ''): void {
    const problem = yamlProblem(entry?.node.origin, code, what, advice);
    const position =
      entry === undefined && path !== '' ? { file: path, line: 1, column: 1 } : problem.position;
    this.problems.push({ ...problem, position });
  }
}

function outsideRoot(entry: Text, root: string): Problem {
  const what = `the file "${entry.text}" is outside the kustomization's own folder "${root}"`;
  const advice =
    'move it there, or give its folder a kustomization file and name the folder under resources';
  return yamlProblem(entry.node.origin, 'OUTSIDE_ROOT', what, advice);
}

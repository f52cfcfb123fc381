import type { Problem } from '../../model/errors.ts';
import { FileTreeError } from '../../model/ports/file-tree-errors.ts';
import type { YamlDocument } from '../../model/yaml/node.ts';
import { yamlProblem } from '../../model/yaml/problem.ts';
import { type ReadResult, readDocuments } from '../../model/yaml/read-documents.ts';
import type { BuildContext } from '../accumulate.ts';
import type { Budget } from '../budget.ts';
import { BuildError } from '../build-error.ts';
import type { Text } from '../decode/decoder.ts';
import type { Kustomization } from '../kustomization.ts';
import type { BuildLimits } from '../limits.ts';
import type { ConfiguredPlugin } from '../plugins/plugin.ts';
import type { SharedWork } from '../shared-work.ts';
import { mergeConfigs, type TransformerConfig } from '../transformer-config.ts';
import type { LoadedFile, LoadedResource, LoadedTarget } from './loaded.ts';
import { LoadedSize } from './loaded-size.ts';
import { isOutsideTree, isWithin, joinPath } from './paths.ts';
import { readConfigurations } from './read-configurations.ts';
import { readCrds } from './read-crds.ts';
import { readKustomization } from './read-kustomization.ts';
import { readOpenApi } from './read-openapi.ts';
import { type PluginEntry, readPlugins, splitPlugins } from './read-plugins.ts';
import { referencedFiles } from './referenced-files.ts';
import type { RemoteFolders } from './remote-folders.ts';
import { EntryResolver } from './resolve-entry.ts';
import { TargetInputs } from './target-inputs.ts';
import { type TreeReader, unreadable } from './tree-reader.ts';
import { unsupportedFields } from './unsupported-fields.ts';

const FILE_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

export interface LoaderOptions {
  readonly limits: BuildLimits;
  readonly rootOnly: boolean;
  /** For building the objects that configure plugins, which may be kustomizations themselves. */
  readonly context: () => BuildContext;
  readonly budget: Budget;
  readonly shared: SharedWork | undefined;
}

/** What it takes to read a file, at least. */
const STEPS_PER_FILE = 100;

/** Gathers what a kustomization reaches. Goes on after problems, to report them all. */
export class Loader {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];
  readonly #reader: TreeReader;
  readonly #inputs = new TargetInputs();
  readonly #resolver: EntryResolver;
  readonly #options: LoaderOptions;
  readonly #size: LoadedSize;
  /** By folder. */
  readonly #targets = new Map<string, LoadedTarget | undefined>();

  constructor(reader: TreeReader, remotes: RemoteFolders, options: LoaderOptions) {
    this.#reader = reader;
    this.#size = new LoadedSize(options.limits);
    this.#resolver = new EntryResolver(reader, remotes, options.rootOnly, this.#inputs);
    this.#options = options;
  }

  /** The kustomization in a folder; `undefined`, with problems, where it cannot be read. */
  async load(path: string): Promise<LoadedTarget | undefined> {
    const root = joinPath('.', path);
    try {
      if (isOutsideTree(root)) throw new FileTreeError('PATH_OUTSIDE_TREE', root);
      const found = await this.#reader.find(root);
      if (found === undefined) throw new FileTreeError('FILE_NOT_FOUND', root);
      if (found.kind !== 'directory') throw new FileTreeError('NOT_A_DIRECTORY', root);
      return await this.#target(await this.#reader.realpath(root), undefined, []);
    } catch (thrown) {
      if (thrown instanceof BuildError) this.problems.push(thrown.problem);
      else if (!(thrown instanceof FileTreeError)) throw thrown;
      else this.problems.push(unreadable(thrown, root, { file: root, line: 1, column: 1 }));
      return undefined;
    }
  }

  async #target(
    root: string,
    entry: Text | undefined,
    users: readonly string[],
  ): Promise<LoadedTarget | undefined> {
    if (this.#isCycle(root, entry, users)) return undefined;
    if (this.#targets.has(root)) return this.#targets.get(root);
    const { kustomizations } = this.#options.limits;
    if (this.#targets.size >= kustomizations) {
      const what = `more than ${kustomizations} kustomizations are used`;
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
      const advice = 'remove this entry, or move what is shared to a folder beside';
      this.#problem(entry, 'CYCLE', what, advice);
      return true;
    }
    const { depth } = this.#options.limits;
    if (users.length < depth) return false;
    const what = `kustomizations use each other more than ${depth} levels deep`;
    this.#problem(entry, 'TOO_DEEP', what, 'use fewer levels');
    return true;
  }

  async #read(
    root: string,
    entry: Text | undefined,
    users: readonly string[],
  ): Promise<LoadedTarget | undefined> {
    const file = await this.#kustomizationFile(root, entry);
    const read = file && readKustomization(file, this.problems, this.warnings);
    if (file === undefined || read === undefined) return undefined;
    const { kustomization, source } = read;
    this.#options.budget.place ??= { source, offset: 0 };
    this.#options.budget.spendSteps(STEPS_PER_FILE);
    this.#inputs.addFile(root, '', file);
    this.problems.push(...unsupportedFields(kustomization));
    const entries = [...(kustomization.resources ?? []), ...(kustomization.bases ?? [])];
    const resources = await this.#resources(root, entries, users);
    const files = await this.#files(root, referencedFiles(kustomization));
    const config = this.#config(kustomization, files);
    const openApi = readOpenApi(kustomization, files, this.problems);
    const generators = await this.#plugins(root, kustomization.generators, users, files);
    const components = await this.#components(root, kustomization.components, users);
    const transformers = await this.#plugins(root, kustomization.transformers, users, files);
    const validators = await this.#plugins(root, kustomization.validators, users, files);
    return {
      identity: this.#inputs.identity(root),
      root,
      file: file.path,
      source,
      kustomization,
      resources,
      components,
      files,
      config,
      openApi,
      generators,
      transformers,
      validators,
    };
  }

  #config(kustomization: Kustomization, files: ReadonlyMap<string, LoadedFile>): TransformerConfig {
    const loaded = (entries: readonly Text[] | undefined) =>
      (entries ?? []).map(({ text }) => files.get(text)).filter((file) => file !== undefined);
    return this.#recover((problems) =>
      mergeConfigs(
        readConfigurations(loaded(kustomization.configurations), problems),
        readCrds(loaded(kustomization.crds), problems),
      ),
    );
  }

  #recover(run: (problems: Problem[]) => TransformerConfig): TransformerConfig {
    try {
      return run(this.problems);
    } catch (thrown) {
      if (!(thrown instanceof BuildError)) throw thrown;
      this.problems.push(thrown.problem);
      return readConfigurations([], []);
    }
  }

  async #kustomizationFile(root: string, entry: Text | undefined): Promise<LoadedFile | undefined> {
    const found: LoadedFile[] = [];
    for (const name of FILE_NAMES) {
      const path = joinPath(root, name);
      try {
        const file = await this.#reader.find(path);
        if (file?.kind === 'file') found.push(await this.#reader.read(file));
      } catch (thrown) {
        if (!(thrown instanceof FileTreeError)) throw thrown;
        this.problems.push(unreadable(thrown, path, { file: path, line: 1, column: 1 }));
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
    // Files are read at once; kustomizations one after the other, as they may use each other.
    const all = await Promise.all(entries.map((entry) => this.#resolver.resolve(root, entry)));
    const resources: LoadedResource[] = [];
    for (const [index, entry] of entries.entries()) {
      const resolved = all[index];
      if (resolved?.kind === 'problem') {
        this.problems.push(resolved.problem);
      } else if (resolved?.kind === 'file') {
        const { path } = resolved.file;
        const documents = this.#documents(entry, resolved.file);
        if (documents !== undefined) {
          resources.push({ kind: 'file', entry, file: { path, documents } });
        }
      } else if (resolved !== undefined) {
        const target = await this.#target(resolved.root, entry, users);
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

  /** The documents of a file; `undefined`, with a problem for the first, once all are too much. */
  #documents(entry: Text, file: LoadedFile): readonly YamlDocument[] | undefined {
    if (this.#reader.isFull) return undefined;
    const wasTooLarge = this.#size.excess !== undefined;
    this.#size.addFile(file);
    const read = this.#size.excess === undefined ? this.#parse(file) : undefined;
    if (read !== undefined) this.#size.addValues(file, read.values);
    const { excess } = this.#size;
    if (excess === undefined) {
      this.problems.push(...(read?.problems ?? []));
      return read?.documents;
    }
    const what = `the files of the build have more than ${excess}`;
    if (!wasTooLarge) this.#problem(entry, 'TOO_MANY_VALUES', what, 'build fewer at once');
    return undefined;
  }

  /** Files that other builds have parsed are not parsed again. */
  #parse({ path, id, bytes }: LoadedFile): ReadResult {
    this.#options.budget.spendSteps(STEPS_PER_FILE);
    const kept = id === undefined ? undefined : this.#options.shared?.files;
    const key = `${id}\n${path}`;
    const known = kept?.get(key);
    if (known !== undefined) return known;
    const read = readDocuments(bytes, path, { rules: 'kubernetes' });
    kept?.set(key, read);
    return read;
  }

  async #components(
    root: string,
    entries: readonly Text[] = [],
    users: readonly string[],
  ): Promise<{ entry: Text; target: LoadedTarget }[]> {
    const components: { entry: Text; target: LoadedTarget }[] = [];
    for (const entry of entries) {
      const folder = await this.#resolver.folder(root, entry);
      if (typeof folder !== 'string') {
        this.problems.push(folder);
        continue;
      }
      const target = await this.#target(folder, entry, users);
      if (target === undefined) continue;
      if (target.kustomization.kind?.text !== 'Component') {
        const what = `"${entry.text}" is no Component`;
        this.#problem(entry, 'NOT_A_COMPONENT', what, 'list it under resources');
      }
      components.push({ entry, target });
    }
    return components;
  }

  /** Adds what plugins read to `files`. */
  async #plugins(
    root: string,
    entries: readonly Text[] = [],
    users: readonly string[],
    files: Map<string, LoadedFile>,
  ): Promise<readonly ConfiguredPlugin[]> {
    if (entries.length === 0) return [];
    const { inline, paths } = splitPlugins(entries);
    const resources = await this.#resources(root, paths, users);
    const loaded: PluginEntry[] = [...inline, ...resources];
    const before = this.problems.length;
    const plugins = readPlugins(loaded, root, this.#options.context(), this.problems);
    if (this.problems.length > before) return [];
    const needed = plugins.flatMap(({ plugin }) => plugin.files);
    const missing = needed.filter(({ text }) => !files.has(text));
    for (const [path, file] of await this.#files(root, missing)) files.set(path, file);
    return plugins;
  }

  async #files(root: string, entries: readonly Text[]): Promise<Map<string, LoadedFile>> {
    const files = new Map<string, LoadedFile>();
    const read = await Promise.all(entries.map((entry) => this.#resolver.file(root, entry)));
    for (const [index, entry] of entries.entries()) {
      const file = read[index];
      if (file === undefined) continue;
      if ('code' in file) this.problems.push(file);
      else files.set(entry.text, file);
    }
    return files;
  }

  #problem(entry: Text | undefined, code: string, what: string, advice: string, path = ''): void {
    const problem = yamlProblem(entry?.node.origin, code, what, advice);
    const position =
      entry === undefined && path !== '' ? { file: path, line: 1, column: 1 } : problem.position;
    this.problems.push({ ...problem, position });
  }
}

import type { Problem } from '../model/errors.ts';
import { canonicalJson } from '../model/json.ts';
import type { Rendered } from '../model/manifest.ts';
import type { FileTree } from '../model/ports/file-tree.ts';
import { FileTreeError } from '../model/ports/file-tree-errors.ts';
import { formatPosition } from '../model/position.ts';
import { readArgoApplication } from './argo-application.ts';
import { roleOf, warnOfControlObjects } from './control-objects.ts';
import { type Declaration, type DeclaredFolder, declarationKey } from './declaration.ts';
import { problemOfFile } from './file-problem.ts';
import { readFluxKustomization } from './flux-kustomization.ts';
import { type FluxSource, readFluxSource } from './flux-source.ts';
import type { BuildFolder, TargetDefaults } from './layout.ts';
import { parameterOverrides } from './parameter-overrides.ts';
import { pathKind } from './repository-path.ts';
import { type FolderContents, searchFolder } from './search-folder.ts';

/** A declaration and what its folders hold. */
export interface Found {
  readonly declaration: Declaration;
  /** Per folder; empty where a folder is not there, or in another repository. */
  readonly contents: readonly FolderContents[];
  /** Why the target must not be deployed, as its folders have it. */
  readonly blocked: readonly Problem[];
  /** Keys of the declarations among the objects of its folders. */
  readonly declares: readonly string[];
}

export interface Collected {
  readonly found: ReadonlyMap<string, Found>;
  readonly sources: readonly FluxSource[];
  readonly warnings: readonly Problem[];
  readonly problems: readonly Problem[];
  readonly complete: boolean;
}

interface Search {
  readonly tree: FileTree;
  readonly defaults: TargetDefaults;
  readonly build: BuildFolder;
  readonly found: Map<string, Found>;
  readonly folders: Map<string, Promise<FolderContents>>;
  readonly sources: Map<string, FluxSource>;
  /** By place and text: a folder may be met on several ways. */
  readonly warnings: Map<string, Problem>;
  readonly problems: Set<Problem>;
}

/**
 * Follows declarations to their folders, and what those declare in turn: also
 * those of blocked targets, which would otherwise look as if they were removed.
 * Every declaration is followed once, so that folders which declare each other end.
 */
export async function collectDeclarations(
  tree: FileTree,
  start: readonly Declaration[],
  defaults: TargetDefaults,
  build: BuildFolder,
): Promise<Collected> {
  const search: Search = {
    tree,
    defaults,
    build,
    found: new Map(),
    folders: new Map(),
    sources: new Map(),
    warnings: new Map(),
    problems: new Set(),
  };
  let next: readonly Declaration[] = start;
  while (next.length > 0) next = await visitAll(search, next);
  const contents = await Promise.all(search.folders.values());
  const all = [...search.found.values()];
  return {
    found: search.found,
    sources: [...search.sources.values()],
    warnings: [...search.warnings.values()],
    problems: [...search.problems],
    complete:
      contents.every(({ complete }) => complete) && all.every(({ blocked }) => !lost(blocked)),
  };
}

/** Whether a folder that may declare targets was looked for, and could not be found. */
function lost(blocked: readonly Problem[]): boolean {
  return blocked.some(({ code }) => code === 'FOLDER_NOT_FOUND');
}

async function visitAll(
  search: Search,
  declarations: readonly Declaration[],
): Promise<Declaration[]> {
  const declared: Declaration[] = [];
  for (const declaration of declarations) {
    const key = declarationKey(declaration);
    const known = search.found.get(key);
    if (known === undefined) declared.push(...(await visit(search, key, declaration)));
    else if (!sameObject(known.declaration, declaration)) {
      search.found.set(key, declaredTwice(known, declaration));
    }
  }
  return declared;
}

async function visit(
  search: Search,
  key: string,
  declaration: Declaration,
): Promise<readonly Declaration[]> {
  const isHere = declaration.blocked.every(({ code }) => code !== 'OTHER_REPOSITORY');
  const missing = isHere ? await missingFolders(search, declaration) : [];
  if (!isHere || missing.length > 0) {
    const blocked = [...declaration.blocked, ...missing];
    search.found.set(key, { declaration, contents: [], blocked, declares: [] });
    return [];
  }
  const contents = await Promise.all(
    declaration.folders.map((folder) => contentsOf(search, folder, declaration)),
  );
  const declared = contents.flatMap(({ objects }) => readObjects(search, objects, declaration));
  const refused = contents.flatMap((folder) => folder.refused);
  const overrides = await parameterOverrides(search.tree, declaration);
  search.found.set(key, {
    declaration,
    contents,
    blocked: [...declaration.blocked, ...refused, ...overrides],
    declares: declared.map(declarationKey),
  });
  for (const { problems } of contents) for (const problem of problems) search.problems.add(problem);
  return declared;
}

async function missingFolders(search: Search, declaration: Declaration): Promise<Problem[]> {
  const problems = await Promise.all(
    declaration.folders.map((folder) => folderProblem(search.tree, folder, declaration)),
  );
  return problems.filter((problem) => problem !== undefined);
}

async function folderProblem(
  tree: FileTree,
  { path, position }: DeclaredFolder,
  { subject }: Declaration,
): Promise<Problem | undefined> {
  try {
    if ((await pathKind(tree, path)) === 'directory') return undefined;
  } catch (thrown) {
    if (!(thrown instanceof FileTreeError)) throw thrown;
    return { ...problemOfFile(thrown, path), code: 'FOLDER_NOT_FOUND', position, subject };
  }
  const what = `there is no folder ${path} in the repository`;
  const advice = 'correct the path, or commit the folder';
  return { code: 'FOLDER_NOT_FOUND', position, subject, what, advice };
}

function contentsOf(
  search: Search,
  folder: DeclaredFolder,
  { build }: Declaration,
): Promise<FolderContents> {
  const key = canonicalJson([folder.path, { ...folder.rule }, { ...build }]);
  const known = search.folders.get(key);
  if (known !== undefined) return known;
  const contents = searchFolder(search.tree, folder, build, search.build);
  search.folders.set(key, contents);
  return contents;
}

/** The declarations among the objects of a target; what else steers Flux or Argo CD is noted. */
function readObjects(
  search: Search,
  objects: readonly Rendered[],
  parent: Declaration,
): Declaration[] {
  const declared: Declaration[] = [];
  for (const object of objects) {
    const role = roleOf(object);
    if (role === 'kustomization') {
      declared.push(readFluxKustomization(placed(object, parent)));
    } else if (role === 'application') {
      declared.push(readArgoApplication(placed(object, parent), search.defaults));
    } else if (role === 'source') {
      const source = readFluxSource(placed(object, parent), search.defaults.repository);
      search.sources.set(`${source.namespace}/${source.name}`, source);
    }
  }
  for (const problem of warnOfControlObjects(objects)) {
    const at = problem.position === undefined ? '' : formatPosition(problem.position);
    search.warnings.set(`${at} ${problem.what}`, problem);
  }
  return declared;
}

/** An object in the namespace that the target it belongs to puts it into. */
function placed(object: Rendered, parent: Declaration): Rendered {
  const { metadata } = object.manifest;
  const namespace = parent.targetNamespace ?? metadata.namespace ?? parent.defaultNamespace;
  if (namespace === undefined || namespace === metadata.namespace) return object;
  return { ...object, manifest: { ...object.manifest, metadata: { ...metadata, namespace } } };
}

function sameObject(a: Declaration, b: Declaration): boolean {
  if (a.object === undefined || b.object === undefined) return true;
  return canonicalJson(a.object.manifest) === canonicalJson(b.object.manifest);
}

function declaredTwice(known: Found, other: Declaration): Found {
  const elsewhere = other.position === undefined ? '' : ` at ${formatPosition(other.position)}`;
  const problem: Problem = {
    code: 'DECLARED_TWICE',
    position: known.declaration.position,
    subject: known.declaration.subject,
    what: `is declared differently${elsewhere}`,
    advice: 'keep one of the two, or rename one',
  };
  return { ...known, blocked: [...known.blocked, problem] };
}

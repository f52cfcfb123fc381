import { posix } from 'node:path';
import { type Problem, TidewatchError } from '../model/errors.ts';
import type { FileEntry, FileTree } from '../model/ports/file-tree.ts';
import { readManifests } from '../model/yaml/read-manifests.ts';
import type { FileRule } from './declaration.ts';
import { hasKustomizationFile } from './repository-path.ts';

/** The files of a folder without a kustomization file. */
export interface ManifestFiles {
  /** Files, and folders with a kustomization file, relative to the folder; by path. */
  readonly files: readonly string[];
  /** Why the folder must not be deployed: files that another tool would have to read first. */
  readonly refused: readonly Problem[];
}

/** Lists what Flux or Argo CD would take of a folder that has no kustomization file. */
export async function listManifestFiles(
  tree: FileTree,
  folder: string,
  rule: FileRule,
): Promise<ManifestFiles> {
  const found: ManifestFiles & { files: string[]; refused: Problem[] } = { files: [], refused: [] };
  await walk({ tree, folder, rule, ...found }, folder);
  if (rule.as === 'flux') found.refused.push(...(await ignoreFilesAbove(tree, folder)));
  return found;
}

/** Flux reads it at the root of the repository and in every folder. */
const IGNORE_FILE = '.sourceignore';

async function ignoreFilesAbove(tree: FileTree, folder: string): Promise<Problem[]> {
  if (folder === '.') return [];
  const parent = posix.dirname(folder);
  const path = posix.join(parent, IGNORE_FILE);
  const here = (await tree.entry(path)) === undefined ? [] : [ignoreFileAt(path)];
  return [...here, ...(await ignoreFilesAbove(tree, parent))];
}

function ignoreFileAt(path: string): Problem {
  const what = `${IGNORE_FILE} is not supported for folders without a kustomization file`;
  return refusalAt(path, what, 'list the files to deploy in a kustomization file');
}

interface Walk {
  readonly tree: FileTree;
  readonly folder: string;
  readonly rule: FileRule;
  readonly files: string[];
  readonly refused: Problem[];
}

async function walk(state: Walk, folder: string): Promise<void> {
  for (const entry of await state.tree.list(folder)) {
    if (entry.kind === 'directory') await visitFolder(state, entry);
    else if (entry.kind !== 'submodule') await visitFile(state, entry);
  }
}

async function visitFolder(state: Walk, { path }: FileEntry): Promise<void> {
  if (state.rule.as === 'argo') {
    if (state.rule.recurse) await walk(state, path);
  } else if (!IGNORED_FOLDERS.has(posix.basename(path))) {
    if (await hasKustomizationFile(state.tree, path)) take(state, path);
    else await walk(state, path);
  }
}

/** What Flux leaves out of every source, of the names that could be manifests. */
const IGNORED_FOLDERS = new Set(['.git', '.github', '.circleci']);
const IGNORED_FILES = new Set([
  '.travis.yml',
  '.gitlab-ci.yml',
  'appveyor.yml',
  '.drone.yml',
  'cloudbuild.yaml',
  'codeship-services.yml',
  'codeship-steps.yml',
  '.goreleaser.yml',
  '.sops.yaml',
  '.flux.yaml',
]);

async function visitFile(state: Walk, { path }: FileEntry): Promise<void> {
  const name = posix.basename(path);
  if (state.rule.as === 'flux') {
    if (name === IGNORE_FILE) state.refused.push(ignoreFileAt(path));
    if (/\.ya?ml$/.test(name) && !IGNORED_FILES.has(name)) take(state, path);
    return;
  }
  const refusal = refusalOf(name);
  if (refusal !== undefined) state.refused.push(refusalAt(path, ...refusal));
  else if (/\.(ya?ml|json)$/.test(name) && (await looksLikeManifests(state.tree, path))) {
    take(state, path);
  }
}

function take(state: Walk, path: string): void {
  state.files.push(posix.relative(state.folder, path));
}

/** Files that make Argo CD do something else than read manifests. */
function refusalOf(name: string): [what: string, advice: string] | undefined {
  if (name === 'Chart.yaml') {
    return ['Helm charts are not rendered here', 'commit the rendered chart'];
  }
  if (name.endsWith('.jsonnet')) {
    return ['Jsonnet is never run', 'commit the generated manifests'];
  }
  return undefined;
}

function refusalAt(path: string, what: string, advice: string): Problem {
  const position = { file: path, line: 1, column: 1 };
  return { code: 'UNSUPPORTED_FILE', position, subject: undefined, what, advice };
}

const SKIP_MARKER = '+argocd:skip-file-rendering';

/**
 * Argo CD passes over files that hold no object and do not look like one. A
 * file that cannot be read counts: whoever builds it tells what is wrong.
 */
async function looksLikeManifests(tree: FileTree, path: string): Promise<boolean> {
  try {
    const bytes = await tree.read(path);
    const text = new TextDecoder().decode(bytes);
    if (text.includes(SKIP_MARKER)) return false;
    if (['apiVersion', 'kind', 'metadata'].every((word) => text.includes(word))) return true;
    return readManifests(bytes, path).manifests.length > 0;
  } catch (thrown) {
    if (thrown instanceof TidewatchError) return true;
    throw thrown;
  }
}

import { posix } from 'node:path';
import type { Problem } from '../model/errors.ts';
import type { Found } from './collect-declarations.ts';

/** Where a target is built, and what of. */
export interface TargetFiles {
  readonly path: string;
  readonly files: readonly string[] | undefined;
  readonly blocked: readonly Problem[];
}

/**
 * The folder of a target. Several folders become one: the nearest above them
 * all, of which only their files are built.
 */
export function targetFiles({ declaration, contents }: Found): TargetFiles {
  const { folders, subject, position } = declaration;
  const [only] = folders;
  if (contents.length === 0 || folders.length < 2) {
    const files = contents[0]?.files;
    const path = only?.path ?? '.';
    if (files?.length === 0) {
      const position = only?.position ?? declaration.position;
      return { path, files, blocked: [emptyFolder({ subject, position }, path)] };
    }
    return { path, files, blocked: rootNamespaceProblems(declaration, path, files) };
  }
  const path = nearestAbove(folders.map((folder) => folder.path));
  if (path === undefined) {
    const what = 'has the root of the repository as one of several sources';
    const advice = 'declare an Application for each source';
    const blocked = [{ code: 'UNSUPPORTED_SOURCE', position, subject, what, advice }];
    return { path: '.', files: undefined, blocked };
  }
  const files = folders.flatMap((folder, index) => {
    const base = posix.relative(path, folder.path);
    return contents[index]?.files?.map((file) => posix.join(base, file)) ?? [base];
  });
  return { path, files: [...new Set(files)], blocked: [] };
}

function emptyFolder(
  { subject, position }: Pick<Problem, 'subject' | 'position'>,
  path: string,
): Problem {
  return {
    code: 'EMPTY_FOLDER',
    position,
    subject,
    what: `there are no manifests in ${path}`,
    advice: 'correct the path, or commit manifests there',
  };
}

/** A kustomization on top of the root of the repository would have to be outside of it. */
function rootNamespaceProblems(
  { subject, position, targetNamespace }: Found['declaration'],
  path: string,
  files: readonly string[] | undefined,
): Problem[] {
  if (path !== '.' || files !== undefined || targetNamespace === undefined) return [];
  return [
    {
      code: 'UNSUPPORTED_FIELD',
      position,
      subject,
      what: 'spec.targetNamespace is not supported for a kustomization file at the root',
      advice: 'set namespace in that file, or move the manifests into a folder',
    },
  ];
}

/** The deepest folder that holds all the paths and is none of them. */
function nearestAbove(paths: readonly string[]): string | undefined {
  if (paths.includes('.')) return undefined;
  const parents = paths.map((path) => posix.dirname(path).split('/'));
  const [first = []] = parents;
  const shared = first.findIndex((name, index) => parents.some((other) => other[index] !== name));
  const names = shared < 0 ? first : first.slice(0, shared);
  return names.length === 0 ? '.' : names.join('/');
}

import type { PromiseFsClient } from 'isomorphic-git';

/** isomorphic-git. */
export type Git = typeof import('isomorphic-git');

/** The files that isomorphic-git reads and writes. */
export type GitFiles = PromiseFsClient;

/** Loads isomorphic-git only when a repository is opened: it is not small. */
export function loadGit(): Promise<Git> {
  return import('isomorphic-git');
}

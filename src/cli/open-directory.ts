import { resolve } from 'node:path';
import { type OpenedFolder, openFolder } from '../source/folder-tree.ts';
import type { Io } from './io.ts';

/** A folder named on the command line, relative to where the command runs. */
export function openDirectory(directory: string, io: Io): Promise<OpenedFolder> {
  return openFolder(resolve(io.cwd, directory));
}

import { bytesOfFile, type SharedWork } from '../../kustomize/shared-work.ts';
import { boundedEntries } from './bounded-entries.ts';

/** Keeps what builds have in common, in at most so many bytes: half for files, half for bases. */
export function createSharedWork(bytes: number): SharedWork {
  return {
    files: boundedEntries(bytes / 2, (key, file) => key.length + bytesOfFile(file)),
    bases: boundedEntries(bytes / 2, (key, { resources }) => key.length + resources.bytes),
  };
}

import { diffLines } from 'diff';
import type { LineOrigin } from '../model/ports/source.ts';
import { DamagedObjectError, type GitCommit, type GitObjects } from './git-objects.ts';

/** Commits that are looked at for one line. */
const mostCommits = 500;
/** Larger files are not compared. */
const largestFile = 1024 * 1024;

/**
 * The commit that wrote a line, found by following the file back through its
 * commits. The walk ends where a commit is not at hand, as in a shallow
 * repository, or after a bounded number of commits.
 */
export async function lineOrigin(
  objects: GitObjects,
  commit: string,
  file: string,
  line: number,
): Promise<LineOrigin | undefined> {
  const start = await versionAt(objects, commit, file);
  if (start === undefined || !(line <= start.lines.length)) return undefined;
  let version = start;
  let at = line;
  for (let seen = 1; seen < mostCommits; seen++) {
    const older = await sameLineBefore(objects, version, file, at);
    if (older === 'unknown') return originOf(version, false);
    if (older === undefined) return originOf(version, true);
    version = older.version;
    at = older.line;
  }
  return originOf(version, false);
}

/** A file as one commit has it. */
interface Version {
  readonly id: string;
  readonly commit: GitCommit;
  readonly blob: string;
  readonly lines: readonly string[];
}

/** The line in a parent that already has it; `unknown` where a parent cannot be read. */
async function sameLineBefore(
  objects: GitObjects,
  { commit, blob, lines }: Version,
  file: string,
  line: number,
): Promise<{ readonly version: Version; readonly line: number } | 'unknown' | undefined> {
  for (const parent of commit.parents) {
    let version: Version | undefined;
    try {
      version = await versionAt(objects, parent, file);
    } catch (error) {
      if (error instanceof DamagedObjectError) return 'unknown';
      throw error;
    }
    const before =
      version?.blob === blob ? line : version && lineBefore(version.lines, lines, line);
    if (version !== undefined && before !== undefined) return { version, line: before };
  }
  return undefined;
}

/** Where a line stood before a change; `undefined` where the change wrote it. */
function lineBefore(
  before: readonly string[],
  after: readonly string[],
  line: number,
): number | undefined {
  const changes = diffLines(before.join('\n'), after.join('\n'), { timeout: 500 }) ?? [];
  let [old, now] = [0, 0];
  for (const { added, removed, count } of changes) {
    if (!added && !removed && line > now && line <= now + count) return old + (line - now);
    if (!added) old += count;
    if (!removed) now += count;
  }
  return undefined;
}

async function versionAt(
  objects: GitObjects,
  id: string,
  file: string,
): Promise<Version | undefined> {
  const commit = await objects.commit(id);
  let entry = { kind: 'directory', id: commit.tree };
  for (const name of file.split('/')) {
    const found = entry.kind === 'directory' && (await objects.tree(entry.id)).get(name);
    if (!found) return undefined;
    entry = found;
  }
  if (entry.kind !== 'file') return undefined;
  const bytes = await objects.blob(entry.id);
  if (bytes.length > largestFile) return undefined;
  return { id, commit, blob: entry.id, lines: Buffer.from(bytes).toString('utf8').split('\n') };
}

function originOf({ id, commit }: Version, exact: boolean): LineOrigin {
  return { commit: id, author: commit.author, time: commit.time, exact };
}

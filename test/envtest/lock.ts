import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Runs `action` while no other process that uses the same file does. The file
 * holds the owner's process id; a file whose owner is gone is taken over.
 */
export async function withLock<T>(
  file: string,
  onWait: (owner: number) => void,
  action: () => Promise<T>,
): Promise<T> {
  let announced = false;
  while (!(await tryLock(file))) {
    const owner = await ownerOf(file);
    if (owner === undefined || !isAlive(owner)) {
      await rm(file, { force: true });
      continue;
    }
    if (!announced) onWait(owner);
    announced = true;
    await delay(500);
  }
  try {
    return await action();
  } finally {
    await rm(file, { force: true });
  }
}

async function tryLock(file: string): Promise<boolean> {
  // A hard link appears with its content: the lock is never seen without an owner.
  const own = `${file}.${process.pid}`;
  await writeFile(own, String(process.pid));
  try {
    await link(own, file);
    return true;
  } catch (thrown) {
    if (hasCode(thrown, 'EEXIST')) return false;
    throw thrown;
  } finally {
    await rm(own, { force: true });
  }
}

async function ownerOf(file: string): Promise<number | undefined> {
  try {
    return Number.parseInt(await readFile(file, 'utf8'), 10);
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return undefined;
    throw thrown;
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (thrown) {
    return !hasCode(thrown, 'ESRCH');
  }
}

function hasCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code;
}

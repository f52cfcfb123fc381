import { describe, expect, it } from 'vitest';
import { DamagedObjectError, type GitObjects } from '../../src/source/git-objects.ts';
import { healingObjects } from '../../src/source/healing-objects.ts';

function damaged(id: string): DamagedObjectError {
  return new DamagedObjectError(`${id}: damaged`);
}

/** Objects whose blobs are what `blob` gives. */
function objectsWith(blob: (id: string) => Promise<Uint8Array>): GitObjects {
  return {
    blob,
    treeOf: (commit) => Promise.reject(damaged(commit)),
    commit: (id) => Promise.reject(damaged(id)),
    tree: (id) => Promise.reject(damaged(id)),
  };
}

const broken = objectsWith((id) => Promise.reject(damaged(id)));
const whole = objectsWith(async (id) => Buffer.from(id));

describe('objects that heal', () => {
  it('are replaced once, however many readers meet the damage', async () => {
    let healed = 0;
    const objects = healingObjects(
      broken,
      async () => {
        healed += 1;
        return whole;
      },
      (cause) => cause,
    );
    const read = await Promise.all(['a', 'b', 'c'].map((id) => objects.blob(id)));
    expect(read.map(String)).toEqual(['a', 'b', 'c']);
    expect(healed).toBe(1);
    await objects.blob('d');
    expect(healed).toBe(1);
  });

  it('give up on what is damaged even then', async () => {
    const objects = healingObjects(
      broken,
      async () => broken,
      (cause) => new Error(`hopeless, ${cause.message}`),
    );
    await expect(objects.blob('a')).rejects.toThrow('hopeless, a: damaged');
  });

  it('say why they could not be replaced, and try again the next time', async () => {
    const answers = [() => Promise.reject(new Error('server down')), async () => whole];
    const objects = healingObjects(
      broken,
      () => answers.shift()?.() ?? Promise.reject(new Error('asked too often')),
      (cause) => cause,
    );
    await expect(objects.blob('a')).rejects.toThrow('server down');
    expect(String(await objects.blob('a'))).toBe('a');
  });

  it('pass on what is no damage', async () => {
    const objects = healingObjects(
      objectsWith(() => Promise.reject(new Error('no memory'))),
      () => Promise.reject(new Error('not called')),
      (cause) => cause,
    );
    await expect(objects.blob('a')).rejects.toThrow('no memory');
  });
});

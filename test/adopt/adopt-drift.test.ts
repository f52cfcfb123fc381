import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { valueAt } from '../../src/model/manifest.ts';
import { adoptionDiff } from '../../src/report/adoption-diff.ts';
import { adoptIn, findObject, renderIn } from './adopt-in.ts';
import { adoptedCases } from './adopted-cases.ts';
import { repository } from './repository.ts';

const golden = (name: string): string =>
  join(import.meta.dirname, 'golden', `${name.replaceAll(/\W+/g, '-')}.diff`);

describe('adopting', () => {
  it.each(Object.entries(adoptedCases))('%s', async (name, live) => {
    const adoption = await adoptIn(repository, live);
    expect(adoption.refused).toEqual([]);
    expect(adoption.adopted).toHaveLength(live.length);
    await expect(adoptionDiff(adoption)).toMatchFileSnapshot(golden(name));
    // The edited files give what is live, and staging what it was.
    const edited = new Map(adoption.files.map(({ path, after }) => [path, after]));
    const objects = await renderIn(repository, 'production', edited);
    for (const { object, path, live: value } of live) {
      expect(valueAt(findObject(objects, object).manifest, path), object).toEqual(value);
    }
    const manifests = async (files: ReadonlyMap<string, string>) =>
      (await renderIn(repository, 'staging', files)).map(({ manifest }) => manifest);
    expect(await manifests(edited)).toEqual(await manifests(new Map()));
  });
});

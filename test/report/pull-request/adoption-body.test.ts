import { describe, expect, it } from 'vitest';
import type { AdoptedField } from '../../../src/adopt/adoption.ts';
import { adoptionBody, adoptionTitle } from '../../../src/report/pull-request/adoption-body.ts';

function adoptedIn(target: string, name = 'settings', alongside: readonly string[] = []) {
  return {
    target,
    id: { group: '', kind: 'ConfigMap', namespace: 'default', name },
    path: ['data', 'level'],
    wanted: 'info',
    live: 'debug',
    way: 'field',
    position: { file: 'settings.yaml', line: 6, column: 10 },
    through: undefined,
    renamed: undefined,
    alongside,
  } satisfies Omit<AdoptedField, 'by'> as AdoptedField;
}

describe('the title of an adoption', () => {
  it('names three targets, and counts the others', () => {
    const adopted = Array.from({ length: 15 }, (_, index) => adoptedIn(`overlays-${index}`));
    expect(adoptionTitle({ adopted })).toBe(
      'Adopt 15 live fields (overlays-0, overlays-1, overlays-2 and 12 more)',
    );
  });

  it('is cut before a forge refuses it', () => {
    const title = adoptionTitle({ adopted: [adoptedIn('t'.repeat(253), 'n'.repeat(253))] });
    expect(title).toHaveLength(200);
    expect(title).toMatch(/n…$/);
  });
});

describe('the body of an adoption', () => {
  const adopted = Array.from({ length: 80 }, (_, index) =>
    adoptedIn('one', `settings-${index}`, [`Deployment/default/${index}-${'x'.repeat(2_000)}`]),
  );

  it('shows fifty fields and consequences, and counts the others', () => {
    const body = adoptionBody({ adopted, refused: [], files: [] }, 1_000_000);
    expect(body.match(/changes with it/g)).toHaveLength(50);
    expect(body.match(/… and 30 more\./g)).toHaveLength(2);
  });

  it.each([
    [65_536, 20],
    [20_000, 5],
    [2_000, 0],
  ])('shows less where a forge takes %i characters', (limit, shown) => {
    const body = adoptionBody({ adopted, refused: [], files: [] }, limit);
    expect(body.length).toBeLessThanOrEqual(limit);
    expect(body.match(/changes with it/g) ?? []).toHaveLength(shown);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Gvk, isSelectedBy, selectBy } from '../../src/kustomize/gvk.ts';

/** Of few names, so that many are selected; a selector's empty part selects everything. */
const gvk: fc.Arbitrary<Gvk> = fc.record({
  group: fc.constantFrom('', 'apps', 'batch'),
  version: fc.constantFrom('', 'v1', 'v2'),
  kind: fc.constantFrom('', 'Job', 'Deployment', '__proto__'),
});

describe('what is selected by group, version and kind', () => {
  it('is what each selector alone would select, whatever was asked before', () => {
    const entries = fc.array(fc.record({ selector: gvk, name: fc.nat(9) }), { maxLength: 12 });
    const asked = fc.array(gvk, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(entries, asked, (all, gvks) => {
        const find = selectBy(all, ({ selector }) => selector);
        for (const each of [...gvks, ...gvks.toReversed()]) {
          const expected = all.filter(({ selector }) => isSelectedBy(each, selector));
          expect(find(each)).toEqual(expected);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('keeps groups apart that have versions and kinds in common', () => {
    const find = selectBy(
      [
        { group: 'apps', version: 'v1', kind: 'Job' },
        { group: '', version: 'v1', kind: '' },
      ],
      (each) => each,
    );
    const grouped = { group: 'apps', version: 'v1', kind: 'Job' };
    expect(find(grouped)).toHaveLength(2);
    expect(find({ ...grouped, group: '' })).toEqual([{ group: '', version: 'v1', kind: '' }]);
    expect(find(grouped)).toHaveLength(2);
  });

  it('is found by few comparisons, however many versions a kind has', () => {
    let reads = 0;
    const find = selectBy([{ group: '', version: '', kind: 'Deployment' }], (each) => each);
    for (let index = 0; index < 1_000; index++) {
      const asked: Gvk = {
        get group() {
          reads++;
          return 'apps';
        },
        version: `v${index}`,
        kind: 'Deployment',
      };
      expect(find(asked)).toHaveLength(1);
    }
    expect(reads).toBeLessThan(20_000);
  });
});

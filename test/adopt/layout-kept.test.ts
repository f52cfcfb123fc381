import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/model/json.ts';
import { valueAt } from '../../src/model/manifest.ts';
import { adoptIn, findObject, renderIn } from './adopt-in.ts';

const overlay = 'overlays/production';
const kustomization = { [`${overlay}/kustomization.yaml`]: 'resources: [object.yaml]\n' };
const settings = (data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n${data}`;

async function adoptText(text: string, path: readonly (string | number)[], live?: JsonValue) {
  const files = { ...kustomization, [`${overlay}/object.yaml`]: text };
  const field = { object: 'ConfigMap/settings', path, ...(live === undefined ? {} : { live }) };
  const adoption = await adoptIn(files, [field]);
  expect(adoption.refused).toEqual([]);
  const edited = new Map(adoption.files.map((file) => [file.path, file.after]));
  const objects = await renderIn(files, 'production', edited);
  expect(valueAt(findObject(objects, 'ConfigMap/settings').manifest, path)).toEqual(live);
  return adoption.files[0]?.after;
}

describe('an adopted value keeps', () => {
  it.each([
    [
      'line breaks of Windows',
      'data:\r\n  a: one\r\n  b: two\r\n',
      'data:\r\n  a: new\r\n  b: two\r\n',
    ],
    ['a byte order mark', '\ufeffdata: {a: one}\n', '\ufeffdata: {a: new}\n'],
    ['a file without a last line break', 'data:\n  a: one', 'data:\n  a: new'],
    ['an anchor', 'data:\n  a: &first one\n', 'data:\n  a: &first new\n'],
    ['single quotes', "data:\n  a: 'one'\n", "data:\n  a: 'new'\n"],
    ['a tag', 'data:\n  a: !!str one\n', 'data:\n  a: !!str new\n'],
    [
      'the comments around it',
      'data: # all\n  # first\n  a: one   # last\n',
      'data: # all\n  # first\n  a: new   # last\n',
    ],
    [
      'lines of a folded block',
      'data:\n  a: >-\n    one\n    two\n  b: c\n',
      'data:\n  a: new\n  b: c\n',
    ],
    [
      'what an alias stands for elsewhere',
      'data:\n  b: &x one\n  a: *x\n',
      'data:\n  b: &x one\n  a: new\n',
    ],
  ])('%s', async (_, before, after) => {
    const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n';
    const [mark, data] = before.startsWith('\ufeff') ? ['\ufeff', before.slice(1)] : ['', before];
    const breaks = (text: string) => (data.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text);
    const whole = mark + breaks(head) + data;
    expect(await adoptText(whole, ['data', 'a'], 'new')).toBe(
      whole.replace(before.replace('\ufeff', ''), after.replace('\ufeff', '')),
    );
  });
});

const text = fc.string({ unit: 'grapheme-ascii', maxLength: 12 });
const lines = fc.array(text, { minLength: 1, maxLength: 4 }).map((all) => all.join('\n'));
const awkward = fc.constantFrom(
  'yes',
  '0644',
  '1e3',
  '~',
  '- a',
  'a: b',
  '#',
  '2024-01-01',
  "it's",
  ' x',
  'x\n\n',
);
const value = fc.oneof(lines, awkward);

it('any text can be adopted in the place of any other, and nothing else changes', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      value,
      value,
      value,
      fc.constantFrom('plain', 'flow'),
      async (before, after, other, form) => {
        fc.pre(before !== after);
        const fields = { a: before, b: other };
        const data = `data: ${JSON.stringify(fields)}\n`;
        const block = `data:\n  a: ${JSON.stringify(before)} # why\n  b: ${JSON.stringify(other)}\n`;
        const edited = await adoptText(
          settings(form === 'flow' ? data : block),
          ['data', 'a'],
          after,
        );
        if (form === 'plain') expect(edited).toContain('# why');
      },
    ),
    { numRuns: 150 },
  );
});

import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../../src/model/errors.ts';
import { readManifests } from '../../../src/model/yaml/read-manifests.ts';

function read(text: string) {
  const { manifests, problems } = readManifests(text, 'a.yaml');
  return { manifests, problems: problems.map(formatProblem) };
}

const configMap = (data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\nspec:\n  v: ${data}\n`;

describe('a file of manifests', () => {
  it.each([
    ['0644', 420],
    ['0o644', 420],
    ['yes', 'yes'],
    ['on', 'on'],
    ['12:30', '12:30'],
    ['"5"', '5'],
    ['1_000', 1000],
    ['0x1F', 31],
    ['0b11', 3],
    ['08', 8],
    ['1e3', 1000],
    ['.5', 0.5],
    ['.', '.'],
    ['-', undefined],
    ['9007199254740993', 9007199254740993n],
    ['18446744073709551615', 18446744073709551615n],
    ['18446744073709551616', 18446744073709552000],
    ['~', null],
    ['True', true],
    ['2020-01-01', '2020-01-01T00:00:00Z'],
    ['2020-02-30', '2020-02-30'],
    ['2001-12-14t21:59:43.10-05:00', '2001-12-14T21:59:43.1-05:00'],
    ['!!str 12', '12'],
    ['!!float 1', 1],
  ])('reads %s as Kubernetes does', (text, value) => {
    const { manifests } = read(configMap(text));
    const spec = manifests[0]?.manifest.spec as Record<string, unknown> | undefined;
    expect(spec?.v).toStrictEqual(value);
  });

  it('knows the line and column of every field', () => {
    const { manifests } = read(`---\n# first\n${configMap('7')}--- # next\n${configMap('[1, 2]')}`);
    expect(manifests[0]?.provenance.object).toEqual({ file: 'a.yaml', line: 3, column: 1 });
    expect(manifests[0]?.provenance.field(['spec', 'v'])).toEqual({
      file: 'a.yaml',
      line: 8,
      column: 3,
    });
    expect(manifests[1]?.provenance.field(['spec', 'v', 1])).toEqual({
      file: 'a.yaml',
      line: 15,
      column: 10,
    });
    expect(manifests[1]?.provenance.field(['spec', 'none', 'x'])).toEqual({
      file: 'a.yaml',
      line: 14,
      column: 1,
    });
  });

  it('gives the items of lists', () => {
    const { manifests } = read(
      'kind: ConfigMapList\napiVersion: v1\nitems:\n- {apiVersion: v1, kind: A, metadata: {name: x}}\n- {apiVersion: v1, kind: B, metadata: {name: y}}\n',
    );
    expect(manifests.map(({ manifest }) => manifest.kind)).toEqual(['A', 'B']);
  });

  it.each([
    [
      'broken YAML',
      'a: [1\nb: 2\n',
      'a.yaml:2:2: missed comma between flow collection entries; correct the YAML here',
    ],
    [
      'a key that is set twice',
      'apiVersion: v1\nkind: A\nmetadata: {name: a}\ndata:\n  x: 1\n  x: 2\n',
      'a.yaml:6:3: the key "x" is already set at a.yaml:5:3; remove one of the two',
    ],
    [
      'a key that is a number',
      'apiVersion: v1\nkind: A\nmetadata: {name: a}\ndata:\n  1: x\n',
      'a.yaml:5:3: the key 1 is not text; quote it: "1"',
    ],
    [
      'a missing name',
      'apiVersion: v1\nkind: A\n',
      'a.yaml:1:1: the object has no metadata.name; set metadata.name',
    ],
    [
      'a list of nothing known',
      '- 1\n',
      'a.yaml:1:1: this is no Kubernetes object; start with apiVersion, kind and metadata',
    ],
    [
      'text after a separator',
      'a: 1\n--- b\nc: 1\n',
      'a.yaml:2:4: there is text on the line of a document separator; put the document on the lines after "---"',
    ],
    [
      'an unknown alias',
      'a: *b\n',
      'a.yaml:1:4: there is no anchor "&b" before the alias "*b"; define the anchor first, in the same document',
    ],
    [
      'an alias of itself',
      'a: &b [*b]\n',
      'a.yaml:1:8: the anchor "&b" contains an alias of itself; remove the alias',
    ],
  ])('refuses %s', (_what, text, message) => {
    expect(read(text).problems[0]).toBe(message);
  });
});

import fc from 'fast-check';
import { CORE_SCHEMA, load, YAML11_SCHEMA } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { Budget } from '../../../src/kustomize/budget.ts';
import { emitStream, emitYaml } from '../../../src/kustomize/emit/emitter.ts';
import { DEFAULT_BUILD_LIMITS } from '../../../src/kustomize/limits.ts';
import { nodeOfDocument } from '../../../src/kustomize/node-of-document.ts';
import { nodeToJson } from '../../../src/kustomize/node-to-json.ts';
import type { Problem } from '../../../src/model/errors.ts';
import type { JsonValue } from '../../../src/model/json.ts';
import { readDocuments } from '../../../src/model/yaml/read-documents.ts';

const x = (count: number) => 'x'.repeat(count);

/** What stands behind the key of an object's only field. */
function written(value: JsonValue): string {
  return emitYaml({ k: value }).replace(/^k: ?/, '').replace(/\n$/, '');
}

// What is pinned here is what kustomize 5.8.1 prints, but for the merge key: it loses that.
describe('a text', () => {
  it.each([
    ...['a', 'word', 'two words', 'é', '世', 'a:b', 'a :b', 'a#b', '-a', '--', '..', '.', '?a'],
    ...['a -b', "it's", 'a"b', 'a\\b', 'a,b', 'a}', '::a', ':a', '=', '<<', '1e', 'a - b', 'a ? b'],
    ...[
      'http://a:80/b',
      '10.0.0.1',
      '1.2.3',
      'v1',
      '100m',
      '1Gi',
      'y1',
      'nope',
      'True1',
      '_1',
      '+',
    ],
  ])('is written as it is: %s', (text) => {
    expect(written(text)).toBe(text);
  });

  it.each([
    ...[' a', 'a ', 'a: b', 'a:', 'a: ', ':', '::', 'a #b', '#a', '- a', '-', '---', '---a', '...'],
    ...['? a', '?', '*a', '&a', '!a', '|', '>', '%a', '@a', '`a', '"a"', "'a'", '{a}', '[a]', ','],
  ])('gets single quotes where it would mean more than itself: %s', (text) => {
    expect(written(text)).toBe(`'${text.replaceAll("'", "''")}'`);
  });

  it.each([
    ...['', '~', 'null', 'Null', 'NULL', 'true', 'False', 'yes', 'Yes', 'y', 'n', 'N', 'no', 'on'],
    ...['off', 'OFF', '1', '01', '0x1f', '0o7', '0b1', '1_000', '1e3', '.5', '.inf', '.nan', '+1'],
    ...['-1', '1:30', '12:30:45', '190:20:30.15', '2001-01-01', '2001-01-01T00:00:00Z'],
  ])('gets double quotes where YAML 1.1 reads something else: %s', (text) => {
    expect(written(text)).toBe(`"${text}"`);
  });

  it.each([
    ['a tab', 'a\tb', '"a\\tb"'],
    ['what is beyond U+FFFF', '😀', '"\\U0001F600"'],
    ['a byte order mark', '\ufeff', '"\\uFEFF"'],
    ['a space before a line break', 'a \nb', '"a \\nb"'],
    ['a space at the end of lines', 'a\nb ', '"a\\nb "'],
    ['a line of spaces at the end', 'a\n ', '"a\\n "'],
    ['a tab in lines', 'a\tb\n', '"a\\tb\\n"'],
    ['line breaks of Windows', 'a\r\nb\n', '"a\\r\\nb\\n"'],
    ['lines with what is beyond U+FFFF', '😀\n', '"\\U0001F600\\n"'],
  ])('gets escapes for %s', (_, text, expected) => {
    expect(written(text)).toBe(expected);
  });

  it.each([
    ['one line', 'a\n', '|\n  a'],
    ['no line break at the end', 'a\nb', '|-\n  a\n  b'],
    ['two line breaks at the end', 'a\n\n', '|+\n  a\n'],
    ['an empty line first', '\na', '|2-\n\n  a'],
    ['two empty lines first', '\n\na\n', '|2\n\n\n  a'],
    ['a space first', ' a\n', '|2\n   a'],
    ['an indented line first', '  a\nb\n', '|2\n    a\n  b'],
    ['nothing but a line break', '\n', '|2+\n'],
    ['nothing but two line breaks', '\n\n', '|2+\n\n'],
    ['an indented line later', 'a\n b\n', '|\n  a\n   b'],
    ['an indented line behind an empty one', 'a\n\n b', '|-\n  a\n\n   b'],
    ['an indented line behind an empty first one', '\n a\n', '|2\n\n   a'],
    ['letters beyond ASCII', 'é\nb\n', '|\n  é\n  b'],
    ['marks', '- a\n---\n# b: c\n', '|\n  - a\n  ---\n  # b: c'],
    ['a line that is too long', `${x(90)} y\nz\n`, `|\n  ${x(90)} y\n  z`],
  ])('is a literal block where it has lines: %s', (_, text, expected) => {
    expect(written(text)).toBe(expected);
  });

  it.each([
    ['ends at column 80', `${x(72)} y z`, `${x(72)} y z`],
    ['has its last space at column 80', `${x(75)} y z`, `${x(75)} y z`],
    ['has its last space behind column 80', `${x(76)} y z`, `${x(76)} y\n  z`],
    ['has its first space behind column 80', `${x(78)} y z`, `${x(78)}\n  y z`],
    ['has no space', x(100), x(100)],
    ['has two spaces there', `${x(78)}  y z`, `${x(78)}  y\n  z`],
    ['has single quotes', `# ${x(74)} y z`, `'# ${x(74)} y\n  z'`],
    ['has escapes', `\t${x(74)} y z`, `"\\t${x(74)} y\n  z"`],
    ['has escapes, and two spaces there', `\t${x(80)}  y z`, `"\\t${x(80)}\n  \\ y z"`],
    ['has letters beyond ASCII', `é${x(75)} y z`, `é${x(75)} y\n  z`],
  ])('is folded at spaces behind column 80, or not, where it %s', (_, text, expected) => {
    expect(written(text)).toBe(expected);
  });
});

describe('a key', () => {
  it.each([
    ...[
      ['a', 'a'],
      ['a b', 'a b'],
      ['a.b/c-d', 'a.b/c-d'],
      ['_a', '_a'],
      ['é', 'é'],
      ['a:b', 'a:b'],
    ],
    ...[
      ['=', '='],
      ['-', "'-'"],
      ['?', "'?'"],
      ['a: b', "'a: b'"],
      ['#a', "'#a'"],
      [' a', "' a'"],
    ],
    ...[
      ['a ', "'a '"],
      ['[a]', "'[a]'"],
      ['', '""'],
      ['yes', '"yes"'],
      ['on', '"on"'],
      ['y', '"y"'],
    ],
    ...[
      ['n', '"n"'],
      ['null', '"null"'],
      ['~', '"~"'],
      ['true', '"true"'],
      ['1', '"1"'],
    ],
    ...[
      ['1e3', '"1e3"'],
      ['0x1f', '"0x1f"'],
      ['😀', '"\\U0001F600"'],
    ],
    ...[
      [x(60), x(60)],
      [x(61), x(61)],
      [x(62), x(62)],
      [x(128), x(128)],
    ],
    ...[
      [`${x(90)} y z`, `${x(90)} y z`],
      ['é'.repeat(64), 'é'.repeat(64)],
    ],
  ])('is written as %s is: %s', (key, expected) => {
    expect(emitYaml({ [key]: 1 })).toBe(`${expected}: 1\n`);
    // Again: keys that were seen before are not looked at.
    expect(emitYaml({ [key]: 1 })).toBe(`${expected}: 1\n`);
  });

  it('stands alone where it has more than 128 bytes, or lines', () => {
    const long = x(129);
    expect(emitYaml({ [long]: 1 })).toBe(`? ${long}\n: 1\n`);
    expect(emitYaml({ ['é'.repeat(65)]: 1 })).toBe(`? ${'é'.repeat(65)}\n: 1\n`);
    expect(emitYaml({ 'a\nb': 1 })).toBe('? |-\n  a\n  b\n: 1\n');
    expect(emitYaml({ [long]: ['a', { b: 1 }] })).toBe(`? ${long}\n: - a\n  - b: 1\n`);
    expect(emitYaml({ [long]: { a: { b: [1] } } })).toBe(`? ${long}\n: a:\n    b:\n    - 1\n`);
    expect(emitYaml({ [long]: 'a\nb\n' })).toBe(`? ${long}\n: |\n  a\n  b\n`);
    expect(emitYaml({ [long]: [[]] })).toBe(`? ${long}\n: - []\n`);
  });

  it('is no merge key, whatever reads it', () => {
    expect(emitYaml({ '<<': { a: 'b' } })).toBe('"<<":\n  a: b\n');
  });
});

it('a value is written as deep as it stands', () => {
  const value = {
    a: [[1, [2, 'x\n']], [], {}],
    b: [{ c: [{ d: 'x\ny' }] }],
    c: { d: { e: {} } },
  };
  expect(emitYaml(value)).toBe(`a:
- - 1
  - - 2
    - |
      x
- []
- {}
b:
- c:
  - d: |-
      x
      y
c:
  d:
    e: {}
`);
});

it('a value is written however deep it stands', () => {
  const deep = Array.from({ length: 40 }).reduce<JsonValue>((value) => ({ a: value }), 'x\ny\n');
  const lines = Array.from({ length: 40 }, (_, depth) => `${' '.repeat(depth * 2)}a:`).join('\n');
  const indent = ' '.repeat(80);
  expect(emitYaml(deep)).toBe(`${lines} |\n${indent}x\n${indent}y\n`);
});

it('values of a stream are divided as documents are', () => {
  const values: JsonValue[] = [{ a: 'x\n' }, { b: 'y' }, {}, { c: 'x\n\n' }];
  expect(emitStream(values)).toBe(values.map(emitYaml).join('---\n'));
});

/** What means something to YAML where it stands, or makes lines long. */
const pieces = fc.constantFrom(
  ...['a', 'word', 'two words', x(20), x(60), ' ', '  ', ': ', ':', ' #', '#', '- ', '-', '? '],
  ...["'", '"', '\\', '|', '>', '%', '@', '`', '*', '&', '!', '[', ']', '{', '}', ',', '=', '<<'],
  ...['---', '...', 'yes', 'no', '~', 'null', 'true', '1', '0x1f', '1e3', '1:30', '2001-01-01'],
  ...['\n', '\n\n', '\n  ', ' \n', '\r', '\t', '\0', '\x7f', '\xa0', '\ufeff', 'é', '世', '😀'],
);
const text = fc.array(pieces, { maxLength: 7 }).map((parts) => parts.join(''));
const { value: anyValue } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    { weight: 3, arbitrary: text },
    fc.constantFrom<JsonValue>(null, true, false, 1e21, -1e300, 5e-324),
    fc.integer(),
    fc.double({ min: -1e15, max: 1e15, noNaN: true }).map((number) => number + 0),
    fc.array(tie('value'), { maxLength: 4 }),
    {
      weight: 2,
      arbitrary: fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    },
  ),
}));

/** The documents of a text as a build reads them. */
function readBack(text: string): { problems: Problem[]; values: JsonValue[] } {
  const { documents, problems } = readDocuments(text, 'a.yaml', { rules: 'kubernetes' });
  const budget = new Budget(DEFAULT_BUILD_LIMITS, () => 0);
  const found = [...problems];
  const values = documents.map((each) => nodeToJson(nodeOfDocument(each, budget), found));
  return { problems: found, values };
}

describe('what is written', () => {
  it('is read as the value that it was, by another reader', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const given = { value };
        expect(load(emitYaml(given), { schema: CORE_SCHEMA })).toEqual(given);
      }),
      { numRuns: 300 },
    );
  });

  it('is read as the value that it was, by our own reader', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const given = { value };
        expect(readBack(emitYaml(given))).toEqual({ problems: [], values: [given] });
      }),
      { numRuns: 200 },
    );
  });

  it('is text again for what was text, also to readers of YAML 1.1', () => {
    fc.assert(
      fc.property(fc.dictionary(text, text, { noNullPrototype: true }), (texts) => {
        expect(load(emitYaml(texts), { schema: YAML11_SCHEMA })).toEqual(texts);
      }),
      { numRuns: 200 },
    );
  });

  // A letter beyond ASCII is looked at character by character.
  it('does not depend on whether a text has letters beyond ASCII', () => {
    let short = 0;
    fc.assert(
      fc.property(text, fc.nat(8), (words, depth) => {
        // At the start, a byte order mark has everything behind it escaped.
        fc.pre(!words.startsWith('\ufeff'));
        const [ascii, other] = [`${words}q${words}`, `${words}é${words}`];
        // It takes two bytes, of which a key may have 128.
        fc.pre(Buffer.byteLength(ascii) !== 128);
        const nested = (leaf: string) =>
          Array.from({ length: depth }).reduce<JsonValue>((value) => ({ a: [value] }), {
            [leaf]: [leaf, { key: leaf }],
          });
        const yaml = emitYaml(nested(ascii));
        expect(yaml.replaceAll('q', 'é')).toBe(emitYaml(nested(other)));
        if (!/["']/.test(yaml)) short++;
      }),
      { numRuns: 200 },
    );
    expect(short).toBeGreaterThan(20);
  });
});

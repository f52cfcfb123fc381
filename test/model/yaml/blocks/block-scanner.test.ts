import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BlockDocument } from '../../../../src/model/yaml/blocks/block-document.ts';
import { BlockScanner } from '../../../../src/model/yaml/blocks/block-scanner.ts';
import { BlockText } from '../../../../src/model/yaml/blocks/block-text.ts';
import { hasPlainCharacters } from '../../../../src/model/yaml/blocks/characters.ts';
import { DEFAULT_YAML_LIMITS, type YamlLimits } from '../../../../src/model/yaml/limits.ts';
import type { YamlNode } from '../../../../src/model/yaml/node.ts';
import { parseDocument } from '../../../../src/model/yaml/parse-document.ts';
import { InvalidYaml } from '../../../../src/model/yaml/problem.ts';
import { splitDocuments } from '../../../../src/model/yaml/read-documents.ts';
import { SourceText } from '../../../../src/model/yaml/source-text.ts';

interface Read {
  readonly root: YamlNode | undefined;
  readonly values: number;
  readonly problems: readonly string[];
}

/** What the scanner makes of a document; `undefined` where it leaves it to the parser. */
function scan(source: SourceText, start: number, end: number, limits = DEFAULT_YAML_LIMITS) {
  if (!hasPlainCharacters(source.text)) return undefined;
  const scanner = new BlockScanner(source.text, limits);
  const at = scanner.scan(start, end);
  if (at === undefined) return undefined;
  const { root } = new BlockDocument(new BlockText(source, scanner.tape, 'kubernetes'), at);
  return { root, values: scanner.nodes, problems: [] };
}

function parse(source: SourceText, start: number, end: number): Read {
  try {
    const read = parseDocument(source, start, end, 'kubernetes', DEFAULT_YAML_LIMITS);
    const problems = read.problems.map(({ what }) => what);
    return { root: read.document?.root, values: read.values, problems };
  } catch (thrown) {
    if (!(thrown instanceof InvalidYaml)) throw thrown;
    return { root: undefined, values: 0, problems: [thrown.problem.what] };
  }
}

function scanText(text: string, limits?: Partial<YamlLimits>) {
  return scan(new SourceText('a.yaml', text), 0, text.length, {
    ...DEFAULT_YAML_LIMITS,
    ...limits,
  });
}

const WORDS = ['a', 'app', 'x y', '1', '0x1f', '1.5', 'true', 'null', '~', 'on', '.inf', '{{ x }}'];
const MARKS = [
  ': ',
  ':',
  '- ',
  '-',
  '? ',
  '|',
  '|-',
  '|+',
  '|2',
  '>',
  '"',
  "'",
  '#',
  ' #',
  '&a',
  '*a',
];
const BREAKS = ['\n', '\n  ', '\n    ', '\n      ', '\n\n', '\n---\n', '\n...\n', '\n \n'];
const OTHERS = [
  '[',
  ']',
  '{',
  '}',
  ',',
  '!',
  '!!str ',
  '%',
  '@',
  '`',
  '<<',
  '\t',
  '\r',
  '\\',
  '  ',
  ' ',
];
const PIECES = [
  'key: value\n',
  '- key: value\n  other: 1\n',
  'list:\n- a\n- b\n',
  'block: |\n  one\n\n   two\n',
  'block: |-\n  end\n',
  'quoted: "a: b"\nsingle: \'c\'\n',
  '# comment\n',
];

describe('A scanned document', () => {
  test.each([
    ['scalars', 'a: 1\nb: true\nc: x y\nd:\ne: ~\n'],
    ['nested mappings', 'a:\n  b:\n    c: d\n  e: f\ng: h\n'],
    ['sequences under a key, indented or not', 'a:\n- b\n- c: 1\n  d: 2\ne:\n  - f\n'],
    ['quotes', 'a: "b: # c"\nd: \'e\'\nf: ""\n'],
    ['literal blocks', 'a: |\n  one\n\n   two\nb: |-\n  three\n\nc: 1\n'],
    ['a literal block that the text cuts off', 'a: |\n  one\n  two'],
    ['comments on lines of their own', '# one\na: 1\n  # two\nb: 2\n'],
    ['a mark of the start', '---\n# one\na: 1\n'],
    ['keys that are no text', '1: a\ntrue: b\n'],
    ['colons and hashes inside words', 'a: http://b:80/c#d\n'],
  ])('is what the parser reads: %s', (_, text) => {
    const source = new SourceText('a.yaml', text);
    const scanned = scan(source, 0, text.length);
    expect(scanned).toBeDefined();
    expect(scanned).toEqual(parse(source, 0, text.length));
  });

  test.each([
    ['flow collections', 'a: [b]\n'],
    ['folded blocks', 'a: >\n  b\n'],
    ['blocks with a hint', 'a: |2\n  b\n'],
    ['escapes', 'a: "\\n"\n'],
    ['quotes in quotes', "a: 'it''s'\n"],
    ['texts that go on', 'a: b\n  c\n'],
    ['comments behind values', 'a: b # c\n'],
    ['anchors', 'a: &b c\n'],
    ['tags', 'a: !!str 1\n'],
    ['merge keys', 'a:\n  <<: b\n'],
    ['keys that stand twice', 'a: 1\na: 2\n'],
    ['lines that stand too far right', 'a: 1\n  b: 2\n'],
    ['lines that stand between two levels', 'a:\n    b: 1\n  c: 2\n'],
    ['items without text on their line', 'a:\n-\n  b: 1\n'],
    ['text that is no mapping', 'a\n'],
    ['tabs', 'a:\tb\n'],
    ['marks of the end', 'a: 1\n...\n'],
    ['nothing', ''],
  ])('is left to the parser: %s', (_, text) => {
    expect(scanText(text)).toBeUndefined();
  });

  test('is left to the parser beyond a limit', () => {
    const keys = Array.from({ length: 20 }, (_, index) => `key-${index}: 1\n`).join('');
    expect(scanText(keys, { keys: 20 })?.values).toBe(41);
    expect(scanText(keys, { keys: 19 })).toBeUndefined();
    expect(scanText(keys, { values: 40 })).toBeUndefined();
    expect(scanText(`${keys}key-7: 1\n`)).toBeUndefined();
    const deep = Array.from({ length: 80 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('');
    expect(scanText(deep)).toBeUndefined();
  });

  test('is what the parser reads, whatever the text', () => {
    const piece = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...PIECES) },
      { weight: 2, arbitrary: fc.constantFrom(...WORDS, ...MARKS, ...BREAKS, ...OTHERS) },
    );
    let scanned = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const source = new SourceText('a.yaml', pieces.join(''));
        let ranges: [number, number][] = [];
        try {
          ranges = splitDocuments(source);
        } catch (thrown) {
          if (!(thrown instanceof InvalidYaml)) throw thrown;
        }
        for (const [start, end] of ranges) {
          const ours = scan(source, start, end);
          if (ours === undefined) continue;
          scanned++;
          expect(ours).toEqual(parse(source, start, end));
        }
      }),
      { numRuns: 3_000 },
    );
    expect(scanned).toBeGreaterThan(300);
  });
});

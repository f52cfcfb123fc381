import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cell, code, codeBlock } from '../../src/report/markdown.ts';

describe('foreign text in a comment', () => {
  it.each([
    ['@team/everybody', '`@team/everybody`'],
    ['<img src=x onerror=alert(1)>', '`<img src=x onerror=alert(1)>`'],
    ['a ` b', '``a ` b``'],
    ['`a`', '`` `a` ``'],
    ['', '` `'],
    ['one\n/close\r\ntwo', '`one⏎/close⏎two`'],
    [' padded ', '`  padded  `'],
    ['user\u202Etxt.exe', '`user\\u{202e}txt.exe`'],
    ['zero\u200Bwidth\u0000', '`zero\\u{200b}width\\u{0000}`'],
    ['half \uD800 a pair', '`half \\u{d800} a pair`'],
  ])('%j stands in a code span', (text, expected) => {
    expect(code(text)).toBe(expected);
  });

  it('cannot end a cell of a table', () => {
    expect(cell('a|b')).toBe('`a\\|b`');
  });

  it('cannot end a block of code', () => {
    expect(codeBlock('a\n```\n@all\n````\nb', 'diff')).toBe(
      '`````diff\na\n```\n@all\n````\nb\n`````',
    );
  });

  it('never holds a run of backticks as long as its fence, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', 'a', '\n', ' ', '|', '<') }), (text) => {
        const span = code(text);
        const fence = /^`+/.exec(span)?.[0] ?? '';
        const inside = span.slice(fence.length, -fence.length);
        const runs = inside.match(/`+/g) ?? [];
        expect(span.endsWith(fence)).toBe(true);
        expect(runs.every((run) => run.length !== fence.length)).toBe(true);
        expect(span).not.toContain('\n');
      }),
    );
  });
});

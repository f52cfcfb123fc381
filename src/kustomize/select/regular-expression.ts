import { BuildError } from '../build-error.ts';
import type { Text } from '../decode/decoder.ts';

const LONGEST_PATTERN = 1_000;

/** A Go regular expression that has to match the whole text; `undefined` where the pattern is empty. */
export function wholeMatch(pattern: Text | undefined): ((text: string) => boolean) | undefined {
  if (pattern === undefined || pattern.text === '') return undefined;
  if (/^[\w/-]+$/.test(pattern.text)) return (text) => text === pattern.text;
  const expression = compile(`^(?:${pattern.text})$`, pattern);
  return (text) => expression.test(text);
}

/** Compiles a Go regular expression (RE2); what JavaScript reads otherwise is refused. */
export function compile(source: string, pattern: Text): RegExp {
  const flags = /\(\?([ims]+)\)/.exec(source)?.[1] ?? '';
  const translated = source
    .replace(/^\^\(\?:\(\?[ims]+\)/, '^(?:')
    .replace(/^\(\?[ims]+\)/, '')
    .replaceAll('\\A', '^')
    .replaceAll('\\z', '$')
    .replaceAll('(?P<', '(?<')
    .replaceAll('[[:alnum:]]', '[0-9A-Za-z]')
    .replaceAll('[[:alpha:]]', '[A-Za-z]')
    .replaceAll('[[:digit:]]', '[0-9]');
  try {
    if (source.length > LONGEST_PATTERN) throw new SyntaxError('it is too long');
    if (/\(\?[=!<][=!]?/.test(source) && !source.includes('(?<'))
      throw new SyntaxError('lookaround');
    if (/\\[1-9]/.test(source)) throw new SyntaxError('it refers back to a group');
    return new RegExp(translated, flags);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new BuildError({
      code: 'BAD_REGULAR_EXPRESSION',
      origin: pattern.node.origin,
      what: `"${pattern.text}" is no regular expression: ${cause.message}`,
      advice: 'correct it; the syntax is that of Go',
    });
  }
}

import { RE2JS, RE2JSException } from 're2js';
import { BuildError } from '../build-error.ts';
import type { Text } from '../decode/decoder.ts';

export type Matches = (text: string) => boolean;

const LONGEST_PATTERN = 1_000;

/** A Go regular expression that has to match the whole text; `undefined` where the pattern is empty. */
export function wholeMatch(pattern: Text | undefined): Matches | undefined {
  if (pattern === undefined || pattern.text === '') return undefined;
  const { text } = pattern;
  if (/^[\w/-]+$/.test(text)) return (candidate) => candidate === text;
  return asMatches(`^(?:${text})$`, pattern);
}

function asMatches(expression: string, pattern: Text): Matches {
  try {
    return compileExpression(expression);
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    throw new BuildError({
      code: 'BAD_REGULAR_EXPRESSION',
      origin: pattern.node.origin,
      what: `"${pattern.text}" is no regular expression: ${thrown.message}`,
      advice: 'correct it; the syntax is that of Go',
    });
  }
}

/**
 * Compiles a regular expression of Go (RE2), which may match anywhere in a
 * text. It takes linear time: those of JavaScript can be written to never
 * end. Throws `SyntaxError`.
 */
export function compileExpression(expression: string): Matches {
  if (expression.length > LONGEST_PATTERN) {
    throw new SyntaxError(`it is longer than ${LONGEST_PATTERN} characters`);
  }
  // Text without operators needs no machinery.
  if (/^[\w/-]*$/.test(expression)) return (text) => text.includes(expression);
  try {
    const compiled = RE2JS.compile(expression);
    return (text) => compiled.test(text);
  } catch (thrown) {
    if (!(thrown instanceof RE2JSException)) throw thrown;
    throw new SyntaxError(thrown.message.replace('error parsing regexp: ', ''));
  }
}

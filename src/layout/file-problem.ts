import type { Problem, TidewatchError } from '../model/errors.ts';

/** An error about a file as a problem: its message starts with a path and ends with the advice. */
export function problemOfFile(error: TidewatchError, path: string): Problem {
  const text = error.message.startsWith(`${path}: `)
    ? error.message.slice(path.length + 2)
    : error.message;
  const [what = text, ...advice] = text.split('; ');
  return {
    code: error.code,
    position: { file: path, line: 1, column: 1 },
    subject: undefined,
    what,
    advice: advice.length > 0 ? advice.join('; ') : 'correct the file',
  };
}

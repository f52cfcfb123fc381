/** A value that does not fit its type, at one place. */
export interface TypeProblem {
  readonly path: string;
  readonly message: string;
}

/** `.spec.replicas: expected numeric (int or float), got string`; a list where there are several. */
export function printTypeProblems(problems: readonly TypeProblem[]): string {
  const lines = problems.map(({ path, message }) =>
    path === '' ? message : `${path}: ${message}`,
  );
  return lines.length === 1
    ? (lines[0] ?? '')
    : ['errors:', ...lines.map((line) => `  ${line}`)].join('\n');
}

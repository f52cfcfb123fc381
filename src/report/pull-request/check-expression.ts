import { parser } from '@prometheus-io/lezer-promql';

/** Why an expression is no PromQL, or `undefined` where it is: `error at "sum("`. */
export function checkExpression(expression: string): string | undefined {
  let wrong: string | undefined;
  parser.parse(expression).iterate({
    enter({ type, from, to }) {
      if (type.isError && wrong === undefined) wrong = problemAt(expression, from, to);
      return wrong === undefined;
    },
  });
  return wrong;
}

function problemAt(expression: string, from: number, to: number): string {
  const near = expression.slice(Math.max(0, from - 20), Math.max(to, from + 1) + 20).trim();
  return `the expression cannot be parsed near "${near}"`;
}

import { Environment } from '@marcbachmann/cel-js';
import { messageOf, TidewatchError } from './errors.ts';
import type { JsonValue } from './json.ts';

/** A question about objects, in the Common Expression Language. */
export interface Expression {
  readonly text: string;
  /**
   * Whether it holds for these variables. `undefined` where it cannot be said,
   * as where it asks for a field that is not there.
   */
  holds(variables: Readonly<Record<string, JsonValue | undefined>>): boolean | undefined;
}

/** A text that is no expression; `data.text` is that text. */
export class ExpressionError extends TidewatchError {
  override readonly code = 'INVALID_EXPRESSION';
}

/** What an expression may grow to: it comes from Git, and runs here. */
const limits = { maxAstNodes: 2_000, maxDepth: 100, maxListElements: 100, maxMapEntries: 100 };
/** Lists gone through inside of each other: each one multiplies the time it takes. */
const deepestLoop = 2;
const loops: ReadonlySet<unknown> = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  enableOptionalTypes: true,
  limits,
});

/** Reads an expression. Throws `ExpressionError`. */
export function parseExpression(text: string): Expression {
  try {
    const evaluate = environment.parse(text);
    requireBounded(evaluate.ast, 0);
    return {
      text,
      holds(variables) {
        try {
          const value: unknown = evaluate(variables);
          return typeof value === 'boolean' ? value : undefined;
        } catch {
          return undefined;
        }
      },
    };
  } catch (thrown) {
    const reason = messageOf(thrown).replace(/\n.*/s, '');
    throw new ExpressionError(
      `${JSON.stringify(text)}: not an expression of CEL (${reason}); write one such as status.phase == 'Ready'`,
      { data: { text }, cause: thrown },
    );
  }
}

/** Throws where an expression could take very long over large objects. */
function requireBounded(node: unknown, depth: number): void {
  if (Array.isArray(node)) for (const child of node) requireBounded(child, depth);
  if (!isNode(node)) return;
  const [name, receiver, given] = Array.isArray(node.args) ? node.args : [];
  if (node.op === 'rcall' && name === 'matches') {
    throw new Error('matches is not supported: use startsWith, endsWith or contains');
  }
  if (node.op !== 'rcall' || !loops.has(name)) {
    requireBounded(node.args, depth);
    return;
  }
  if (depth === deepestLoop) {
    throw new Error(`more than ${deepestLoop} lists are gone through inside of each other`);
  }
  requireBounded(receiver, depth);
  requireBounded(given, depth + 1);
}

function isNode(value: unknown): value is { readonly op: string; readonly args: unknown } {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

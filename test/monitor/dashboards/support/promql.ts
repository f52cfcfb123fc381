import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

export interface Selector {
  readonly metric: string;
  /** As they are written: `type="leader"`. */
  readonly matchers: readonly string[];
}

/** What the parser could not make sense of, with some text around it. */
export function errorsIn(expr: string): string[] {
  const errors: string[] = [];
  parser.parse(expr).iterate({
    enter: (node) => {
      if (node.type.isError) errors.push(expr.slice(Math.max(0, node.from - 10), node.to + 10));
    },
  });
  return errors;
}

export function selectorsOf(expr: string): readonly Selector[] {
  const text = withoutInterval(expr);
  return nodesOf(text, 'VectorSelector').map((node) => ({
    metric: textOf(text, node.getChild('Identifier')),
    matchers: (node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []).map(
      (matcher) => textOf(text, matcher),
    ),
  }));
}

/** The labels that each aggregation keeps. */
export function aggregationsOf(expr: string): readonly (readonly string[])[] {
  const text = withoutInterval(expr);
  return nodesOf(text, 'AggregateExpr').map((node) => {
    const labels = node.getChild('AggregateModifier')?.getChild('GroupingLabels');
    return (labels?.getChildren('LabelName') ?? []).map((label) => textOf(text, label));
  });
}

/** Variables in quotes are text to the parser; this one is not. */
function withoutInterval(expr: string): string {
  return expr.replaceAll('$__rate_interval', '1m');
}

function nodesOf(text: string, name: string): SyntaxNode[] {
  const nodes: SyntaxNode[] = [];
  parser.parse(text).iterate({
    enter: (node) => {
      if (node.name === name) nodes.push(node.node);
    },
  });
  return nodes;
}

function textOf(text: string, node: SyntaxNode | null): string {
  return node === null ? '' : text.slice(node.from, node.to);
}

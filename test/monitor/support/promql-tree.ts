import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { CLUSTER_LABELS } from '../../../src/monitor/rules/promql.ts';

/** Metrics of libraries: processes of several components have them. */
const SHARED_METRICS = /^(?:up$|process_|go_|etcd_|grpc_)/;

/** Functions whose results no longer say which cluster they are about. */
const FORGETFUL = new Set(['Scalar', 'Vector', 'LabelReplace', 'LabelJoin']);

/** Every way in which an expression may mix clusters, or components of a cluster; none if it does not. */
export function mixturesIn(expression: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: SyntaxNode) => {
    const what = mixtureAt(node, expression);
    if (what !== undefined) found.push(`${what}: ${textOf(node, expression)}`);
    for (let child = node.firstChild; child !== null; child = child.nextSibling) visit(child);
  };
  visit(parser.parse(expression).topNode);
  return found;
}

function mixtureAt(node: SyntaxNode, text: string): string | undefined {
  switch (node.name) {
    case '⚠':
      return 'does not parse';
    case 'AggregateExpr':
      return keepsClusters(node.getChild('AggregateModifier'), 'By', text)
        ? undefined
        : 'aggregates over clusters';
    case 'MatchingModifierClause':
      return keepsClusters(node, 'On', text) ? undefined : 'matches series of different clusters';
    case 'VectorSelector':
      return mixtureOfComponents(node, text);
    case 'FunctionCall':
      return mixtureOfCall(node, text);
    default:
      return undefined;
  }
}

/** `by` and `on` must name all labels of a cluster; `without` and `ignoring` none of them. */
function keepsClusters(modifier: SyntaxNode | null, naming: 'By' | 'On', text: string): boolean {
  if (modifier === null) return false;
  const labels = (modifier.getChild('GroupingLabels')?.getChildren('LabelName') ?? []).map(
    (label) => textOf(label, text),
  );
  return CLUSTER_LABELS.every(
    (label) => labels.includes(label) === (modifier.getChild(naming) !== null),
  );
}

function mixtureOfComponents(selector: SyntaxNode, text: string): string | undefined {
  const metric = selector.getChild('Identifier');
  if (metric === null) return 'selects no metric';
  if (!SHARED_METRICS.test(textOf(metric, text))) return undefined;
  return matcherOf(selector, 'component', text) === undefined
    ? 'selects processes of any component'
    : undefined;
}

function mixtureOfCall(call: SyntaxNode, text: string): string | undefined {
  const name = call.getChild('FunctionIdentifier')?.firstChild?.name ?? '';
  if (FORGETFUL.has(name)) return 'forgets the cluster';
  if (!name.startsWith('Absent')) return undefined;
  const selector = call.getChild('FunctionCallBody')?.getChild('VectorSelector') ?? undefined;
  const names = ['kubernetes_namespace', 'cluster'].every(
    (label) => selector !== undefined && matcherOf(selector, label, text) === 'EqlSingle',
  );
  return names ? undefined : 'misses what may be there in another cluster';
}

/** The operator of a label's matcher; `undefined` where it has none. */
function matcherOf(selector: SyntaxNode, label: string, text: string): string | undefined {
  const matchers = selector.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
  const found = matchers.find((matcher) => {
    const name = matcher.getChild('LabelName');
    return name !== null && textOf(name, text) === label;
  });
  return found?.getChild('MatchOp')?.firstChild?.name;
}

function textOf({ from, to }: SyntaxNode, text: string): string {
  return text.slice(from, to);
}

import { formatObjectId } from '../../model/object-id.ts';
import type { ProposedChange } from '../../plan/proposal/proposed-change.ts';
import { grafanaDashboardsIn } from './dashboards-in.ts';
import { expressionsIn } from './expressions-in.ts';

const clusterWide: ReadonlySet<string> = new Set(['ClusterRole', 'ClusterRoleBinding']);

/** Whether an expression can be parsed: the reason why not, or `undefined`. */
export type CheckExpression = (expression: string) => string | undefined;

/** What reviewers should look at twice, one sentence each. Text of others is in it as it is. */
export function warningsOf(
  changes: readonly ProposedChange[],
  check: CheckExpression,
): readonly string[] {
  return [
    ...changes.flatMap(rights),
    ...changes.flatMap((change) => expressions(change, check)),
    ...sameDashboards(changes),
  ];
}

function rights({ id, action, fields }: ProposedChange): readonly string[] {
  const escalations = fields
    .flatMap(({ meaning }) => meaning)
    .filter((line) => line.includes('(escalation: '));
  const name = formatObjectId(id);
  const wide =
    clusterWide.has(id.kind) && action !== 'delete'
      ? [`${name} gives rights in the whole cluster`]
      : [];
  return [...wide, ...escalations.map((line) => `${name}: ${line}`)];
}

function expressions(change: ProposedChange, check: CheckExpression): readonly string[] {
  const known = new Set(expressionsIn(change.before).map(({ expression }) => expression));
  return expressionsIn(change.after).flatMap(({ place, expression }) => {
    const wrong = known.has(expression) ? undefined : check(expression);
    return wrong === undefined ? [] : [`${formatObjectId(change.id)}: ${place}: ${wrong}`];
  });
}

function sameDashboards(changes: readonly ProposedChange[]): readonly string[] {
  const places = Map.groupBy(
    changes.flatMap(({ id, after }) =>
      grafanaDashboardsIn(after).map(({ file, dashboard }) => ({
        uid: String(dashboard.uid ?? ''),
        place: `${formatObjectId(id)} ${file}`,
        namespace: id.namespace ?? '',
      })),
    ),
    ({ uid, namespace }) => `${namespace} ${uid}`,
  );
  return [...places.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined || first.uid === '' || same.length < 2) return [];
    const where = same.map(({ place }) => place).join(', ');
    return [`dashboard UID ${first.uid} stands ${same.length} times: ${where}`];
  });
}

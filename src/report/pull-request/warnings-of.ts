import { formatObjectId } from '../../model/object-id.ts';
import type { ProposedChange } from '../../plan/proposal/proposed-change.ts';
import { grafanaDashboardsIn } from './dashboards-in.ts';
import { expressionsIn } from './expressions-in.ts';

const clusterWide: ReadonlySet<string> = new Set(['ClusterRole', 'ClusterRoleBinding']);

/** Characters of one expression, and of all that are parsed. */
const longestExpression = 10_000;
const mostParsed = 1_000_000;

/** Whether an expression can be parsed: the reason why not, or `undefined`. */
export type CheckExpression = (expression: string) => string | undefined;

/** What reviewers should look at twice, one sentence each. Text of others is in it as it is. */
export function warningsOf(
  changes: readonly ProposedChange[],
  check: CheckExpression,
): readonly string[] {
  return [...changes.flatMap(rights), ...expressions(changes, check), ...sameDashboards(changes)];
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

/** Whoever proposes a change decides how much there is to parse: what is beyond is only counted. */
function expressions(
  changes: readonly ProposedChange[],
  check: CheckExpression,
): readonly string[] {
  let room = mostParsed;
  let unchecked = 0;
  const wrong = changes.flatMap(({ id, before, after }) => {
    const known = new Set(expressionsIn(before).map(({ expression }) => expression));
    return expressionsIn(after).flatMap(({ place, expression }) => {
      if (known.has(expression)) return [];
      if (expression.length > Math.min(room, longestExpression)) {
        unchecked += 1;
        return [];
      }
      room -= expression.length;
      const problem = check(expression);
      return problem === undefined ? [] : [`${formatObjectId(id)}: ${place}: ${problem}`];
    });
  });
  if (unchecked === 0) return wrong;
  return [...wrong, `${unchecked} expressions were not checked: they are too long, or too many`];
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

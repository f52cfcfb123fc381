import type { JsonObject } from '../../model/json.ts';
import { formatFieldPath } from '../../model/manifest.ts';
import type { ProposedChange, ProposedRestart } from './proposed-change.ts';

/** The kinds whose controllers replace pods when the template changes. */
const controllers: ReadonlySet<string> = new Set([
  'apps/Deployment',
  'apps/StatefulSet',
  'apps/DaemonSet',
]);

/** The pods that changes replace, and why: their template is another one. */
export function restartsOf(changes: readonly ProposedChange[]): readonly ProposedRestart[] {
  return changes.flatMap(({ id, action, fields, after }) => {
    if (action !== 'change' || !controllers.has(`${id.group}/${id.kind}`)) return [];
    const because = fields
      .filter(({ path }) => path[0] === 'spec' && path[1] === 'template')
      .map(({ path }) => formatFieldPath(path));
    return because.length === 0 ? [] : [{ id, pods: replicasOf(after), because }];
  });
}

/** One where nothing is said, as the API server fills in. */
function replicasOf(object: JsonObject | undefined): number {
  const spec = object?.spec;
  const replicas =
    typeof spec === 'object' && spec !== null && !Array.isArray(spec)
      ? (spec as JsonObject).replicas
      : undefined;
  return typeof replicas === 'number' ? replicas : 1;
}

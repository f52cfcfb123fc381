import { messageOf } from '../../model/errors.ts';
import { isJsonObject } from '../../model/json.ts';
import { type Manifest, valueAt } from '../../model/manifest.ts';
import { maskText } from '../../model/mask-text.ts';
import { ClusterError } from '../../model/ports/cluster-errors.ts';
import { formatLabelSelector } from '../label-selector.ts';
import type { ApplyRun } from '../run.ts';

/** Lines of a failed hook's log in the report, and their length, at most. */
const mostLines = 20;
const longestLine = 300;

/**
 * The end of what a failed hook's pod has written, masked, as lines to put under
 * a message; or why it cannot be read. Empty for what has no pods.
 */
export async function logOf(run: ApplyRun, live: Manifest): Promise<string> {
  try {
    const pod = await failedPod(run, live);
    if (pod === undefined) return '';
    const { name, namespace = '' } = pod.metadata;
    const container = failedContainer(pod);
    const text = await tail(run, { namespace, pod: name, container });
    return `; the log of Pod/${namespace}/${name} (${container})${text}`;
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return `; its pods cannot be read (${error.message})`;
  }
}

async function tail(
  run: ApplyRun,
  container: { readonly namespace: string; readonly pod: string; readonly container: string },
): Promise<string> {
  const { logs, signal } = run.context;
  if (logs === undefined) return ' cannot be read here';
  try {
    const text = await logs.tail(container, mostLines, signal);
    const lines = maskText(text).trimEnd().split('\n').slice(-mostLines);
    if (lines.join('') === '') return ' is empty';
    return ` ends with:\n${lines.map((line) => `  ${line.slice(0, longestLine)}`).join('\n')}`;
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return ` cannot be read (${messageOf(error)})`;
  }
}

/** The newest pod that has failed, of a Job and its like, or the hook itself where it is a pod. */
async function failedPod(run: ApplyRun, live: Manifest): Promise<Manifest | undefined> {
  if (live.kind === 'Pod') return live;
  const now = await run.context.cluster.get({
    apiVersion: live.apiVersion,
    kind: live.kind,
    namespace: live.metadata.namespace ?? '',
    name: live.metadata.name,
  });
  const labelSelector = formatLabelSelector(valueAt(now ?? live, ['spec', 'selector']));
  const { namespace } = live.metadata;
  if (labelSelector === undefined || namespace === undefined) return undefined;
  const { items } = await run.context.cluster.list({
    apiVersion: 'v1',
    kind: 'Pod',
    namespace,
    labelSelector,
  });
  const failed = items.filter((pod) => valueAt(pod, ['status', 'phase']) === 'Failed');
  const candidates = failed.length > 0 ? failed : items;
  return candidates.toSorted((a, b) => createdAt(b).localeCompare(createdAt(a), 'en'))[0];
}

function createdAt({ metadata }: Manifest): string {
  return metadata.creationTimestamp ?? '';
}

/** The container that ended badly; the first where none says so. */
function failedContainer(pod: Manifest): string {
  for (const list of ['initContainerStatuses', 'containerStatuses']) {
    const statuses = valueAt(pod, ['status', list]);
    for (const status of Array.isArray(statuses) ? statuses.filter(isJsonObject) : []) {
      const code = valueAt(status, ['state', 'terminated', 'exitCode']);
      if (typeof code === 'number' && code !== 0) return String(status.name);
    }
  }
  return String(valueAt(pod, ['spec', 'containers', 0, 'name']));
}

import type { Problem } from '../../model/errors.ts';
import { isJsonObject, type JsonValue } from '../../model/json.ts';
import { parseLabelSelector } from '../../model/label-selector.ts';
import { type Manifest, type Rendered, valueAt } from '../../model/manifest.ts';
import { formatObjectId, type ObjectId, objectIdOf } from '../../model/object-id.ts';
import { isTidbMonitor } from '../references.ts';

/** The labels of the Deployment in which tidb-operator's Helm chart runs the controllers. */
export const OPERATOR_SELECTOR =
  'app.kubernetes.io/name=tidb-operator,app.kubernetes.io/component=controller-manager';

/** What whoever leads among tidb-operator's pods renews every few seconds. */
export const OPERATOR_LEASE = 'tidb-controller-manager';

/** On a TidbMonitor: `share` has it deployed although tidb-operator controls it, too. */
export const SHARE_ANNOTATION = 'tidewatch.dev/tidb-operator';

/** A tidb-operator 1.x that runs. */
export interface RunningOperator {
  readonly id: ObjectId;
  /** Its `-selector`; empty where it takes every object. */
  readonly selector: string;
  /** The only namespace it looks at; `undefined` where it looks at all. */
  readonly namespace: string | undefined;
}

/** A lease that was renewed this long ago has nobody who holds it; milliseconds. */
const leaseLife = 60_000;

/**
 * What a Deployment of tidb-operator runs; `undefined` where nothing does. One
 * that is scaled to no pods runs for as long as its last pod renews the lease.
 *
 * @param now milliseconds since the epoch
 */
export function runningOperator(
  deployment: Manifest,
  lease: Manifest | undefined,
  now: number,
): RunningOperator | undefined {
  const replicas = valueAt(deployment, ['spec', 'replicas']) ?? 1;
  if (replicas === 0 && !isRenewed(lease, now)) return undefined;
  const id = objectIdOf(deployment);
  const words = commandLineOf(deployment);
  const isClusterScoped = flagIn(words, 'cluster-scoped') !== 'false';
  return {
    id,
    selector: flagIn(words, 'selector') ?? '',
    namespace: isClusterScoped ? undefined : id.namespace,
  };
}

function isRenewed(lease: Manifest | undefined, now: number): boolean {
  const renewed = valueAt(lease, ['spec', 'renewTime']);
  return typeof renewed === 'string' && now - Date.parse(renewed) < leaseLife;
}

function commandLineOf(deployment: Manifest): readonly string[] {
  const containers = valueAt(deployment, ['spec', 'template', 'spec', 'containers']);
  const list: readonly JsonValue[] = Array.isArray(containers) ? containers : [];
  return list.filter(isJsonObject).flatMap(({ command, args }) => {
    const words: readonly (JsonValue | undefined)[] = [command, args].flat();
    return words.flatMap((word) => (typeof word === 'string' ? [word] : []));
  });
}

/** The value of a flag as Go reads it: `-a=b`, `--a=b`, `-a b`. */
function flagIn(words: readonly string[], name: string): string | undefined {
  for (const [index, word] of words.entries()) {
    const match = /^--?([^=]+)(?:=(.*))?$/s.exec(word);
    if (match?.[1] === name) return match[2] ?? words[index + 1];
  }
  return undefined;
}

/** A problem for every TidbMonitor, labelled as it will be, that an operator controls as well. */
export function sharedMonitors(
  objects: readonly Rendered[],
  operators: readonly RunningOperator[],
): readonly Problem[] {
  return objects.flatMap(({ manifest, provenance }) => {
    if (!isTidbMonitor(manifest)) return [];
    if (manifest.metadata.annotations?.[SHARE_ANNOTATION] === 'share') return [];
    const operator = operators.find((one) => controls(one, manifest));
    if (operator === undefined) return [];
    return [
      {
        code: 'OPERATOR_CONTROLS_MONITOR',
        position: provenance.object,
        subject: formatObjectId(objectIdOf(manifest)),
        what: `tidb-operator (${formatObjectId(operator.id)}) controls it, too: each would undo what the other does`,
        advice: `label it app.kubernetes.io/managed-by: tidewatch and start tidb-operator with -selector=app.kubernetes.io/managed-by!=tidewatch, or annotate it ${SHARE_ANNOTATION}: share`,
      },
    ];
  });
}

function controls({ selector, namespace }: RunningOperator, { metadata }: Manifest): boolean {
  if (namespace !== undefined && namespace !== metadata.namespace) return false;
  if (selector.trim() === '') return true;
  const matches = parseLabelSelector(selector);
  // With a selector that is none, tidb-operator does not start.
  return matches?.(new Map(Object.entries(metadata.labels ?? {}))) ?? false;
}

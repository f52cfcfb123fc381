import type { ObjectId } from '../../model/object-id.ts';
import type { ClusterFacts, Lookup } from '../facts.ts';
import type { Report } from '../finding.ts';
import type { TidbMonitorSpec } from '../schema/spec.ts';

/** A kind of object that tells the Prometheus operator what to scrape. */
export type OperatorKind = 'PodMonitor' | 'ServiceMonitor';

/**
 * The kind that the Prometheus operator is told with; `undefined` where it is
 * not to be told, or is not there. Without a cluster at hand it is assumed to be.
 */
export function resolveOperatorKind(
  { prometheusOperator }: TidbMonitorSpec,
  lookup: Lookup,
  facts: ClusterFacts,
  warn: Report,
): OperatorKind | undefined {
  if (prometheusOperator === undefined) return undefined;
  const { kind = 'PodMonitor' } = prometheusOperator;
  const isRendered = typeof lookup(definitionOf(kind)) !== 'string';
  if (isRendered || !facts.complete || facts.kinds.has(`monitoring.coreos.com/${kind}`)) {
    return kind;
  }
  const what = 'needs the Prometheus operator, which the cluster does not have: it is left out';
  warn(
    'FIELD_WITHOUT_EFFECT',
    ['spec', 'prometheusOperator'],
    what,
    'install it, or remove the field',
  );
  return undefined;
}

function definitionOf(kind: OperatorKind): ObjectId {
  return {
    group: 'apiextensions.k8s.io',
    kind: 'CustomResourceDefinition',
    namespace: '',
    name: `${kind.toLowerCase()}s.monitoring.coreos.com`,
  };
}

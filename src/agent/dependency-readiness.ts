import type { JsonObject } from '../model/json.ts';
import type { TargetState } from './target-state.ts';

/**
 * Whether a dependency lets its dependent begin at a commit: it has applied this
 * very commit and is healthy, or what the dependent's `readyExpr` asks for holds.
 */
export function letsBegin(
  dependent: TargetState,
  name: string,
  dependency: TargetState | undefined,
  commit: string,
): boolean {
  const expression = dependent.target.readyExpressions?.get(name);
  if (expression === undefined) {
    return dependency?.attempted === commit && dependency.report?.phase === 'Ready';
  }
  if (dependency === undefined) return false;
  return expression.holds({ dep: asObject(dependency), self: asObject(dependent) }) === true;
}

/** A target as the Kustomization it is declared by, with the status that Flux would give it. */
function asObject({ target, report }: TargetState): JsonObject {
  const { apiVersion, kind, metadata, spec } = target.declaration ?? {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: target.name },
    spec: {},
  };
  const ready = report?.phase === 'Ready';
  const generation = metadata.generation ?? 1;
  const condition = {
    type: 'Ready',
    status: report === undefined ? 'Unknown' : ready ? 'True' : 'False',
    reason: ready ? 'ReconciliationSucceeded' : (report?.phase ?? 'Progressing'),
    message: report?.message ?? '',
    observedGeneration: generation,
  };
  return {
    apiVersion,
    kind,
    metadata: { ...metadata, generation },
    spec,
    status: {
      observedGeneration: generation,
      conditions: [condition],
      ...(report === undefined ? {} : { lastAttemptedRevision: report.revision }),
      ...(ready ? { lastAppliedRevision: report.revision } : {}),
    },
  };
}

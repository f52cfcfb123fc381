import { describe, expect, it } from 'vitest';
import { letsBegin } from '../../src/agent/dependency-readiness.ts';
import { newTargetState, type TargetState } from '../../src/agent/target-state.ts';
import { parseExpression } from '../../src/model/expression.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { aReport, aTarget } from '../support/targets.ts';

function kustomization(name: string, version: string): Manifest {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace: 'flux-system', labels: { 'app/version': version } },
    spec: { path: `./${name}` },
  };
}

function state(name: string, version: string, fields: Partial<TargetState> = {}): TargetState {
  return {
    ...newTargetState(aTarget(name, { declaration: kustomization(name, version) })),
    ...fields,
  };
}

/** A target that depends on `database`, and says itself when that is ready. */
function dependent(expression: string): TargetState {
  const readyExpressions = new Map([['database', parseExpression(expression)]]);
  const declaration = kustomization('app', 'v2');
  return newTargetState(aTarget('app', { declaration, readyExpressions, dependsOn: ['database'] }));
}

const ready = { attempted: 'c2', report: aReport('database') };
const plain = newTargetState(aTarget('app', { dependsOn: ['database'] }));

describe('a dependent without an expression', () => {
  it.each([
    ['begins once its dependency has applied this very commit', ready, true],
    ['waits while that is ready from an older commit', { ...ready, attempted: 'c1' }, false],
    [
      'waits while that is not healthy',
      { attempted: 'c2', report: aReport('database', { phase: 'Failed' }) },
      false,
    ],
    ['waits while that was never attempted', {}, false],
  ])('%s', (_what, fields, expected) => {
    expect(letsBegin(plain, 'database', state('database', 'v2', fields), 'c2')).toBe(expected);
  });
});

describe('a dependent with readyExpr', () => {
  const sameVersion =
    "dep.metadata.labels['app/version'] == self.metadata.labels['app/version'] && dep.status.conditions.filter(c, c.type == 'Ready').all(c, c.status == 'True' && c.observedGeneration == dep.metadata.generation)";

  it.each([
    ['begins once it holds', sameVersion, 'v2', ready, true],
    ['waits while it does not', sameVersion, 'v1', ready, false],
    [
      'waits while the dependency is not ready, where that is asked for',
      sameVersion,
      'v2',
      { attempted: 'c2', report: aReport('database', { phase: 'Failed' }) },
      false,
    ],
    ['waits while it asks for what is not there', 'dep.status.nothing == 1', 'v2', ready, false],
    [
      'may ask for a revision',
      "dep.status.lastAppliedRevision.startsWith('main@')",
      'v1',
      ready,
      true,
    ],
    ['may ask for less than Flux does by itself', 'true', 'v1', {}, true],
  ])('%s', (_what, expression, version, fields, expected) => {
    const dependency = state('database', version, fields);
    expect(letsBegin(dependent(expression), 'database', dependency, 'c2')).toBe(expected);
  });

  it('waits for a target that is not there, whatever it says', () => {
    expect(letsBegin(dependent('true'), 'database', undefined, 'c2')).toBe(false);
  });
});

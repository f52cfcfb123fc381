import { describe, expect, it } from 'vitest';
import { expressionRules } from '../../src/apply/declared-health.ts';
import { healthOf } from '../../src/apply/health-of.ts';
import { parseExpression } from '../../src/model/expression.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';

function thing(status: JsonObject | undefined, annotations: Record<string, string> = {}): Manifest {
  const metadata = { name: 'thing', namespace: 'ns', annotations };
  return {
    apiVersion: 'example.com/v1',
    kind: 'Thing',
    metadata,
    ...(status === undefined ? {} : { status }),
  };
}

describe("the health that Flux's healthCheckExprs give a kind", () => {
  const rules = expressionRules([
    {
      apiVersion: 'example.com/v1',
      kind: 'Thing',
      inProgress: parseExpression("status.phase == 'Working'"),
      failed: parseExpression("status.phase in ['Broken', 'Working']"),
      current: parseExpression(
        "status.conditions.filter(c, c.type == 'Synced').all(c, c.status == 'True')",
      ),
    },
  ]);
  const synced = (status: string) => ({ conditions: [{ type: 'Synced', status }] });

  it.each([
    ['the first that holds counts', { phase: 'Working' }, 'InProgress'],
    ['failed is failed', { phase: 'Broken' }, 'Failed'],
    ['current is healthy', { phase: 'x', ...synced('True') }, 'Current'],
    ['what does not hold is waited for', { phase: 'x', ...synced('False') }, 'InProgress'],
    ['a field that is not there is waited for', { phase: 'x' }, 'InProgress'],
  ])('%s', (_what, status, expected) => {
    expect(healthOf(thing(status), rules).status).toBe(expected);
  });

  it('waits for an object without any status', () => {
    expect(healthOf(thing(undefined), rules)).toEqual({
      status: 'InProgress',
      message: `"status.conditions.filter(c, c.type == 'Synced').all(c, c.status == 'True')" does not hold yet`,
    });
  });
});

describe('the health that an object declares itself', () => {
  const when = (text: string) => ({ 'tidewatch.dev/healthy-when': text });

  it('is an expression over the object', () => {
    const annotations = when("status.phase == 'Done'");
    expect(healthOf(thing({ phase: 'Done' }, annotations), new Map()).status).toBe('Current');
    expect(healthOf(thing({ phase: 'No' }, annotations), new Map()).status).toBe('InProgress');
    expect(healthOf(thing(undefined, annotations), new Map()).status).toBe('InProgress');
  });

  it('is a failure where the expression cannot be read', () => {
    const { status, message } = healthOf(thing({}, when('status.(')), new Map());
    expect(status).toBe('Failed');
    expect(message).toMatch(
      /^tidewatch\.dev\/healthy-when: "status\.\(": not an expression of CEL/,
    );
  });

  it('does not matter where Argo CD is told to ignore it', () => {
    const annotations = { 'argocd.argoproj.io/ignore-healthcheck': 'true' };
    const failing = { conditions: [{ type: 'Stalled', status: 'True', message: 'no' }] };
    expect(healthOf(thing(failing, annotations), new Map()).status).toBe('Current');
  });

  it.each([
    [
      'a.all(a, b.all(b, c.all(c, true)))',
      'more than 2 lists are gone through inside of each other',
    ],
    [
      "status.x.matches('(a+)+$')",
      'matches is not supported: use startsWith, endsWith or contains',
    ],
  ])('cannot run away with the agent: %s', (text, reason) => {
    const { status, message } = healthOf(thing({}, when(text)), new Map());
    expect(status).toBe('Failed');
    expect(message).toContain(`not an expression of CEL (${reason})`);
  });
});

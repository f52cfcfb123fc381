import { describe, expect, it } from 'vitest';
import {
  type DriftRule,
  parseDriftRule,
  parseObjectPolicies,
  policiesOf,
} from '../../src/drift/policies.ts';
import {
  correctAtOnce,
  formatDriftPolicy,
  parseDriftPolicy,
} from '../../src/model/drift-policy.ts';
import { parseFieldPattern } from '../../src/model/field-pattern.ts';
import { configMap } from '../support/objects.ts';

const id = { group: '', kind: 'ConfigMap', namespace: 'ns', name: 'settings' };
const at = (...path: (string | number)[]) => ({ path, livePath: path });

/** The policies for an object and for its field `data.level`, as text. */
function policies(annotation: string | undefined, rules: readonly string[]): [string, string] {
  const annotations = annotation === undefined ? {} : { 'tidewatch.dev/drift': annotation };
  const found = policiesOf(configMap('settings', {}, { annotations }), id, {
    target: 'web',
    standard: correctAtOnce,
    rules: rules.map(parseDriftRule),
  });
  return [formatDriftPolicy(found.object), formatDriftPolicy(found.field(at('data', 'level')))];
}

describe('a policy', () => {
  it.each(['ignore', 'warn', 'correct', 'correct after 10m'])('may be %s', (text) => {
    expect(formatDriftPolicy(parseDriftPolicy(` ${text} `))).toBe(text);
  });

  it.each(['', 'fix', 'correct after', 'correct after soon', 'warn me', 'correct 10m'])(
    'may not be "%s"',
    (text) => {
      expect(() => parseDriftPolicy(text)).toThrow(
        `"${text}": no policy for drift; write ignore, warn, correct, or correct after 10m`,
      );
    },
  );
});

describe('what counts for an object', () => {
  it.each([
    ['the target', undefined, [], ['correct', 'correct']],
    ['the last rule', undefined, ['web: warn', 'web/ConfigMap: ignore'], ['ignore', 'ignore']],
    [
      'no rule of another target',
      undefined,
      ['other: warn', 'web/Secret: warn'],
      ['correct', 'correct'],
    ],
    ['a rule with patterns', undefined, ['w*/Config*/set*s: warn'], ['warn', 'warn']],
    [
      'a rule for the field',
      undefined,
      ['web/*/*#data.level: warn', 'web: ignore'],
      ['ignore', 'warn'],
    ],
    [
      'its annotation before any rule',
      'warn',
      ['web: ignore', 'web#data: ignore'],
      ['warn', 'warn'],
    ],
    [
      'its annotation for the field',
      'warn; data.level: correct after 5m',
      [],
      ['warn', 'correct after 5m'],
    ],
    ['its annotation for the field alone', 'data.*: ignore', ['web: warn'], ['warn', 'ignore']],
    ['warn, where its annotation cannot be read', 'pleas fix', ['web: ignore'], ['warn', 'warn']],
  ] as const)('is %s', (_, annotation, rules, expected) => {
    expect(policies(annotation, rules)).toEqual(expected);
  });
});

describe('a rule', () => {
  it('names a target, a kind, a name and a field', () => {
    expect(parseDriftRule('web/StatefulSet/db*#spec.replicas: correct after 10m')).toEqual({
      target: 'web',
      kind: 'StatefulSet',
      name: 'db*',
      field: ['spec', 'replicas'],
      policy: { action: 'correct', after: 600_000 },
    } satisfies DriftRule);
  });

  it.each(['web', 'web:warn', 'web/a/b/c: warn', 'web#..: warn', ': warn'])(
    'may not be "%s"',
    (text) => {
      expect(() => parseDriftRule(text)).toThrow(
        `"${text}": no rule for drift; write TARGET[/KIND[/NAME]][#FIELD]: POLICY, such as web/StatefulSet/*: warn`,
      );
    },
  );
});

it('reads fields whose names are no plain words', () => {
  expect(parseFieldPattern('metadata.annotations["a.b/c"].x[0][*]')).toEqual([
    'metadata',
    'annotations',
    'a.b/c',
    'x',
    '0',
    '*',
  ]);
  expect(parseObjectPolicies('data["a.yml"]: warn').fields).toEqual([
    { field: ['data', 'a.yml'], policy: { action: 'warn' } },
  ]);
});

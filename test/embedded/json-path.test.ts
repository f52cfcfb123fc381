import { describe, expect, it } from 'vitest';
import { evaluateJsonPath, parseJsonPath } from '../../src/embedded/crd/json-path.ts';

const monitor = {
  status: {
    conditions: [
      { type: 'Progressing', reason: 'Applied' },
      { type: 'Ready', reason: 'Healthy' },
    ],
  },
  metadata: { annotations: { 'example.com/owner': 'platform' } },
};

describe('the JSONPath of a printer column', () => {
  it.each([
    ['.status.conditions[1].reason', ['Healthy']],
    ['.status.conditions[*].type', ['Progressing', 'Ready']],
    ['.status.conditions[?(@.type=="Ready")].reason', ['Healthy']],
    ["..conditions[?(@.type!='Ready')].reason", undefined],
    [".status.conditions[?(@.type!='Ready')].reason", ['Applied']],
    ['.metadata.annotations.example\\.com/owner', ['platform']],
    ['.status.phase', []],
    ['.status.conditions[?(@.type=="Ready"', undefined],
  ])('%s', (text, values) => {
    const steps = parseJsonPath(text);
    expect(steps && evaluateJsonPath(steps, monitor)).toEqual(values);
  });
});

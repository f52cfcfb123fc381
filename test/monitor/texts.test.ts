import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/model/json.ts';
import { mergeContainers } from '../../src/monitor/pod/merge-containers.ts';
import { splitWords } from '../../src/monitor/prometheus/split-words.ts';
import { yamlText } from '../../src/monitor/prometheus/yaml-text.ts';
import { isAtLeast } from '../../src/monitor/resolve/prometheus-version.ts';

describe('YAML text', () => {
  it('reads as the value it was made from', () => {
    const leaf = fc.oneof(
      fc.string(),
      fc.constantFrom('yes', 'NO', 'y', 'null', '~', '1e3', '0x1', '-', '- a', 'a: b', '15s', '$1'),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    );
    const value = fc.letrec<{ any: JsonValue }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(
          fc.string().filter((key) => key !== '__proto__'),
          tie('any'),
          {
            maxKeys: 4,
            noNullPrototype: true,
          },
        ),
      ),
    })).any;
    fc.assert(
      fc.property(value, (given) => {
        expect(load(yamlText(given))).toEqual(given);
      }),
    );
  });

  it('is in block style, with quotes only where they are needed', () => {
    const value = {
      global: { scrape_interval: '15s', external_labels: {} },
      jobs: [{ job_name: 'a-b', relabel: [{ regex: '(.+)', labels: ['__a', 'on'] }], none: [] }],
    };
    expect(yamlText(value)).toBe(`global:
  scrape_interval: 15s
  external_labels: {}
jobs:
- job_name: a-b
  relabel:
  - regex: "(.+)"
    labels:
    - __a
    - "on"
  none: []
`);
  });
});

describe('words of a command line', () => {
  it.each([
    ['--a=1', ['--a=1']],
    ['  --a=1   --b ', ['--a=1', '--b']],
    [`--a="x y" --b='p "q"'`, ['--a=x y', '--b=p "q"']],
    [String.raw`--a=x\ y "--b=\"z\""`, ['--a=x y', '--b="z"']],
    ['', []],
  ])('%s', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });
});

describe('versions of Prometheus', () => {
  it.each([
    ['v2.49.1', true],
    ['2.25.0', true],
    ['v2.24.1', false],
    ['v3.0.0', true],
    ['v1.8.2', false],
    ['v2.49.1-distroless', true],
    ['latest', true],
    ['sha256:0123', true],
  ])('%s is 2.25 or newer: %s', (tag, expected) => {
    expect(isAtLeast(tag, 2, 25)).toBe(expected);
  });
});

describe('merging containers', () => {
  it('merges what Kubernetes merges by key, and replaces other lists', () => {
    const builtIn = [
      {
        name: 'prometheus',
        image: 'a',
        command: ['a', 'b'],
        env: [{ name: 'A', value: '1' }],
        ports: [{ name: 'web', containerPort: 9090 }],
        volumeMounts: [{ name: 'data', mountPath: '/data' }],
        resources: { limits: { cpu: '1' } },
      },
      { name: 'reloader', image: 'b' },
    ];
    const additional = [
      {
        name: 'prometheus',
        command: ['c'],
        env: [
          { name: 'B', value: '2' },
          { name: 'A', value: '3' },
        ],
        ports: [{ containerPort: 9091 }],
        volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: true }],
        resources: { limits: { memory: '1Gi' } },
        securityContext: { runAsUser: 1 },
      },
      { name: 'own', image: 'c' },
    ];
    expect(mergeContainers(builtIn, additional)).toEqual([
      {
        name: 'prometheus',
        image: 'a',
        command: ['c'],
        env: [
          { name: 'A', value: '3' },
          { name: 'B', value: '2' },
        ],
        ports: [{ name: 'web', containerPort: 9090 }, { containerPort: 9091 }],
        volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: true }],
        resources: { limits: { cpu: '1', memory: '1Gi' } },
        securityContext: { runAsUser: 1 },
      },
      { name: 'reloader', image: 'b' },
      { name: 'own', image: 'c' },
    ]);
  });
});

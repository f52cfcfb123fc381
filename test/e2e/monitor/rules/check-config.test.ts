import { existsSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Rendered } from '../../../../src/model/manifest.ts';
import { expand } from '../../../../src/monitor/expand.ts';
import { intents } from '../../../monitor/support/intents.ts';
import {
  clusterWith,
  objectsInFile,
  renderedFrom,
  TESTDATA,
} from '../../../monitor/support/read-objects.ts';
import { promtool } from '../../../support/promtool.ts';
import { type ExpandedIntent, intentMatrix } from './intent-matrix.ts';
import { prometheusFiles } from './prometheus-files.ts';

describe.each<[string, number, () => readonly ExpandedIntent[]]>([
  ['the examples of tidb-operator', 31, examples],
  ['every combination of settings', 288, intentMatrix],
  ['intents of any shape', 100, anyIntents],
])('%s', (_title, count, intentsOf) => {
  const expanded = intentsOf();
  let answers: ReadonlyMap<string, readonly string[]> = new Map();

  beforeAll(async () => {
    answers = await checked(expanded);
  });

  it(`are ${count}`, () => {
    expect(expanded).toHaveLength(count);
  });

  it.each(expanded.map(({ title }, index) => [index, title]))(
    '%i: %s: promtool finds nothing wrong with its configurations and rules',
    (index) => {
      const lines = answers.get(String(index)) ?? [];
      expect(lines.filter((line) => !line.includes('SUCCESS'))).toEqual([]);
      expect(lines.length).toBeGreaterThan(0);
    },
  );
});

/** A dollar in a label stands for itself in the versions of Prometheus that these are rendered for. */
const OF_ANOTHER_VERSION = /level=WARN .*"Empty environment variable\\?" name=/;

/** What promtool says about the files of each intent, by its index. */
async function checked(
  expanded: readonly ExpandedIntent[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const files = Object.assign(
    {},
    ...expanded.map(({ objects }, index) => prometheusFiles(objects, String(index))),
  );
  const configurations = Object.keys(files).filter((path) => path.endsWith('/prometheus.yml'));
  const { output } = await promtool(['check', 'config', ...configurations], files);
  const answers = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of output.split('\n')) {
    const [, index] = /^Checking (\d+)\//.exec(line) ?? [];
    if (index !== undefined) {
      lines = answers.get(index) ?? [];
      answers.set(index, lines);
    } else if (line.trim() !== '' && !OF_ANOTHER_VERSION.test(line)) {
      lines.push(line.trim());
    }
  }
  return answers;
}

function examples(): readonly ExpandedIntent[] {
  return readdirSync(`${TESTDATA}expected`)
    .sort()
    .map((name) => {
      const objects = ['tidbmonitor.yaml', 'clusters.yaml', 'secrets-configmaps.yaml']
        .map((file) => `expected/${name}/${file}`)
        .filter((path) => existsSync(`${TESTDATA}${path}`))
        .flatMap(objectsInFile);
      return { title: name, objects: expand(withAlerts(objects), clusterWith()).objects };
    });
}

/** None of the examples asks for alerts: each is checked with them. */
function withAlerts(objects: readonly Rendered[]): readonly Rendered[] {
  return objects.map((object) => {
    const { manifest } = object;
    if (manifest.kind !== 'TidbMonitor') return object;
    const spec = { enableAlertRules: true, ...(manifest.spec as object) };
    return { ...object, manifest: { ...manifest, spec } };
  });
}

function anyIntents(): readonly ExpandedIntent[] {
  return fc.sample(intents, { numRuns: 100, seed: 4 }).map(({ monitor, others }) => ({
    title: JSON.stringify(monitor.spec).slice(0, 80),
    objects: expand([monitor, ...others].map(renderedFrom), clusterWith()).objects,
  }));
}

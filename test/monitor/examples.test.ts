import { readdirSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../src/model/errors.ts';
import { objectIdOf, objectKey } from '../../src/model/object-id.ts';
import { expand } from '../../src/monitor/expand.ts';
import { NO_CLUSTER } from '../../src/monitor/facts.ts';
import { objectsInFile, TESTDATA } from './support/read-objects.ts';

const files = readdirSync(TESTDATA, { recursive: true, encoding: 'utf8' })
  .filter((path) => /^(examples\/.*|expected\/.*\/tidbmonitor)\.yaml$/.test(path))
  .filter((path) => statSync(`${TESTDATA}${path}`).isFile())
  .sort();

describe("tidb-operator's examples, unmodified", () => {
  it('are all there', () => {
    expect(files).toHaveLength(62);
  });

  it.each(files)('%s: is valid, expands, and stays as it was written', (file) => {
    const objects = objectsInFile(file);
    const expansion = expand(objects, NO_CLUSTER);
    expect(expansion.monitors).toHaveLength(1);
    expect(expansion.objects[0]?.manifest).toEqual(objectsInFile(file)[0]?.manifest);
  });

  it.each(files)('%s: every object is made once, and owned or elsewhere', (file) => {
    const { objects, monitors } = expand(objectsInFile(file), NO_CLUSTER);
    const keys = objects.map(({ manifest }) => objectKey(objectIdOf(manifest)));
    expect(new Set(keys).size).toBe(keys.length);
    expect(monitors[0]?.children.map(objectKey)).toEqual(keys.slice(1));
    for (const { manifest } of objects.slice(1)) {
      const { ownerReferences, name } = manifest.metadata;
      const isClusterWide = manifest.kind.startsWith('ClusterRole');
      const isForeign = name.includes('.');
      expect(ownerReferences === undefined, name).toBe(isClusterWide || isForeign);
    }
  });

  it('use only two older spellings', () => {
    const warnings = files
      .filter((file) => file.startsWith('examples/'))
      .flatMap((file) => expand(objectsInFile(file), NO_CLUSTER).warnings)
      .filter(({ code }) => code === 'DEPRECATED_FIELD');
    expect(warnings.map(formatProblem)).toEqual([
      'examples/manifests/monitor/tidb-monitor.yaml:73:5: TidbMonitor/demo: spec.prometheusReloader.ImagePullPolicy is read as imagePullPolicy; write imagePullPolicy',
      'examples/monitor-grafana-secret/tidb-monitor.yaml:14:5: TidbMonitor/basic: spec.grafana.UserSecret is read as usernameSecret; write usernameSecret',
      'examples/monitor-grafana-secret/tidb-monitor.yaml:17:5: TidbMonitor/basic: spec.grafana.PasswordSecret is read as passwordSecret; write passwordSecret',
    ]);
  });
});

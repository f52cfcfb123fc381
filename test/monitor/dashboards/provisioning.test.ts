import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../../src/model/json.ts';
import { valueAt } from '../../../src/model/manifest.ts';
import { objectsIn } from '../../../src/monitor/references.ts';
import { containerOf, expansionOf, workloadOf } from '../support/expansion.ts';
import { clusterText, dmClusterText, documents, monitorText } from '../support/monitor-text.ts';
import { find } from '../support/read-objects.ts';

function expanded(grafana: string, ...clusters: readonly string[]) {
  return expansionOf(documents(monitorText(`  grafana: ${grafana}\n`), ...clusters));
}

function grafanaConfig(expansion: ReturnType<typeof expansionOf>) {
  const { metadata, data } = find(expansion.objects, 'ConfigMap', 'basic-monitor-grafana');
  if (!isJsonObject(data)) throw new Error('no data');
  return { metadata, data };
}

function dashboardsOf(grafana: string, ...clusters: readonly string[]): string[] {
  const { data } = grafanaConfig(expanded(grafana, ...clusters));
  return Object.keys(data)
    .filter((key) => key !== 'dashboards.yaml')
    .map((key) => key.replace(/^tidewatch-(.*)\.json$/, '$1'));
}

const everything = clusterText(
  'basic',
  'demo',
  '{pd: {}, tidb: {}, tikv: {}, tiflash: {}, ticdc: {}, tiproxy: {}}',
);

describe('which dashboards there are', () => {
  it('follows what the clusters are made of', () => {
    expect(dashboardsOf('{}', clusterText())).toEqual([
      ...['overview', 'tidb', 'pd', 'resource-control', 'kubernetes'],
    ]);
    expect(dashboardsOf('{}', everything)).toEqual([
      ...['overview', 'tidb', 'tikv', 'pd', 'tiflash', 'ticdc', 'tiproxy'],
      ...['resource-control', 'kubernetes'],
    ]);
  });

  it('is everything where a cluster is not known, but DM only where there is a DM cluster', () => {
    expect(dashboardsOf('{}')).toEqual(dashboardsOf('{}', everything));
    const dm = '{}\n  dm: {clusters: [{name: dm}], initializer: {}}';
    expect(dashboardsOf(dm, clusterText(), dmClusterText())).toContain('dm');
  });

  it('takes a component that is written as null for none', () => {
    const cluster = clusterText('basic', 'demo', '{tidb: {}, tikv: null}');
    expect(dashboardsOf('{}', cluster)).not.toContain('tikv');
  });

  it('is none where they are turned off', () => {
    const expansion = expanded('{dashboards: {enabled: false}}', everything);
    const { metadata, data } = grafanaConfig(expansion);
    expect(Object.keys(data)).toEqual(['dashboards.yaml']);
    expect(String(data['dashboards.yaml'])).not.toContain('Tidewatch');
    expect(metadata).not.toHaveProperty('annotations');
  });

  it('shows on the overview only rows for what there is', () => {
    const { data } = grafanaConfig(expanded('{}', clusterText('basic', 'demo', '{tikv: {}}')));
    const { panels } = JSON.parse(String(data['tidewatch-overview.json']));
    const rows = objectsIn(panels).filter(({ type }) => type === 'row');
    expect(rows.map(({ title }) => title)).toEqual(['Clusters', 'TiKV']);
  });
});

describe('how Grafana finds them', () => {
  const expansion = expanded('{}', everything);
  const { metadata, data } = grafanaConfig(expansion);
  const { providers } = JSON.parse(String(data['dashboards.yaml']));
  const mounts = objectsIn(containerOf(expansion, 'grafana').volumeMounts);

  it('in a folder of their own, beside those of the initializer', () => {
    expect(objectsIn(providers).map(({ name, folder }) => [name, folder])).toEqual([
      ['0', ''],
      ['tidewatch', 'Tidewatch'],
    ]);
  });

  it('where no initializer writes, and removes what others wrote', () => {
    const path = valueAt(objectsIn(providers)[1], ['options', 'path']);
    const mount = mounts.find(({ mountPath }) => mountPath === path);
    expect(mount).toEqual({ name: 'dashboards-provisioning', mountPath: path });
    const initializer = objectsIn(containerOf(expansion, 'monitor-initializer').volumeMounts);
    expect(initializer.map(({ name }) => name)).not.toContain('dashboards-provisioning');
  });

  it('without any change of the pods', () => {
    const without = expanded('{dashboards: {enabled: false}}', everything);
    expect(workloadOf(expansion)).toEqual(workloadOf(without));
  });

  it('with an annotation that keeps Flux from filling in their variables', () => {
    expect(metadata.annotations).toEqual({ 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' });
  });

  it('with one line for each panel, so that differences can be read', () => {
    const text = String(data['tidewatch-tikv.json']);
    const { panels } = JSON.parse(text);
    expect(text.split('\n')).toHaveLength(panels.length + 3);
  });

  it('as the same texts for every monitor with the same components', () => {
    const other = grafanaConfig(expanded('{}', everything)).data['tidewatch-tikv.json'];
    expect(other).toBe(data['tidewatch-tikv.json']);
  });
});

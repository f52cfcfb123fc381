import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { valueAt } from '../../src/model/manifest.ts';
import {
  configOf,
  containerOf,
  environmentOf,
  expansionOf,
  jobOf,
  listOf,
  podSpecOf,
  warningsOf,
  workloadOf,
} from './support/expansion.ts';
import { clusterText, documents, monitorText, monitorWithSpec } from './support/monitor-text.ts';
import { find } from './support/read-objects.ts';

/** What tidb-operator 1.x gets wrong, each done better. */

function expanded(spec: string, prometheus = '{version: v2.49.1}') {
  const text = monitorText(spec).replace('{version: v2.49.1}', prometheus);
  return expansionOf(documents(text, clusterText()));
}

function externalLabels(spec: string, prometheus?: string, name?: string) {
  return valueAt(configOf(expanded(spec, prometheus), name), ['global', 'external_labels']);
}

describe('substitution in the configuration', () => {
  it('does not depend on how external labels sort', () => {
    expect(externalLabels('  externalLabels: {aaa: "1", zzz: "2"}\n')).toEqual({
      prometheus_replica: 'demo_basic-monitor-0',
      aaa: '1',
      zzz: '2',
    });
  });

  it('leaves parentheses, dollars and the word SHARD in labels as they are', () => {
    const labels =
      '  externalLabels: {site: "Paris (north) $5 SHARD"}\n  replicaExternalLabelName: ""\n';
    expect(externalLabels(labels)).toEqual({ site: 'Paris (north) $5 SHARD' });
  });

  it('fills in the variables of labels, too', () => {
    const labels = '  externalLabels: {who: "$(NAMESPACE)/$(POD_NAME)/$(SHARD)"}\n';
    expect(externalLabels(labels)).toMatchObject({ who: 'demo/basic-monitor-0/0' });
  });

  it('gives every shard its own number and name', () => {
    const expansion = expanded('  shards: 3\n');
    const name = 'basic-monitor-shard-2';
    expect(valueAt(configOf(expansion, name), ['global', 'external_labels'])).toEqual({
      prometheus_replica: 'demo_basic-monitor-shard-2-0',
    });
    const relabeling = listOf(
      valueAt(configOf(expansion, name), ['scrape_configs', 0, 'relabel_configs']),
    );
    expect(relabeling.slice(-2)).toEqual([
      {
        source_labels: ['__address__'],
        action: 'hashmod',
        target_label: '__tmp_hash',
        modulus: 3,
      },
      { source_labels: ['__tmp_hash'], regex: '2', action: 'keep' },
    ]);
    const volumes = podSpecOf(expansion, name).volumes;
    expect(volumes).toContainEqual({ name: 'prometheus-config', configMap: { name } });
  });

  it('leaves the name of one of several replicas to Prometheus, which knows it', () => {
    const spec = '  replicas: 2\n  externalLabels: {price: "$5", who: "$(POD_NAME)"}\n';
    expect(externalLabels(spec)).toEqual({
      prometheus_replica: `demo_\${POD_NAME}`,
      price: '$$5',
      who: `\${POD_NAME}`,
    });
    const { command } = containerOf(expanded(spec), 'prometheus');
    expect(command).toContain('--enable-feature=expand-external-labels');
  });

  it('escapes dollars for Prometheus 3, which expands variables in any case', () => {
    const spec = '  replicas: 2\n  externalLabels: {price: "$5"}\n';
    expect(externalLabels(spec, '{version: v3.1.0}')).toMatchObject({ price: '$$5' });
    const { command } = containerOf(expanded(spec, '{version: v3.1.0}'), 'prometheus');
    expect(listOf(command).join(' ')).not.toContain('enable-feature');
  });
});

describe('Prometheus', () => {
  it('runs without a shell, so that it is told to stop', () => {
    const { command } = containerOf(expanded(''), 'prometheus');
    expect(command).toEqual([
      '/bin/prometheus',
      '--web.enable-admin-api',
      '--web.enable-lifecycle',
      '--config.file=/etc/prometheus/config/prometheus.yml',
      '--storage.tsdb.path=/data/prometheus',
      '--storage.tsdb.retention.time=15d',
    ]);
  });

  it.each([
    ['15 days where nothing is said', '{}', '15d'],
    ['15 days where nothing but a zero is said', '{reserveDays: 0}', '15d'],
    ['the days it is told', '{reserveDays: 7}', '7d'],
    ['the time it is told rather than the days', '{reserveDays: 7, retentionTime: 36h}', '36h'],
  ])('keeps samples for %s', (_title, prometheus, retention) => {
    const { command } = containerOf(expanded('', prometheus), 'prometheus');
    expect(command).toContain(`--storage.tsdb.retention.time=${retention}`);
  });

  it('gets each flag once, the user’s rather than the built-in one', () => {
    const options =
      '{config: {commandOptions: ["--storage.tsdb.retention.time=1d", "--no-web.enable-admin-api"]}}';
    const { command } = containerOf(expanded('', options), 'prometheus');
    const flags = listOf(command).map((flag) => String(flag).replace(/=.*/, ''));
    expect(flags.filter((flag) => flag.includes('retention'))).toHaveLength(1);
    expect(flags).not.toContain('--web.enable-admin-api');
    expect(flags).toContain('--no-web.enable-admin-api');
  });

  it('gets options that were written for a shell as a shell would split them', () => {
    const options = `{config: {commandOptions: ["--a=1  --b='x y'", '--c="z"']}}`;
    const { command } = containerOf(expanded('', options), 'prometheus');
    expect(listOf(command).slice(-3)).toEqual(['--a=1', '--b=x y', '--c=z']);
  });

  it.each(['latest', 'main', 'v2.49.1-distroless', '2.49'])('may have the tag %s', (version) => {
    const remote = `{version: ${JSON.stringify(version)}, remoteWrite: [{url: "http://a", name: a}]}`;
    const expansion = expanded('', remote);
    expect(configOf(expansion).remote_write).toMatchObject([{ name: 'a' }]);
    expect(containerOf(expansion, 'prometheus').image).toBe(`prom/prometheus:${version}`);
  });

  it('may be named by a digest', () => {
    const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
    const expansion = expanded('', `{version: "${digest}"}`);
    expect(containerOf(expansion, 'prometheus').image).toBe(`prom/prometheus@${digest}`);
  });

  it('reads a changed configuration after a restart where nothing reloads it', () => {
    const digestOf = (spec: string) =>
      valueAt(workloadOf(expanded(spec)), ['spec', 'template', 'metadata', 'annotations']);
    const one = digestOf('');
    expect(one).toEqual({ 'tidewatch.dev/config-digest': expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(digestOf('')).toEqual(one);
    expect(digestOf('  externalLabels: {a: b}\n')).not.toEqual(one);
    expect(digestOf('  prometheusReloader: {}\n')).toBeUndefined();
  });
});

describe('containers', () => {
  const ALL = '  grafana: {}\n  thanos: {}\n  prometheusReloader: {}\n';

  function pullPolicies(spec: string): Record<string, unknown> {
    const { containers, initContainers } = podSpecOf(expanded(spec));
    const all = [...listOf(initContainers), ...listOf(containers)] as JsonObject[];
    return Object.fromEntries(all.map(({ name, imagePullPolicy }) => [name, imagePullPolicy]));
  }

  it('are pulled as the TidbMonitor says, or as they say themselves', () => {
    const spec = `${ALL.replace('thanos: {}', 'thanos: {imagePullPolicy: Never}')}  imagePullPolicy: Always\n`;
    expect(pullPolicies(spec)).toEqual({
      'monitor-initializer': 'Always',
      prometheus: 'Always',
      reloader: 'Always',
      'thanos-sidecar': 'Never',
      'prometheus-config-reloader': 'Always',
      grafana: 'Always',
    });
  });

  it('have their variables in a fixed order', () => {
    const text = monitorText().replace(
      'initializer: {version: v8.5.3}',
      'initializer: {version: v8.5.3, envs: {ZZ: "1", TZ: Asia/Tokyo, AA: "2"}}',
    );
    const container = containerOf(
      expansionOf(documents(text, clusterText())),
      'monitor-initializer',
    );
    expect(environmentOf(container)).toEqual([
      ['PROM_CONFIG_PATH', '/prometheus-rules'],
      ['PROM_PERSISTENT_DIR', '/data'],
      ['GF_TIDB_PROMETHEUS_URL', 'http://127.0.0.1:9090'],
      ['TIDB_VERSION', 'tidb:v8.5.3'],
      ['TZ', 'Asia/Tokyo'],
      ['TIDB_ENABLE_BINLOG', 'false'],
      ['TIDB_CLUSTER_NAME', 'basic'],
      ['TIDB_CLUSTER_NAMESPACE', 'demo'],
      ['AA', '2'],
      ['ZZ', '1'],
    ]);
  });

  it('are there once, even when an additional one is called grafana', () => {
    const spec = `${ALL}  additionalContainers: [{name: grafana, env: [{name: A, value: b}]}, {name: x, image: y}]\n`;
    const { containers } = podSpecOf(expanded(spec));
    const names = (listOf(containers) as JsonObject[]).map(({ name }) => name);
    expect(names).toEqual([
      'prometheus',
      'reloader',
      'thanos-sidecar',
      'prometheus-config-reloader',
      'x',
      'grafana',
    ]);
    const grafana = containerOf(expanded(spec), 'grafana');
    expect(environmentOf(grafana)).toContainEqual(['A', 'b']);
    expect(environmentOf(grafana)).toContainEqual(['GF_PATHS_DATA', '/data/grafana']);
  });

  it.each([
    ['', 'http://localhost:9090'],
    ['/', 'http://localhost:9090'],
    ['prom', 'http://localhost:9090/prom'],
    ['/prom/', 'http://localhost:9090/prom'],
  ])('of Thanos find Prometheus under the prefix "%s"', (prefix, url) => {
    const { args } = containerOf(
      expanded(`  thanos: {routePrefix: "${prefix}"}\n`),
      'thanos-sidecar',
    );
    expect(args).toContain(`--prometheus.url=${url}`);
  });

  it('find Prometheus under the prefix of its own options', () => {
    const options = '{config: {commandOptions: [--web.external-url=https://a.example/prom/]}}';
    const expansion = expanded('  thanos: {}\n  prometheusReloader: {}\n', options);
    expect(containerOf(expansion, 'thanos-sidecar').args).toContain(
      '--prometheus.url=http://localhost:9090/prom',
    );
    expect(containerOf(expansion, 'prometheus-config-reloader').command).toContain(
      '--reload-url=http://localhost:9090/prom/-/reload',
    );
    expect(
      valueAt(containerOf(expansion, 'prometheus'), ['readinessProbe', 'httpGet', 'path']),
    ).toBe('/prom/-/ready');
    expect(environmentOf(containerOf(expansion, 'monitor-initializer'))).toContainEqual([
      'GF_TIDB_PROMETHEUS_URL',
      'http://127.0.0.1:9090/prom',
    ]);
  });

  it('of Grafana log as they are told', () => {
    const grafana = containerOf(expanded('  grafana: {logLevel: debug}\n'), 'grafana');
    expect(environmentOf(grafana)).toContainEqual(['GF_LOG_LEVEL', 'debug']);
  });
});

describe('remote endpoints', () => {
  function endpoint(fields: string, version = 'v2.49.1') {
    const prometheus = `{version: ${version}, remoteWrite: [{url: "http://a"${fields}}]}`;
    const text = monitorText().replace('{version: v2.49.1}', prometheus);
    return documents(text, clusterText());
  }
  const sectionOf = (text: string) => valueAt(configOf(expansionOf(text)), ['remote_write', 0]);

  it('have no max_retries, which Prometheus does not know', () => {
    const text = endpoint(', queueConfig: {maxRetries: 3, maxShards: 5}');
    expect(sectionOf(text)).toMatchObject({ queue_config: { max_shards: 5 } });
    expect(JSON.stringify(sectionOf(text))).not.toContain('retries');
    expect(warningsOf(text)).toEqual([
      'monitor.yaml:8:80: TidbMonitor/demo/basic: spec.prometheus.remoteWrite[0].queueConfig.maxRetries is not known to Prometheus, which retries for as long as it takes: it is left out; remove it',
    ]);
  });

  it.each([
    ['headers', ', headers: {A: b}', 'v2.24.0', 25],
    ['name', ', name: a', 'v2.24.1', 25],
    ['metadataConfig', ', metadataConfig: {send: true}', 'v2.22.2', 23],
    ['queueConfig.minShards', ', queueConfig: {minShards: 1}', 'v2.5.0', 6],
  ])(
    'lack %s, with a warning, where Prometheus is too old for it',
    (field, fields, version, minor) => {
      const found = warningsOf(endpoint(fields, version));
      expect(found).toHaveLength(1);
      expect(found[0]).toContain(
        `spec.prometheus.remoteWrite[0].${field} needs Prometheus 2.${minor}, but the version is ${version}: it is left out; set spec.prometheus.version to v2.${minor}.0 or newer`,
      );
      expect(warningsOf(endpoint(fields, `v2.${minor}.0`))).toEqual([]);
    },
  );

  it('send metadata unless they are told not to', () => {
    const text = endpoint(', metadataConfig: {sendInterval: 10s}');
    expect(sectionOf(text)).toMatchObject({ metadata_config: { send_interval: '10s' } });
    expect(valueAt(sectionOf(text), ['metadata_config', 'send'])).toBeUndefined();
  });

  it('have no zeros, which stand for nothing in Go and which Prometheus refuses', () => {
    const text = endpoint(
      ', queueConfig: {minShards: 0, capacity: 0, minBackoff: 0, maxShards: 5}',
    );
    expect(valueAt(sectionOf(text), ['queue_config'])).toEqual({ max_shards: 5 });
  });

  it('have durations that Prometheus reads', () => {
    const text = endpoint(', queueConfig: {batchSendDeadline: 5000000000, minBackoff: 30000000}');
    expect(sectionOf(text)).toMatchObject({
      queue_config: { batch_send_deadline: '5s', min_backoff: '30ms' },
    });
  });
});

describe('clusters whose namespaces and names make the same text', () => {
  const text =
    monitorWithSpec(`  clusters: [{name: b-c, namespace: a}, {name: c, namespace: a-b}, {name: c}]
  prometheus: {}
  initializer: {}
  reloader: {}
`);

  it('have jobs and a label tidb_cluster that tell them apart', () => {
    const expansion = expansionOf(text);
    const separators = ['a/b-c-pd', 'a-b/c-pd', 'demo-c-pd'].map((name) => {
      const relabelings = listOf(jobOf(expansion, name).relabel_configs) as JsonObject[];
      return relabelings.find(({ target_label }) => target_label === 'tidb_cluster')?.separator;
    });
    expect(separators).toEqual(['/', '/', '-']);
  });

  it('are told about', () => {
    const ambiguous = warningsOf(text).filter((warning) => warning.includes('tidb_cluster'));
    expect(ambiguous).toEqual([
      'monitor.yaml:7:14: TidbMonitor/demo/basic: spec.clusters[0] has the same label tidb_cluster, a-b-c, as TidbCluster/a-b/c: it is a/b-c instead, in the names of jobs, too; rename one of the two to have the usual label',
      'monitor.yaml:7:41: TidbMonitor/demo/basic: spec.clusters[1] has the same label tidb_cluster, a-b-c, as TidbCluster/a/b-c: it is a-b/c instead, in the names of jobs, too; rename one of the two to have the usual label',
    ]);
  });
});

describe('rights', () => {
  it('reach the namespaces of monitored clusters without clusterScoped', () => {
    const text = monitorWithSpec(`  clusters: [{name: a, namespace: one}, {name: b, namespace: two}]
  prometheus: {}
  initializer: {}
  reloader: {}
`);
    const { objects } = expansionOf(text);
    const bound = objects.filter(({ manifest }) => manifest.kind === 'RoleBinding');
    expect(bound.map(({ manifest }) => manifest.metadata.namespace)).toEqual(['one', 'two']);
    expect(find(objects, 'RoleBinding', 'demo.basic-monitor')).toMatchObject({
      subjects: [{ kind: 'ServiceAccount', name: 'basic-monitor', namespace: 'demo' }],
      roleRef: { kind: 'Role', name: 'demo.basic-monitor' },
    });
    expect(
      find(objects, 'RoleBinding', 'demo.basic-monitor').metadata.ownerReferences,
    ).toBeUndefined();
  });
});

describe('the spec', () => {
  it('is never written to', () => {
    const { objects } = expanded('');
    expect(Object.keys(objects[0]?.manifest.spec as JsonObject)).toEqual([
      'clusters',
      'prometheus',
      'initializer',
      'reloader',
    ]);
    expect(jobOf(expanded(''), 'demo-basic-pd')).toBeDefined();
  });
});

describe('volumes', () => {
  it('have the reclaim policy of the TidbMonitor on every shard and replica', () => {
    const spec = '  persistent: true\n  storage: 10Gi\n  shards: 2\n  replicas: 2\n';
    const volumesIn = (more: string) =>
      expansionOf(documents(monitorText(spec + more), clusterText())).monitors[0]?.volumes;
    const volumes = volumesIn('  pvReclaimPolicy: Delete\n');
    expect(volumes?.policy).toBe('Delete');
    expect(volumes?.claims.map(({ name }) => name)).toEqual([
      'tidbmonitor-basic-monitor-0',
      'tidbmonitor-basic-monitor-1',
      'tidbmonitor-basic-monitor-shard-1-0',
      'tidbmonitor-basic-monitor-shard-1-1',
    ]);
    expect(volumesIn('')?.policy).toBe('Retain');
  });
});

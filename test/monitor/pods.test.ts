import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { valueAt } from '../../src/model/manifest.ts';
import {
  containerOf,
  environmentOf,
  expansionOf,
  listOf,
  podSpecOf,
  workloadOf,
} from './support/expansion.ts';
import { clusterText, dmClusterText, documents, monitorText } from './support/monitor-text.ts';
import { find } from './support/read-objects.ts';

function expanded(spec: string, cluster = clusterText()) {
  return expansionOf(documents(monitorText(spec), cluster));
}

describe('pods', () => {
  it('have what the spec says of all of them', () => {
    const expansion = expanded(`  imagePullSecrets: [{name: registry}]
  podSecurityContext: {fsGroup: 2000, runAsNonRoot: true}
  nodeSelector: {disk: ssd}
  tolerations: [{key: a, operator: Exists}]
  affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchFields: [{key: a, operator: In, values: [b]}]}]}}}
  topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway}]
  priorityClassName: high
  labels: {team: a}
  annotations: {owner: b}
`);
    expect(podSpecOf(expansion)).toMatchObject({
      serviceAccountName: 'basic-monitor',
      imagePullSecrets: [{ name: 'registry' }],
      securityContext: { fsGroup: 2000, runAsNonRoot: true },
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ key: 'a', operator: 'Exists' }],
      affinity: { nodeAffinity: {} },
      topologySpreadConstraints: [{ maxSkew: 1 }],
      priorityClassName: 'high',
    });
    const { metadata, spec } = workloadOf(expansion);
    expect(metadata.annotations).toEqual({ owner: 'b' });
    expect(metadata.labels).not.toHaveProperty('team');
    expect(valueAt(spec as JsonObject, ['selector', 'matchLabels'])).not.toHaveProperty('team');
    expect(valueAt(spec as JsonObject, ['template', 'metadata'])).toMatchObject({
      labels: { team: 'a', 'app.kubernetes.io/instance': 'basic' },
      annotations: { owner: 'b' },
    });
  });

  it('keep their data where it is meant to persist', () => {
    const expansion = expanded('  persistent: true\n  storage: 10Gi\n  storageClassName: fast\n');
    expect(valueAt(workloadOf(expansion), ['spec', 'volumeClaimTemplates'])).toEqual([
      {
        metadata: { name: 'tidbmonitor' },
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: 'fast',
          resources: { requests: { storage: '10Gi' } },
        },
      },
    ]);
    const names = (listOf(podSpecOf(expansion).volumes) as JsonObject[]).map(({ name }) => name);
    expect(names).not.toContain('tidbmonitor');
    expect(podSpecOf(expanded('')).volumes).toContainEqual({ name: 'tidbmonitor', emptyDir: {} });
  });

  it('ask for what their containers need, but not for storage', () => {
    const spec =
      '  grafana: {requests: {cpu: 500m, memory: 1Gi, storage: 5Gi}, limits: {cpu: 2}}\n';
    expect(containerOf(expanded(spec), 'grafana').resources).toEqual({
      requests: { cpu: '500m', memory: '1Gi' },
      limits: { cpu: 2 },
    });
  });

  it('tell the initializer of the first cluster that has a PD of its own', () => {
    const text = monitorText().replace(
      '[{name: basic}]',
      '[{name: a}, {name: b, namespace: other}]',
    );
    const clusters = [
      clusterText('a', 'demo', '{tikv: {}, timezone: UTC}'),
      clusterText('b', 'other', '{pd: {}, timezone: Asia/Tokyo, pump: {}}'),
    ];
    const container = containerOf(expansionOf(documents(text, ...clusters)), 'monitor-initializer');
    expect(Object.fromEntries(environmentOf(container))).toMatchObject({
      TZ: 'Asia/Tokyo',
      TIDB_ENABLE_BINLOG: 'true',
      TIDB_CLUSTER_NAME: 'b',
      TIDB_CLUSTER_NAMESPACE: 'other',
    });
  });

  it('take the version of the rules from the cluster where the spec names none', () => {
    const text = monitorText().replace('initializer: {version: v8.5.3}', 'initializer: {}');
    const cluster = clusterText('basic', 'demo', '{pd: {}, version: v7.1.0}');
    const container = containerOf(expansionOf(documents(text, cluster)), 'monitor-initializer');
    expect(container.image).toBe('pingcap/tidb-monitor-initializer:v7.1.0');
    expect(environmentOf(container)).toContainEqual(['TIDB_VERSION', 'tidb:v7.1.0']);
  });

  it('take the rules of another version where the spec says so', () => {
    const container = containerOf(expanded('  alertManagerRulesVersion: v6.5.0\n'), 'reloader');
    expect(container.command).toContain('--sub-store-path=tidb:v6.5.0');
  });

  it('have a second initializer where DM is monitored', () => {
    const spec =
      '  dm: {clusters: [{name: dm}], initializer: {version: v2.0.7}}\n  timezone: UTC+8\n';
    const expansion = expanded(spec, documents(clusterText(), dmClusterText()));
    const container = containerOf(expansion, 'dm-initializer');
    expect(container.image).toBe('pingcap/tidb-monitor-initializer:v2.0.7');
    expect(Object.fromEntries(environmentOf(container))).toMatchObject({
      DM_CLUSTER_NAME: 'dm',
      DM_CLUSTER_NAMESPACE: 'demo',
      DM_VERSION: 'tidb:v8.5.3',
      TZ: 'UTC+8',
    });
  });
});

describe('the Thanos sidecar', () => {
  it('is told where its storage and tracing are, from files or Secrets', () => {
    const fromSecrets = containerOf(
      expanded(
        '  thanos: {objectStorageConfig: {name: s, key: k}, tracingConfig: {name: t, key: l}}\n',
      ),
      'thanos-sidecar',
    );
    expect(fromSecrets.args).toEqual([
      'sidecar',
      '--prometheus.url=http://localhost:9090',
      '--grpc-address=[$(POD_IP)]:10901',
      '--http-address=[$(POD_IP)]:10902',
      '--objstore.config=$(OBJSTORE_CONFIG)',
      '--tsdb.path=/data/prometheus',
      '--tracing.config=$(TRACING_CONFIG)',
    ]);
    expect(fromSecrets.env).toContainEqual({
      name: 'OBJSTORE_CONFIG',
      valueFrom: { secretKeyRef: { name: 's', key: 'k' } },
    });
    const fromFiles = containerOf(
      expanded(
        '  thanos: {objectStorageConfigFile: /s, objectStorageConfig: {name: s, key: k}, tracingConfigFile: /t}\n',
      ),
      'thanos-sidecar',
    );
    expect(fromFiles.args).toContain('--objstore.config-file=/s');
    expect(fromFiles.args).toContain('--tracing.config-file=/t');
    expect(JSON.stringify(fromFiles.env)).not.toContain('OBJSTORE');
  });

  it('takes certificates, a time and its logging, and listens where it may', () => {
    const { args } = containerOf(
      expanded(
        '  thanos: {listenLocal: true, grpcServerTlsConfig: {certFile: /c, keyFile: /k, caFile: /a}, minTime: -2w, logLevel: debug, logFormat: json}\n',
      ),
      'thanos-sidecar',
    );
    expect(args).toEqual([
      'sidecar',
      '--prometheus.url=http://localhost:9090',
      '--grpc-address=127.0.0.1:10901',
      '--http-address=127.0.0.1:10902',
      '--grpc-server-tls-cert=/c',
      '--grpc-server-tls-key=/k',
      '--grpc-server-tls-client-ca=/a',
      '--log.level=debug',
      '--log.format=json',
      '--min-time=-2w',
    ]);
  });

  it('keeps Prometheus from merging blocks, and gets ports of the Service', () => {
    const expansion = expanded('  thanos: {}\n');
    expect(listOf(containerOf(expansion, 'prometheus').command).slice(-2)).toEqual([
      '--storage.tsdb.max-block-duration=2h',
      '--storage.tsdb.min-block-duration=2h',
    ]);
    const ports = valueAt(find(expansion.objects, 'Service', 'basic-prometheus'), [
      'spec',
      'ports',
    ]);
    expect((listOf(ports) as JsonObject[]).map(({ name, port }) => [name, port])).toEqual([
      ['http-prometheus', 9090],
      ['thanos-grpc', 10901],
      ['thanos-http', 10902],
    ]);
  });
});

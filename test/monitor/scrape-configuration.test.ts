import { describe, expect, it } from 'vitest';
import { NO_CLUSTER } from '../../src/monitor/facts.ts';
import { configOf, expansionOf, jobOf, jobsOf, listOf, warningsOf } from './support/expansion.ts';
import {
  clientSecretText,
  clusterText,
  dmClusterText,
  documents,
  monitorText,
  monitorWithSpec,
} from './support/monitor-text.ts';

const MANY = monitorWithSpec(`  clusters:
    - {name: plain}
    - {name: secure, namespace: other}
  dm: {clusters: [{name: dm}], initializer: {}}
  prometheus: {version: v2.49.1}
  initializer: {version: v8.5.3}
  reloader: {}
`);

const SECURE = clusterText('secure', 'other', '{pd: {}, tlsCluster: {enabled: true}}');

describe('the scrape configuration', () => {
  const expansion = expansionOf(
    documents(
      MANY,
      clusterText('plain'),
      SECURE,
      dmClusterText('dm', 'demo', '{tlsCluster: {enabled: true}}'),
      clientSecretText('secure-cluster-client-secret', 'other'),
      clientSecretText('dm-dm-client-secret', 'demo'),
    ),
  );

  it('has twelve jobs for each TidbCluster and two for each DMCluster', () => {
    const components = [
      ...['pd', 'tso', 'scheduling', 'tidb', 'tikv', 'tiproxy', 'tiflash', 'tiflash-proxy'],
      ...['pump', 'drainer', 'ticdc', 'lightning'],
    ];
    expect(jobsOf(expansion).map(({ job_name }) => job_name)).toEqual([
      ...components.flatMap((name) => [`demo-plain-${name}`, `other-secure-${name}`]),
      'demo-dm-dm-worker',
      'demo-dm-dm-master',
    ]);
  });

  it('looks for pods of the cluster in its namespace alone', () => {
    const job = jobOf(expansion, 'other-secure-tikv');
    expect(job.kubernetes_sd_configs).toEqual([{ role: 'pod', namespaces: { names: ['other'] } }]);
    expect(listOf(job.relabel_configs).slice(0, 2)).toEqual([
      {
        source_labels: ['__meta_kubernetes_pod_label_app_kubernetes_io_instance'],
        action: 'keep',
        regex: 'secure',
      },
      { source_labels: ['__meta_kubernetes_namespace'], action: 'keep', regex: 'other' },
    ]);
  });

  it('shows certificates to a cluster that talks TLS, and none to another one', () => {
    expect(jobOf(expansion, 'demo-plain-pd')).toMatchObject({
      scheme: 'http',
      tls_config: { insecure_skip_verify: true },
    });
    const folder = '/var/lib/cluster-assets-tls';
    expect(jobOf(expansion, 'other-secure-pd')).toMatchObject({
      scheme: 'https',
      tls_config: {
        ca_file: `${folder}/secret_other_secure-cluster-client-secret_ca.crt`,
        cert_file: `${folder}/secret_other_secure-cluster-client-secret_tls.crt`,
        key_file: `${folder}/secret_other_secure-cluster-client-secret_tls.key`,
      },
    });
    expect(jobOf(expansion, 'demo-dm-dm-master')).toMatchObject({
      scheme: 'https',
      tls_config: { ca_file: `${folder}/secret_demo_dm-dm-client-secret_ca.crt` },
    });
  });

  it.each(['tiproxy', 'lightning'])('does not check the certificate of %s', (component) => {
    expect(jobOf(expansion, `other-secure-${component}`)).toMatchObject({
      scheme: 'https',
      tls_config: { insecure_skip_verify: true },
    });
  });

  it('takes a dot in a name for a dot', () => {
    const text = documents(
      monitorText().replace('{name: basic}', '{name: a.b}'),
      clusterText('a.b'),
    );
    const [keep] = listOf(jobOf(expansionOf(text), 'demo-a.b-pd').relabel_configs);
    expect(keep).toMatchObject({ regex: String.raw`a\.b` });
  });
});

describe('alerts', () => {
  it.each([
    ['go nowhere by default', '', undefined],
    ['go to the Alertmanager', '  alertmanagerURL: alerts:9093\n', 'alerts:9093'],
    ['go nowhere with an empty address', '  alertmanagerURL: ""\n', undefined],
  ])('%s', (_title, spec, target) => {
    const config = configOf(expansionOf(documents(monitorText(spec), clusterText())));
    const alertmanagers = [{ static_configs: [{ targets: [target] }] }];
    expect(config.alerting).toEqual(target === undefined ? undefined : { alertmanagers });
  });
});

describe('a cluster that cannot be looked at', () => {
  const monitor = 'TidbMonitor/demo/basic: spec';

  it('is scraped without TLS, with a warning, where there is no cluster to ask', () => {
    const facts = NO_CLUSTER;
    expect(warningsOf(monitorText(), facts)).toEqual([
      `monitor.yaml:7:14: ${monitor}.clusters[0] names TidbCluster/demo/basic, which is not among the rendered objects: TLS is assumed to be off; render it, too, or run against a cluster that has it`,
    ]);
    expect(jobOf(expansionOf(monitorText(), facts), 'demo-basic-pd').scheme).toBe('http');
  });

  it('stops no other one when it does not exist', () => {
    const expansion = expansionOf(documents(MANY, clusterText('plain'), dmClusterText('dm')));
    expect(expansion.warnings.map(({ code }) => code)).toEqual(['CLUSTER_NOT_FOUND']);
    expect(expansion.monitors[0]?.missing).toEqual([
      { group: 'pingcap.com', kind: 'TidbCluster', namespace: 'other', name: 'secure' },
    ]);
    expect(jobsOf(expansion)).toHaveLength(26);
  });

  it('loses only the jobs that need a certificate where its Secret does not exist', () => {
    const expansion = expansionOf(
      documents(MANY, clusterText('plain'), SECURE, dmClusterText('dm')),
    );
    expect(expansion.warnings.map(({ what }) => what)).toEqual([
      'spec.clusters[1] needs Secret/other/secure-cluster-client-secret, which does not exist; what needs it is left out',
    ]);
    const names = jobsOf(expansion).map(({ job_name }) => String(job_name));
    expect(names.filter((name) => name.startsWith('other-'))).toEqual([
      'other-secure-tiproxy',
      'other-secure-lightning',
    ]);
    expect(names.filter((name) => name.startsWith('demo-plain-'))).toHaveLength(12);
  });

  it('keeps its jobs where nobody knows whether its Secret exists', () => {
    const facts = NO_CLUSTER;
    const text = documents(MANY, clusterText('plain'), SECURE, dmClusterText('dm'));
    expect(warningsOf(text, facts)).toEqual([
      `monitor.yaml:9:7: ${monitor}.clusters[1] needs Secret/other/secure-cluster-client-secret, which is not among the rendered objects: it is assumed to exist; run against a cluster to have it filled in`,
    ]);
    expect(jobsOf(expansionOf(text, facts))).toHaveLength(26);
  });
});

import { describe, expect, it } from 'vitest';
import { requirements } from '../../src/monitor/requirements.ts';
import {
  clientSecretText,
  clusterText,
  dmClusterText,
  documents,
  monitorText,
  monitorWithSpec,
} from './support/monitor-text.ts';
import { objectsIn } from './support/read-objects.ts';

function required(...texts: readonly string[]): readonly string[] {
  return requirements(objectsIn(documents(...texts))).map(
    ({ apiVersion, kind, namespace, name }) => `${apiVersion} ${kind} ${namespace}/${name}`,
  );
}

describe('what the expansion needs to know of the cluster', () => {
  it('is nothing without a TidbMonitor', () => {
    expect(required(clusterText())).toEqual([]);
  });

  it('is the clusters, and the certificates they may have', () => {
    const text = monitorText('  dm: {clusters: [{name: d, namespace: other}], initializer: {}}\n');
    expect(required(text)).toEqual([
      'v1 Secret demo/basic-cluster-client-secret',
      'v1 Secret other/d-dm-client-secret',
      'pingcap.com/v1alpha1 DMCluster other/d',
      'pingcap.com/v1alpha1 TidbCluster demo/basic',
    ]);
  });

  it('is nothing of what is rendered, too', () => {
    const secure = clusterText('basic', 'demo', '{tlsCluster: {enabled: true}}');
    const secret = clientSecretText('basic-cluster-client-secret', 'demo');
    expect(required(monitorText(), clusterText())).toEqual([]);
    expect(required(monitorText(), secure, secret)).toEqual([]);
    expect(required(monitorText(), secure)).toEqual(['v1 Secret demo/basic-cluster-client-secret']);
    expect(required(monitorText(), dmClusterText('basic'))).toHaveLength(2);
  });

  it('is asked for once, however many TidbMonitors need it', () => {
    expect(required(monitorText('', 'one'), monitorText('', 'two'))).toHaveLength(2);
  });

  it('is what remote endpoints and configuration refer to', () => {
    const text = monitorWithSpec(`  prometheus:
    remoteWrite:
      - url: https://a
        basicAuth: {username: {name: user, key: a}, password: {name: password, key: b}}
        tlsConfig: {ca: {configMap: {name: ca, key: a}}, cert: {secret: {name: cert, key: a}}, keySecret: {name: key, key: a}}
    config:
      configMapRef: {name: config, namespace: other}
      ruleConfigRef: {name: rules, namespace: other}
`);
    expect(required(text)).toEqual([
      'v1 ConfigMap demo/ca',
      'v1 ConfigMap other/config',
      'v1 ConfigMap other/rules',
      'v1 Secret demo/cert',
      'v1 Secret demo/key',
      'v1 Secret demo/password',
      'v1 Secret demo/user',
    ]);
    expect(required(text.replaceAll(', namespace: other', ''))).toContain(
      'v1 ConfigMap demo/config',
    );
    expect(required(text.replaceAll(', namespace: other', '')).join()).not.toContain('rules');
  });

  it('never fails, whatever the TidbMonitor looks like', () => {
    const text = monitorWithSpec(
      '  clusters: [1, {name: 2}, {}]\n  prometheus: {remoteWrite: {a: b}}\n',
    );
    expect(required(text)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { valueAt } from '../../src/model/manifest.ts';
import { configOf, containerOf, expansionOf, jobsOf, warningsOf } from './support/expansion.ts';
import { clientSecretText, clusterText, documents, monitorText } from './support/monitor-text.ts';
import { clusterWith, find, objectsIn } from './support/read-objects.ts';

function dataOf(text: string, name: string, facts = clusterWith()) {
  return find(expansionOf(text, facts).objects, 'Secret', name).data;
}

const ASSETS = 'tidbmonitor-basic-tls-assets';

describe("Grafana's administrator", () => {
  const withGrafana = (fields: string) =>
    documents(monitorText(`  grafana: ${fields}\n`), clusterText());

  it.each([
    ['is admin by default', '{}', { username: 'YWRtaW4=', password: 'YWRtaW4=' }],
    [
      'is who the spec says',
      '{username: root, password: "geheim ü"}',
      { username: 'cm9vdA==', password: 'Z2VoZWltIMO8' },
    ],
    [
      'is nobody where another Secret says it',
      '{usernameSecret: {name: a, key: u}, passwordSecret: {name: a, key: p}, password: x}',
      { username: '', password: '' },
    ],
  ])('%s', (_title, fields, data) => {
    expect(dataOf(withGrafana(fields), 'basic-monitor')).toEqual(data);
  });

  it('is read from the Secret that the spec names', () => {
    const expansion = expansionOf(withGrafana('{passwordSecret: {name: a, key: p}}'));
    const { env } = containerOf(expansion, 'grafana');
    expect(env).toContainEqual({
      name: 'GF_SECURITY_ADMIN_PASSWORD',
      valueFrom: { secretKeyRef: { name: 'a', key: 'p' } },
    });
    expect(env).toContainEqual({
      name: 'GF_SECURITY_ADMIN_USER',
      valueFrom: { secretKeyRef: { name: 'basic-monitor', key: 'username' } },
    });
  });

  it('has no Secret without Grafana', () => {
    const { objects } = expansionOf(documents(monitorText(), clusterText()));
    const names = objects.map(({ manifest }) => `${manifest.kind}/${manifest.metadata.name}`);
    expect(names.filter((name) => name.startsWith('Secret/'))).toEqual([`Secret/${ASSETS}`]);
  });

  it('is named by no warning', () => {
    const spec =
      '  storage: 1Gi\n  grafana: {username: root, password: hunter2, passwordSecret: {name: a, key: p}}\n';
    expect(warningsOf(monitorText(spec)).join('\n')).not.toMatch(/root|hunter2/);
  });
});

describe('client certificates', () => {
  const secure = clusterText('basic', 'demo', '{pd: {}, tlsCluster: {enabled: true}}');
  const certificate = {
    'secret_demo_basic-cluster-client-secret_ca.crt': 'Y2E=',
    'secret_demo_basic-cluster-client-secret_tls.crt': 'Y2VydA==',
    'secret_demo_basic-cluster-client-secret_tls.key': 'a2V5',
  };

  it('are gathered from the rendered objects first', () => {
    const secret = clientSecretText('basic-cluster-client-secret', 'demo');
    const live = objectsIn(secret.replace('Y2E=', 'b2xk')).map(({ manifest }) => manifest);
    const text = documents(monitorText(), secure, secret);
    expect(dataOf(text, ASSETS, clusterWith(...live))).toEqual(certificate);
  });

  it('are gathered from the cluster otherwise', () => {
    const secret = clientSecretText('basic-cluster-client-secret', 'demo');
    const live = objectsIn(secret).map(({ manifest }) => manifest);
    expect(dataOf(documents(monitorText(), secure), ASSETS, clusterWith(...live))).toEqual(
      certificate,
    );
  });

  it('may be written as clear text', () => {
    const secret = `apiVersion: v1
kind: Secret
metadata: {name: basic-cluster-client-secret, namespace: demo}
data: {tls.crt: Y2VydA==, tls.key: a2V5}
stringData: {ca.crt: ca}
`;
    expect(dataOf(documents(monitorText(), secure, secret), ASSETS)).toEqual(certificate);
  });

  it('are not used in part', () => {
    const secret = clientSecretText('basic-cluster-client-secret', 'demo').replace(
      'ca.crt: Y2E=, ',
      '',
    );
    const text = documents(monitorText(), secure, secret);
    expect(dataOf(text, ASSETS)).toEqual({});
    expect(warningsOf(text)).toEqual([
      'monitor.yaml:7:14: TidbMonitor/demo/basic: spec.clusters[0] needs the key ca.crt, which Secret/demo/basic-cluster-client-secret does not have; what needs it is left out; add the key, or name another',
    ]);
    expect(jobsOf(expansionOf(text)).map(({ job_name }) => job_name)).toEqual([
      'demo-basic-tiproxy',
      'demo-basic-lightning',
    ]);
  });

  it('are none where no cluster talks TLS', () => {
    expect(dataOf(documents(monitorText(), clusterText()), ASSETS)).toEqual({});
  });
});

describe('credentials of remote endpoints', () => {
  const credentials = `apiVersion: v1
kind: Secret
metadata: {name: remote, namespace: demo}
data: {user: bWU=, password: aHVudGVyMg==, key: a2V5}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: authority, namespace: demo}
data: {ca.crt: ca}
`;
  const basicAuth =
    'basicAuth: {username: {name: remote, key: user}, password: {name: remote, key: password}}';

  function text(fields: string, version = 'v2.49.1'): string {
    const prometheus = `{version: ${version}, remoteWrite: [{url: "https://a", ${fields}}]}`;
    const monitor = monitorText().replace('{version: v2.49.1}', prometheus);
    return documents(monitor, clusterText(), credentials);
  }
  const sectionOf = (yaml: string) => valueAt(configOf(expansionOf(yaml)), ['remote_write', 0]);
  const folder = '/var/lib/cluster-assets-tls';

  it('are files of the assets, never text in a ConfigMap', () => {
    expect(sectionOf(text(basicAuth))).toEqual({
      url: 'https://a',
      remote_timeout: '30s',
      basic_auth: {
        username_file: `${folder}/secret_demo_remote_user`,
        password_file: `${folder}/secret_demo_remote_password`,
      },
    });
    expect(dataOf(text(basicAuth), ASSETS)).toEqual({
      secret_demo_remote_password: 'aHVudGVyMg==',
      secret_demo_remote_user: 'bWU=',
    });
  });

  it('have the user’s name in the configuration where Prometheus reads it nowhere else', () => {
    expect(sectionOf(text(basicAuth, 'v2.48.1'))).toMatchObject({
      basic_auth: { username: 'me', password_file: `${folder}/secret_demo_remote_password` },
    });
  });

  it('include the token that stands in the spec', () => {
    expect(sectionOf(text('bearerToken: hunter2'))).toMatchObject({
      bearer_token_file: `${folder}/remote-write_0_bearer-token`,
    });
    expect(dataOf(text('bearerToken: hunter2'), ASSETS)).toEqual({
      'remote-write_0_bearer-token': 'aHVudGVyMg==',
    });
  });

  it('include certificates from Secrets and ConfigMaps, unless files are named', () => {
    const tls =
      'tlsConfig: {ca: {configMap: {name: authority, key: ca.crt}}, certFile: /c, keySecret: {name: remote, key: key}, serverName: b, insecureSkipVerify: false}';
    expect(sectionOf(text(tls))).toMatchObject({
      tls_config: {
        ca_file: `${folder}/configmap_demo_authority_ca.crt`,
        cert_file: '/c',
        key_file: `${folder}/secret_demo_remote_key`,
        server_name: 'b',
        insecure_skip_verify: false,
      },
    });
    expect(dataOf(text(tls), ASSETS)).toEqual({
      'configmap_demo_authority_ca.crt': 'Y2E=',
      secret_demo_remote_key: 'a2V5',
    });
  });

  it.each([
    [
      'Secret',
      basicAuth.replaceAll('remote', 'gone'),
      'needs Secret/demo/gone, which does not exist',
    ],
    [
      'key',
      basicAuth.replace('key: password', 'key: passwd'),
      'needs the key passwd, which Secret/demo/remote does not have',
    ],
  ])(
    'that lack their %s leave the endpoint out, for Prometheus would not start',
    (_title, fields, what) => {
      const expansion = expansionOf(text(fields));
      expect(configOf(expansion).remote_write).toBeUndefined();
      expect(expansion.warnings.map((warning) => warning.what).join()).toContain(what);
    },
  );
});

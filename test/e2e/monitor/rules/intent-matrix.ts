import type { Rendered } from '../../../../src/model/manifest.ts';
import { expand } from '../../../../src/monitor/expand.ts';
import {
  clientSecretText,
  clusterText,
  dmClusterText,
  documents,
  monitorWithSpec,
} from '../../../monitor/support/monitor-text.ts';
import { clusterWith, objectsIn } from '../../../monitor/support/read-objects.ts';

const SHARDS = [1, 3];
const CERTIFICATES = ['plain', 'TLS', 'TLS without a Secret'] as const;
const DM = ['without DM', 'with DM'] as const;
const VERSIONS = ['v2.27.1', 'v2.49.1', 'v3.1.0', 'latest'];
const RULES = {
  'no rules': {},
  'generated rules': { spec: 'alertmanagerURL: alerts:9093' },
  'rules of the initializer': { spec: 'enableAlertRules: true', rules: '{enabled: false}' },
  'rules of one’s own': { config: 'ruleConfigRef: {name: own}' },
  'generated rules and one’s own': {
    rules: '{enabled: true, overrides: [{alert: TiKV_low_space, threshold: 0.1}]}',
    config: 'ruleConfigRef: {name: own}',
  },
  'a configuration of one’s own': {
    rules: '{enabled: true, runbookURL: "https://wiki.example.com/"}',
    config: 'configMapRef: {name: own}',
  },
};

const NAMES = ['basic', 'a-b', 'x'];
const OWN_CONFIGURATION = 'rule_files: ["/etc/prometheus/config/*.rules.yml"]';
const REMOTE_WRITE = `
      - url: https://remote.example.com/write
        name: main
        remoteTimeout: 30s
        headers: {X-Tenant: demo}
        queueConfig: {minShards: 1, maxShards: 10, maxRetries: 3}
        metadataConfig: {send: true, sendInterval: 1m}
        basicAuth: {username: {name: login, key: name}, password: {name: login, key: word}}
        tlsConfig: {ca: {secret: {name: login, key: ca}}, serverName: remote}
        writeRelabelConfigs: [{sourceLabels: [__name__], regex: go_.*, action: drop}]`;

/** An intent, and the objects that it becomes. */
export interface ExpandedIntent {
  readonly title: string;
  readonly objects: readonly Rendered[];
}

/** Every combination of what decides about Prometheus' configuration and rules. */
export function intentMatrix(): readonly ExpandedIntent[] {
  const intents: ExpandedIntent[] = [];
  for (const shards of SHARDS) {
    for (const certificates of CERTIFICATES) {
      for (const dm of DM) {
        for (const version of VERSIONS) {
          for (const rules of Object.keys(RULES) as (keyof typeof RULES)[]) {
            const index = intents.length;
            const parts = { index, shards, certificates, dm, version, rules };
            const title = `${version}, ${rules}, ${certificates}, ${dm}, ${shards} shards`;
            intents.push({
              title,
              objects: expand(objectsIn(textOf(parts)), clusterWith()).objects,
            });
          }
        }
      }
    }
  }
  return intents;
}

interface Parts {
  readonly index: number;
  readonly shards: number;
  readonly certificates: (typeof CERTIFICATES)[number];
  readonly dm: (typeof DM)[number];
  readonly version: string;
  readonly rules: keyof typeof RULES;
}

/** Replicas, Thanos, remote endpoints and names take turns, to meet all the others. */
function textOf({ index, shards, certificates, dm, version, rules }: Parts): string {
  const { spec = '', config = '', rules: settings = '{}' } = { ...NO_SETTINGS, ...RULES[rules] };
  const turn = (of: number) => Math.floor(index / 7) % of;
  const monitor = monitorWithSpec(
    `  clusters: [{name: one}, {name: two, namespace: other}]
  ${dm === 'with DM' ? 'dm: {clusters: [{name: one}], initializer: {}}' : ''}
  prometheus:
    version: ${version}
    config: {${config}}
    rules: ${settings}
    remoteWrite: ${turn(2) === 0 ? REMOTE_WRITE : '[]'}
  ${turn(3) === 0 ? 'thanos: {}' : ''}
  ${turn(5) < 3 ? 'prometheusReloader: {}' : ''}
  initializer: {}
  reloader: {}
  shards: ${shards}
  replicas: ${1 + turn(2)}
  externalLabels: {site: "Paris (north) $5"}
  ${spec}
`,
    NAMES[index % NAMES.length],
  );
  const tls = certificates === 'plain' ? '{}' : '{enabled: true}';
  return documents(
    monitor,
    clusterText('one', 'demo', `{pd: {}, tidb: {}, tikv: {}, tlsCluster: ${tls}}`),
    clusterText('two', 'other', '{pd: {}, tiflash: {}, ticdc: {}, tiproxy: {}}'),
    ...(dm === 'with DM' ? [dmClusterText('one', 'demo', `{tlsCluster: ${tls}}`)] : []),
    ...(certificates === 'TLS'
      ? [
          clientSecretText('one-cluster-client-secret', 'demo'),
          clientSecretText('one-dm-client-secret', 'demo'),
        ]
      : []),
    'apiVersion: v1\nkind: Secret\nmetadata: {name: login, namespace: demo}\nstringData: {name: a, word: b, ca: c}\n',
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: own, namespace: demo}\ndata: {prometheus-config: '${OWN_CONFIGURATION}'}\n`,
  );
}

const NO_SETTINGS: { spec?: string; config?: string; rules?: string } = {};

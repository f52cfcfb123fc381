import { describe, expect, it } from 'vitest';
import { expansionOf, problemsOf, warningsOf } from './support/expansion.ts';
import { clusterText, documents, monitorText, monitorWithSpec } from './support/monitor-text.ts';

const AT = 'TidbMonitor/demo/basic';

/** Lines under `spec` after the four that `monitorText` writes: the first stands in line 11. */
describe('a TidbMonitor that does not fit the schema', () => {
  it.each([
    [
      'a misspelt field',
      '  timezon: UTC\n',
      [`monitor.yaml:11:3: ${AT}: spec.timezon is not a known field; did you mean timezone?`],
    ],
    [
      'a field in upper case',
      '  Timezone: UTC\n',
      [`monitor.yaml:11:3: ${AT}: spec.Timezone is not a known field; did you mean timezone?`],
    ],
    [
      'an unknown field with nothing near it',
      '  clusters2: 1\n  podDisruptionBudget: {quorum: 2}\n',
      [
        `monitor.yaml:11:3: ${AT}: spec.clusters2 is not a known field; did you mean clusters?`,
        `monitor.yaml:12:25: ${AT}: spec.podDisruptionBudget.quorum is not a known field; remove it; known here are maxUnavailable, minAvailable`,
      ],
    ],
    [
      'a number for a text',
      '  timezone: 5\n',
      [`monitor.yaml:11:3: ${AT}: spec.timezone is a number, not a text; put it in quotes`],
    ],
    [
      'true for a text in a map',
      '  grafana: {envs: {GF_AUTH: true}}\n',
      [
        `monitor.yaml:11:20: ${AT}: spec.grafana.envs.GF_AUTH is true or false, not a text; put it in quotes`,
      ],
    ],
    [
      'a text for an integer',
      '  replicas: "2"\n',
      [`monitor.yaml:11:3: ${AT}: spec.replicas is a text, not an integer; write an integer`],
    ],
    [
      'a fraction for an integer',
      '  replicas: 1.5\n',
      [`monitor.yaml:11:3: ${AT}: spec.replicas is a number, not an integer; write an integer`],
    ],
    [
      'an integer out of range',
      '  replicas: -1\n',
      [`monitor.yaml:11:3: ${AT}: spec.replicas cannot be -1; use 0 or more`],
    ],
    [
      'a text for true or false',
      '  persistent: "yes"\n',
      [
        `monitor.yaml:11:3: ${AT}: spec.persistent is a text, not true or false; write true or false`,
      ],
    ],
    [
      'an object for a list',
      '  tolerations: {key: x}\n',
      [`monitor.yaml:11:3: ${AT}: spec.tolerations is an object, not a list; write a list`],
    ],
    [
      'a list for an object',
      '  grafana: []\n',
      [`monitor.yaml:11:3: ${AT}: spec.grafana is a list, not an object; write an object`],
    ],
    [
      'a value that is not one of those allowed',
      '  imagePullPolicy: ifNotPresent\n  pvReclaimPolicy: Keep\n',
      [
        `monitor.yaml:11:3: ${AT}: spec.imagePullPolicy does not know "ifNotPresent"; did you mean IfNotPresent?`,
        `monitor.yaml:12:3: ${AT}: spec.pvReclaimPolicy does not know "Keep"; use one of Retain, Delete, Recycle`,
      ],
    ],
    [
      'a malformed amount',
      '  grafana: {requests: {memory: 4 Gi}}\n',
      [
        `monitor.yaml:11:24: ${AT}: spec.grafana.requests.memory cannot be "4 Gi"; write an amount such as 500m, 2 or 4Gi`,
      ],
    ],
    [
      'a Kubernetes object with a wrong part',
      '  additionalContainers:\n    - name: sidecar\n      image: a\n      env: [{value: x}]\n      ports: [{containerPort: http}]\n',
      [
        `monitor.yaml:14:13: ${AT}: spec.additionalContainers[0].env[0].name is not set; set name`,
        `monitor.yaml:15:16: ${AT}: spec.additionalContainers[0].ports[0].containerPort is a text, not an integer; write an integer`,
      ],
    ],
    [
      'an older spelling beside the one of today',
      '  grafana:\n    UserSecret: {name: a, key: b}\n    usernameSecret: {name: a, key: b}\n',
      [
        `monitor.yaml:12:5: ${AT}: spec.grafana.UserSecret is an older spelling of usernameSecret, which is set, too; remove UserSecret`,
      ],
    ],
  ])('%s', (_title, spec, problems) => {
    expect(problemsOf(monitorText(spec))).toEqual(problems);
  });

  it('is told every problem at once', () => {
    const text = monitorWithSpec('  clusters: []\n  prometheus: {versoin: v2.49.1}\n');
    expect(problemsOf(text)).toEqual([
      `monitor.yaml:8:16: ${AT}: spec.prometheus.versoin is not a known field; did you mean version?`,
      `monitor.yaml:6:1: ${AT}: spec.initializer is not set; set initializer`,
      `monitor.yaml:6:1: ${AT}: spec.reloader is not set; set reloader`,
    ]);
  });

  it('may have no spec at all', () => {
    const text = monitorText().replace(/spec:[\s\S]*/, '');
    expect(problemsOf(text)).toEqual([
      `monitor.yaml:1:1: ${AT}: spec is empty, not an object; write an object`,
    ]);
  });

  it('does not stop the problems of another one from being told', () => {
    const one = monitorText('  timezon: UTC\n', 'one');
    const two = monitorText('  shards: 0\n', 'two');
    expect(problemsOf(documents(one, two))).toEqual([
      'monitor.yaml:11:3: TidbMonitor/demo/one: spec.timezon is not a known field; did you mean timezone?',
      'monitor.yaml:23:3: TidbMonitor/demo/two: spec.shards cannot be 0; use 1 or more',
    ]);
  });

  it('may leave fields empty: that is the same as leaving them out', () => {
    expect(problemsOf(monitorText('  timezone:\n  grafana: {envs: {A: }}\n'))).toEqual([]);
    const empty = '  imagePullPolicy: ""\n  grafana: {service: {type: ""}}\n';
    const bare = '  grafana: {service: {}}\n';
    const childrenOf = (spec: string) =>
      expansionOf(monitorText(spec))
        .objects.slice(1)
        .map(({ manifest }) => manifest);
    expect(childrenOf(empty)).toEqual(childrenOf(bare));
  });
});

describe('a TidbMonitor that Kubernetes or its programs would refuse', () => {
  const spec = 'spec.prometheus.remoteWrite[0]';
  it.each([
    [
      'no cluster at all',
      { replace: ['clusters: [{name: basic}]', 'clusters: []'] },
      [
        `monitor.yaml:7:3: ${AT}: spec.clusters names no cluster; name at least one TidbCluster there, or a DMCluster in spec.dm.clusters`,
      ],
    ],
    [
      'a cluster twice, once with its namespace',
      { replace: ['[{name: basic}]', '[{name: basic}, {name: basic, namespace: demo}]'] },
      [
        `monitor.yaml:7:29: ${AT}: spec.clusters[1] names demo/basic again, as entry 0 does; remove one`,
      ],
    ],
    [
      'a cluster whose name cannot be one',
      { replace: ['{name: basic}', '{name: Basic_1}'] },
      [
        `monitor.yaml:7:15: ${AT}: spec.clusters[0].name cannot be "Basic_1"; use lower-case letters, digits, dashes and dots, as in metadata.name`,
      ],
    ],
    [
      'storage of no size',
      { add: '  persistent: true\n' },
      [
        `monitor.yaml:6:1: ${AT}: spec.storage is not set, but spec.persistent is true; set it to the size of the volume, such as 100Gi`,
      ],
    ],
    [
      'a malformed size',
      { add: '  persistent: true\n  storage: 100GB\n' },
      [`monitor.yaml:12:3: ${AT}: spec.storage cannot be "100GB"; write a size such as 100Gi`],
    ],
    [
      'names of containers that are taken',
      {
        add: '  additionalContainers:\n    - {name: dm-initializer, image: a}\n    - {name: a, image: a}\n    - {name: a, image: a}\n    - {name: grafana}\n',
      },
      [
        `monitor.yaml:12:8: ${AT}: spec.additionalContainers[0].name cannot be dm-initializer, the name of an init container; choose another name`,
        `monitor.yaml:14:8: ${AT}: spec.additionalContainers[2].name is a again; choose another name`,
        `monitor.yaml:15:7: ${AT}: spec.additionalContainers[3].image is not set, and grafana is not a built-in container; set it`,
      ],
    ],
    [
      'names of volumes that are taken, and mounts of none',
      {
        add: '  additionalVolumes: [{name: tls-assets, emptyDir: {}}]\n  grafana: {additionalVolumeMounts: [{name: dashboards, mountPath: /d}]}\n',
      },
      [
        `monitor.yaml:11:24: ${AT}: spec.additionalVolumes[0].name is tls-assets, which is taken; choose another name`,
        `monitor.yaml:12:39: ${AT}: spec.grafana.additionalVolumeMounts[0].name names the volume dashboards, which the pod does not have; add it to spec.additionalVolumes`,
      ],
    ],
    [
      'a label that pods are selected by',
      { add: '  labels: {app.kubernetes.io/instance: other, team: a}\n' },
      [
        `monitor.yaml:11:12: ${AT}: spec.labels["app.kubernetes.io/instance"] is what the pods are selected by; use another label`,
      ],
    ],
    [
      'both sides of a disruption budget',
      { add: '  podDisruptionBudget: {minAvailable: 1, maxUnavailable: 50%}\n' },
      [
        `monitor.yaml:11:3: ${AT}: spec.podDisruptionBudget sets both minAvailable and maxUnavailable; remove one of them`,
      ],
    ],
    [
      'a malformed network, and an Ingress to nowhere',
      {
        add: '  grafana:\n    service: {type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/33]}\n    ingress: {hosts: []}\n',
      },
      [
        `monitor.yaml:12:62: ${AT}: spec.grafana.service.loadBalancerSourceRanges[0] cannot be "10.0.0.0/33"; write a network such as 10.0.0.0/8`,
        `monitor.yaml:13:15: ${AT}: spec.grafana.ingress.hosts is empty; name at least one host`,
      ],
    ],
    [
      'a port that is taken',
      {
        replace: ['{version: v2.49.1}', '{service: {port: 10901}}'],
        add: '  thanos: {}\n',
      },
      [
        `monitor.yaml:8:26: ${AT}: spec.prometheus.service.port cannot be 10901, where Thanos is reached; choose another port`,
      ],
    ],
    [
      'labels that Prometheus does not take',
      { add: '  externalLabels: {k8s-cluster: a}\n  replicaExternalLabelName: 1st\n' },
      [
        `monitor.yaml:12:3: ${AT}: spec.replicaExternalLabelName cannot be a label called "1st"; use letters, digits and underscores, with no digit in front`,
        `monitor.yaml:11:20: ${AT}: spec.externalLabels.k8s-cluster cannot be a label called "k8s-cluster"; use letters, digits and underscores, with no digit in front`,
      ],
    ],
    [
      'a URL for an address',
      { add: '  alertmanagerURL: http://alerts:9093\n' },
      [
        `monitor.yaml:11:3: ${AT}: spec.alertmanagerURL cannot be "http://alerts:9093": Prometheus takes an address here, not a URL; write host:port alone`,
      ],
    ],
    [
      'a duration that is none, or out of order',
      { replace: ['version: v2.49.1', 'retentionTime: 2 weeks'] },
      [
        `monitor.yaml:8:16: ${AT}: spec.prometheus.retentionTime cannot be "2 weeks"; write a Prometheus duration such as 15d, 36h or 1w2d`,
      ],
    ],
    [
      'a duration with its units out of order',
      { replace: ['version: v2.49.1', 'retentionTime: 2d1w'] },
      [
        `monitor.yaml:8:16: ${AT}: spec.prometheus.retentionTime cannot be "2d1w": its units are out of order; write each unit once, in the order y, w, d, h, m, s, ms`,
      ],
    ],
    [
      'an option that moves the files of Prometheus',
      {
        replace: [
          'version: v2.49.1',
          'config: {commandOptions: ["--log.level=debug --config.file=/x"]}',
        ],
      },
      [
        `monitor.yaml:8:25: ${AT}: spec.prometheus.config.commandOptions cannot set --config.file; remove the option`,
      ],
    ],
    [
      'replicas that an old Prometheus cannot tell apart',
      { replace: ['v2.49.1', 'v2.26.1'], add: '  replicas: 2\n' },
      [
        `monitor.yaml:11:3: ${AT}: spec.replicas is 2, but Prometheus v2.26.1 cannot tell replicas apart; set spec.prometheus.version to v2.27.0 or newer, or spec.replicaExternalLabelName to ""`,
      ],
    ],
    [
      'remote endpoints that cannot work',
      {
        replace: [
          'prometheus: {version: v2.49.1}',
          'prometheus: {remoteWrite: [{url: "ftp://user:hunter2@host", name: a, bearerToken: t, bearerTokenFile: f, writeRelabelConfigs: [{action: delete}], tlsConfig: {keySecret: {key: k}}}, {url: "http://b", name: a}]}',
        ],
      },
      [
        `monitor.yaml:8:31: ${AT}: ${spec}.url is not a URL; write one such as https://host/api/v1/write`,
        `monitor.yaml:8:30: ${AT}: ${spec} sets bearerToken and bearerTokenFile; keep one of them`,
        `monitor.yaml:8:131: ${AT}: ${spec}.writeRelabelConfigs[0].action does not know "delete"; use one of replace, keep, drop, hashmod, labelmap, labeldrop, labelkeep, lowercase, uppercase, keepequal, dropequal`,
        `monitor.yaml:8:202: ${AT}: spec.prometheus.remoteWrite[1].name is a again; choose another name`,
        `monitor.yaml:8:161: ${AT}: ${spec}.tlsConfig.keySecret.name is not set; name the object the key is in`,
      ],
    ],
    [
      'a malformed time for Thanos',
      { add: '  thanos: {minTime: yesterday}\n' },
      [
        `monitor.yaml:11:12: ${AT}: spec.thanos.minTime cannot be "yesterday"; write a time such as 2025-01-31T00:00:00Z or an age such as -2w`,
      ],
    ],
    [
      'a reference to a key of nothing',
      { add: '  grafana: {passwordSecret: {key: password}}\n' },
      [
        `monitor.yaml:11:13: ${AT}: spec.grafana.passwordSecret.name is not set; name the object the key is in`,
      ],
    ],
  ])('%s', (_title, { replace, add }: { replace?: string[]; add?: string }, problems) => {
    const [from = '', to = ''] = replace ?? [];
    expect(problemsOf(monitorText(add).replace(from, to))).toEqual(problems);
  });

  it('has a name that leaves room for those of its children', () => {
    const name = 'a'.repeat(45);
    expect(problemsOf(monitorText('', name))).toEqual([
      `monitor.yaml:4:3: TidbMonitor/demo/${name}: metadata.name makes the StatefulSet ${name}-monitor, which is longer than 52 characters; shorten the name to 44 characters`,
    ]);
    expect(problemsOf(monitorText('', 'a'.repeat(44)))).toEqual([]);
  });

  it('leaves room for the number of the last shard', () => {
    const problems = problemsOf(monitorText('  shards: 11\n', 'a'.repeat(44)));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('shorten the name to 35 characters');
  });
});

describe('a TidbMonitor of very many clusters', () => {
  it('is told when its configuration does not fit into a ConfigMap', () => {
    const clusters = Array.from({ length: 60 }, (_, index) => `{name: cluster-${index}}`);
    const text = monitorText().replace('[{name: basic}]', `[${clusters.join(', ')}]`);
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(
        /^monitor\.yaml:7:3: TidbMonitor\/demo\/basic: spec\.clusters makes ConfigMap\/demo\/basic-monitor \d{7} bytes long, which is more than 1048576; divide the clusters among several TidbMonitors$/,
      ),
    ]);
  });
});

describe('objects that want one name', () => {
  it('are told where both are written', () => {
    const service = `apiVersion: v1
kind: Service
metadata: {name: basic-prometheus, namespace: demo}
`;
    expect(problemsOf(documents(service, monitorText()))).toEqual([
      'monitor.yaml:5:1: Service/demo/basic-prometheus: the same object is already produced at monitor.yaml:1:1; rename one of the two, or the TidbMonitor it belongs to',
    ]);
  });

  it('may belong to monitors whose names and namespaces join to one text', () => {
    const one = monitorText('  clusterScoped: true\n', 'c', 'a-b');
    const two = monitorText('  clusterScoped: true\n', 'b-c', 'a');
    const problems = problemsOf(documents(one, two));
    expect(problems).toHaveLength(2);
    expect(problems[0]).toContain('ClusterRole/a-b-c-monitor: the same object is already produced');
  });
});

describe('what only deserves a warning', () => {
  it.each([
    [
      'a size without persistent data',
      '  storage: 10Gi\n',
      [
        `monitor.yaml:11:3: ${AT}: spec.storage has no effect: the data is not persistent; set spec.persistent to true, or remove it`,
      ],
    ],
    [
      'fields of a load balancer on another Service',
      '  grafana: {service: {loadBalancerIP: 10.0.0.1}}\n',
      [
        `monitor.yaml:11:23: ${AT}: spec.grafana.service.loadBalancerIP has no effect on a Service of type ClusterIP; set type to LoadBalancer, or remove it`,
      ],
    ],
    [
      'certificates that the Thanos sidecar cannot take',
      '  thanos: {grpcServerTlsConfig: {serverName: a}}\n',
      [
        `monitor.yaml:11:34: ${AT}: spec.thanos.grpcServerTlsConfig.serverName has no effect on the sidecar; mount the files with additionalVolumeMounts, and name them in caFile, certFile and keyFile`,
      ],
    ],
  ])('%s', (_title, spec, warnings) => {
    expect(warningsOf(documents(monitorText(spec), clusterText()))).toEqual(warnings);
  });

  it('a password in an address, which it does not repeat', () => {
    const remote = 'prometheus: {remoteWrite: [{url: "https://me:hunter2@host"}]}';
    const text = monitorText().replace('prometheus: {version: v2.49.1}', remote);
    expect(warningsOf(documents(text, clusterText()))).toEqual([
      `monitor.yaml:8:31: ${AT}: spec.prometheus.remoteWrite[0].url holds a password, which everybody can read who can read the ConfigMap; take it out, and set basicAuth`,
    ]);
  });

  it('a TidbMonitor in no namespace', () => {
    const text = monitorText().replace('  namespace: demo\n', '');
    expect(warningsOf(text)[0]).toBe(
      'monitor.yaml:3:1: TidbMonitor/basic: metadata.namespace is not set: "default" is assumed; set it in the kustomization',
    );
  });
});

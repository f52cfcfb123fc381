import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { valueAt } from '../../src/model/manifest.ts';
import { configOf, containerOf, expansionOf, podSpecOf } from './support/expansion.ts';
import { clusterText, documents, monitorText } from './support/monitor-text.ts';
import { clusterWith, find } from './support/read-objects.ts';

function expanded(spec: string, prometheus = '{}', ...more: readonly string[]) {
  const text = monitorText(spec).replace('{version: v2.49.1}', prometheus);
  return expansionOf(documents(text, clusterText(), ...more));
}

function kindsOf(spec: string): readonly string[] {
  return expanded(spec).objects.map(({ manifest }) => `${manifest.kind}/${manifest.metadata.name}`);
}

describe('Services', () => {
  it('are what the spec says', () => {
    const { objects } = expanded(`  labels: {a: all}
  annotations: {b: all}
  preferIPv6: true
  grafana:
    service:
      type: LoadBalancer
      labels: {a: own, c: own}
      annotations: {b: own, d: own}
      portName: web
      port: 80
      loadBalancerIP: 10.0.0.1
      loadBalancerSourceRanges: [10.0.0.0/8, "fd00::/8"]
      loadBalancerClass: internal
`);
    const { metadata, spec } = find(objects, 'Service', 'basic-grafana');
    expect(metadata.labels).toMatchObject({ a: 'all', c: 'own' });
    expect(metadata.annotations).toEqual({ b: 'all', d: 'own' });
    expect(spec).toEqual({
      type: 'LoadBalancer',
      ports: [{ name: 'web', protocol: 'TCP', port: 80, targetPort: 3000 }],
      selector: {
        'app.kubernetes.io/name': 'tidb-cluster',
        'app.kubernetes.io/component': 'monitor',
        'app.kubernetes.io/instance': 'basic',
      },
      loadBalancerIP: '10.0.0.1',
      loadBalancerSourceRanges: ['10.0.0.0/8', 'fd00::/8'],
      loadBalancerClass: 'internal',
      ipFamilyPolicy: 'PreferDualStack',
    });
  });

  it('say nothing of load balancers where they are none', () => {
    const { objects } = expanded(
      '  grafana: {service: {loadBalancerIP: 10.0.0.1, clusterIP: None}}\n',
    );
    const { spec } = find(objects, 'Service', 'basic-grafana');
    expect(spec).toMatchObject({ clusterIP: 'None' });
    expect(spec).not.toHaveProperty('loadBalancerIP');
  });

  it('of each shard lead to its pods', () => {
    const { objects } = expanded('  shards: 2\n  grafana: {}\n');
    for (const name of ['prometheus', 'monitor-reloader', 'grafana']) {
      const service = find(objects, 'Service', `basic-${name}-shard-1`);
      const path = ['spec', 'selector', 'app.kubernetes.io/instance'];
      expect(valueAt(service, path)).toBe('basic-shard-1');
    }
  });
});

describe('Ingresses', () => {
  it('lead to the Services of the first shard', () => {
    const spec = `  shards: 2
  grafana:
    service: {port: 80}
    ingress: {hosts: [a.example, b.example], annotations: {x: y}, tls: [{hosts: [a.example], secretName: s}]}
`;
    const { objects } = expanded(spec, '{ingress: {hosts: [p.example]}}');
    const ingresses = objects.filter(({ manifest }) => manifest.kind === 'Ingress');
    expect(ingresses.map(({ manifest }) => manifest.metadata.name)).toEqual([
      'basic-prometheus',
      'basic-grafana',
    ]);
    const ingress = find(objects, 'Ingress', 'basic-grafana');
    expect(ingress.metadata.annotations).toEqual({ x: 'y' });
    const backend = { service: { name: 'basic-grafana', port: { number: 80 } } };
    const paths = [{ path: '/', pathType: 'ImplementationSpecific', backend }];
    expect(ingress.spec).toEqual({
      tls: [{ hosts: ['a.example'], secretName: 's' }],
      rules: [
        { host: 'a.example', http: { paths } },
        { host: 'b.example', http: { paths } },
      ],
    });
  });
});

describe('rights', () => {
  it('are of the whole cluster where the spec says so, and of nobody else', () => {
    const kinds = kindsOf('  clusterScoped: true\n');
    expect(kinds).toContain('ClusterRole/demo-basic-monitor');
    expect(kinds).toContain('ClusterRoleBinding/demo-basic-monitor');
    expect(kinds.filter((kind) => /^Role/.test(kind))).toEqual([]);
  });

  it('let pods run as root where the cluster is OpenShift', () => {
    const facts = {
      ...clusterWith(),
      kinds: new Set(['security.openshift.io/SecurityContextConstraints'] as const),
    };
    const { objects } = expansionOf(documents(monitorText(), clusterText()), facts);
    expect(find(objects, 'Role', 'basic-monitor').rules).toEqual([
      { verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['pods'] },
      {
        verbs: ['use'],
        apiGroups: ['security.openshift.io'],
        resources: ['securitycontextconstraints'],
        resourceNames: ['anyuid'],
      },
    ]);
  });
});

describe('disruption budgets', () => {
  it('are made for each shard where they are asked for', () => {
    const { objects } = expanded('  shards: 2\n  podDisruptionBudget: {maxUnavailable: 1}\n');
    expect(find(objects, 'PodDisruptionBudget', 'basic-monitor-shard-1').spec).toEqual({
      maxUnavailable: 1,
      selector: {
        matchLabels: {
          'app.kubernetes.io/name': 'tidb-cluster',
          'app.kubernetes.io/component': 'monitor',
          'app.kubernetes.io/instance': 'basic-shard-1',
          'app.kubernetes.io/managed-by': 'tidb-operator',
        },
      },
    });
    expect(kindsOf('').filter((kind) => kind.startsWith('PodDisruption'))).toEqual([]);
  });
});

describe('network policies', () => {
  const specOf = (spec: string) =>
    find(expanded(spec).objects, 'NetworkPolicy', 'basic-monitor').spec as JsonObject;

  it('are made where they are asked for, and let in the pods of the namespace', () => {
    expect(kindsOf('').filter((kind) => kind.startsWith('NetworkPolicy'))).toEqual([]);
    expect(specOf('  networkPolicy: {}\n  grafana: {}\n')).toEqual({
      podSelector: {
        matchLabels: {
          'app.kubernetes.io/name': 'tidb-cluster',
          'app.kubernetes.io/component': 'monitor',
          'app.kubernetes.io/instance': 'basic',
          'app.kubernetes.io/managed-by': 'tidb-operator',
        },
      },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [{ podSelector: {} }],
          ports: [9090, 9089, 3000].map((port) => ({ protocol: 'TCP', port })),
        },
      ],
    });
  });

  it('let in whom the spec names', () => {
    const from = [{ ipBlock: { cidr: '10.0.0.0/8' } }];
    const spec = '  thanos: {}\n  networkPolicy: {from: [{ipBlock: {cidr: 10.0.0.0/8}}]}\n';
    const ports = [9090, 9089, 10901, 10902].map((port) => ({ protocol: 'TCP', port }));
    expect(specOf(spec).ingress).toEqual([{ from, ports }]);
  });

  it('let in nobody where the spec names nobody', () => {
    expect(specOf('  networkPolicy: {from: []}\n').ingress).toEqual([]);
  });
});

describe('configuration of the user’s own', () => {
  const external = (namespace: string, data: string) => `apiVersion: v1
kind: ConfigMap
metadata: {name: own, namespace: ${namespace}}
data: {${data}}
`;

  it('replaces the generated one, with variables filled in', () => {
    const config = external(
      'other',
      'prometheus-config: "global: {external_labels: {a: $(NAMESPACE)_$(POD_NAME)_$(SHARD)}}"',
    );
    const reference = '{config: {configMapRef: {name: own, namespace: other}}}';
    expect(configOf(expanded('', reference, config))).toEqual({
      global: { external_labels: { a: 'demo_basic-monitor-0_0' } },
    });
  });

  it('does not, with a warning, where it lacks the key', () => {
    const reference = '{config: {configMapRef: {name: own}}}';
    const expansion = expanded('', reference, external('demo', 'x: y'));
    expect(configOf(expansion)).toHaveProperty('scrape_configs');
    expect(expansion.warnings.map(({ what }) => what)).toEqual([
      'spec.prometheus.config.configMapRef names a ConfigMap without the key prometheus-config: the generated configuration is used',
    ]);
  });

  it('does not, with a warning, where it does not exist', () => {
    const expansion = expanded('', '{config: {configMapRef: {name: gone}}}');
    expect(configOf(expansion)).toHaveProperty('scrape_configs');
    expect(expansion.warnings.map(({ what }) => what)).toEqual([
      'spec.prometheus.config.configMapRef names ConfigMap/demo/gone, which does not exist',
    ]);
    expect(expansion.monitors[0]?.missing).toEqual([
      { group: '', kind: 'ConfigMap', namespace: 'demo', name: 'gone' },
    ]);
  });

  it('brings rules, which are watched', () => {
    const expansion = expanded(
      '  prometheusReloader: {}\n',
      '{config: {ruleConfigRef: {name: own}}}',
    );
    expect(podSpecOf(expansion).volumes).toContainEqual({
      name: 'external-rules',
      configMap: { name: 'own' },
    });
    expect(configOf(expansion).rule_files).toEqual(['/prometheus-external-rules/*.rules.yml']);
    expect(containerOf(expansion, 'prometheus-config-reloader').command).toContain(
      '--watched-dir=/prometheus-external-rules',
    );
  });

  it('brings rules from another namespace as a copy, for a pod can mount no other', () => {
    const reference = '{config: {ruleConfigRef: {name: own, namespace: other}}}';
    const expansion = expanded('', reference, external('other', 'a.rules.yml: "groups: []"'));
    expect(find(expansion.objects, 'ConfigMap', 'basic-monitor-external-rules').data).toEqual({
      'a.rules.yml': 'groups: []',
    });
    expect(podSpecOf(expansion).volumes).toContainEqual({
      name: 'external-rules',
      configMap: { name: 'basic-monitor-external-rules' },
    });
  });
});

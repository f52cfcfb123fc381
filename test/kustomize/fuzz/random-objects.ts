import type { Random } from './random.ts';
import { Raw, type Value } from './write-yaml.ts';

export type Fields = { [key: string]: Value | undefined };

export const NAMES = ['a', 'b', 'web', 'app-1', 'config', 'default'] as const;
export const NAMESPACES = ['ns1', 'ns2', 'default'] as const;
const TEXTS = [
  'x',
  'yes',
  'on',
  'n',
  'true',
  'null',
  '1',
  '1.0',
  '0777',
  '1e3',
  '12:30',
  '2020-01-01',
  '',
  ' padded ',
  'a: b',
  '- x',
  '# no comment',
  'multi\nline\n',
  'multi\nline',
  'ends\n\n',
  'tab\there',
  'quote "double"',
  "quote 'single'",
  'back\\slash',
  'ünïcödé ☃',
  '😀',
  '<<',
  '~',
  '=',
  '$(VAR)',
  'a word that repeats, '.repeat(7).trim(),
  'nginx:1.0',
] as const;

const RAW = [
  '0777',
  '0o17',
  '0x1F',
  '1_000',
  '1e3',
  '1.50',
  '1234567.5',
  '.5',
  '12:30',
  '2020-01-01',
  '9007199254740993',
  '18446744073709551615',
  '1e21',
  'yes',
  'On',
  '~',
  "'it''s'",
  '"\\u00e9\\n"',
] as const;

export function text(random: Random): string {
  return random.chance(0.6) ? random.pick(NAMES) : random.pick(TEXTS);
}

export function anyScalar(random: Random): Value {
  const choice = random.below(8);
  if (choice < 4) return text(random);
  if (choice === 4) return random.below(5000);
  if (choice === 5) return random.chance(0.5);
  if (choice === 6) return new Raw(random.pick(RAW));
  return random.chance(0.3) ? null : text(random);
}

export function anyValue(random: Random, depth = 2): Value {
  if (depth === 0 || random.chance(0.5)) return anyScalar(random);
  if (random.chance(0.5)) return random.times(random.below(3), () => anyValue(random, depth - 1));
  const fields: Fields = {};
  for (const name of random.some(['name', 'value', 'x', 'image', 'key', 'b2', 'b10'], 3)) {
    fields[name] = anyValue(random, depth - 1);
  }
  return fields;
}

function textMap(random: Random, keys: readonly string[], most: number): Fields | undefined {
  const picked = random.some(keys, most);
  if (picked.length === 0) return random.chance(0.1) ? {} : undefined;
  return Object.fromEntries(picked.map((name) => [name, text(random)]));
}

export const LABELS = ['app', 'tier', 'app.kubernetes.io/name'] as const;

export function metadata(random: Random, name = random.pick<string>(NAMES)): Fields {
  return {
    name,
    namespace: random.chance(0.3) ? random.pick(NAMESPACES) : undefined,
    labels: random.chance(0.4) ? textMap(random, LABELS, 2) : undefined,
    annotations: random.chance(0.3) ? textMap(random, ['note', 'a/b', 'z'], 2) : undefined,
  };
}

const IMAGES = [
  'nginx',
  'nginx:1.0',
  'docker.io/library/redis:7',
  'host:5000/app@sha256:abc',
] as const;

export function container(
  random: Random,
  name = random.pick<string>(['main', 'side', 'init']),
): Fields {
  return {
    name,
    image: random.chance(0.9) ? random.pick(IMAGES) : undefined,
    args: random.chance(0.2) ? random.times(2, () => text(random)) : undefined,
    env: random.chance(0.4) ? random.times(random.below(3), () => environment(random)) : undefined,
    envFrom: random.chance(0.2) ? [{ configMapRef: { name: random.pick(NAMES) } }] : undefined,
    ports: random.chance(0.4)
      ? random.times(random.below(3), () => ({
          containerPort: random.pick([80, 8080, 443]),
          protocol: random.chance(0.5) ? random.pick(['TCP', 'UDP']) : undefined,
          name: random.chance(0.3) ? random.pick(['http', 'https']) : undefined,
        }))
      : undefined,
    volumeMounts: random.chance(0.2)
      ? [{ name: random.pick(NAMES), mountPath: random.pick(['/a', '/b']) }]
      : undefined,
  };
}

function environment(random: Random): Fields {
  const name = random.pick(['A', 'B', 'C']);
  if (random.chance(0.5)) return { name, value: text(random) };
  const kind = random.pick(['configMapKeyRef', 'secretKeyRef']);
  return { name, valueFrom: { [kind]: { name: random.pick(NAMES), key: 'k' } } };
}

export function podSpec(random: Random): Fields {
  return {
    containers: random.times(1 + random.below(2), () => container(random)),
    initContainers: random.chance(0.2) ? [container(random)] : undefined,
    serviceAccountName: random.chance(0.3) ? random.pick(NAMES) : undefined,
    imagePullSecrets: random.chance(0.2) ? [{ name: random.pick(NAMES) }] : undefined,
    priorityClassName: random.chance(0.1) ? random.pick(NAMES) : undefined,
    volumes: random.chance(0.4)
      ? random.times(1 + random.below(2), () => volume(random))
      : undefined,
  };
}

function volume(random: Random): Fields {
  const name = random.pick(NAMES);
  const referred = random.pick(NAMES);
  switch (random.below(4)) {
    case 0:
      return { name, configMap: { name: referred } };
    case 1:
      return { name, secret: { secretName: referred } };
    case 2:
      return { name, persistentVolumeClaim: { claimName: referred } };
    default:
      return { name, projected: { sources: [{ configMap: { name: referred } }] } };
  }
}

function template(random: Random): Fields {
  return {
    metadata: random.chance(0.7) ? { labels: textMap(random, LABELS, 2) } : undefined,
    spec: podSpec(random),
  };
}

function workload(apiVersion: string, kind: string): (random: Random) => Fields {
  return (random) => ({
    apiVersion,
    kind,
    metadata: metadata(random),
    spec: {
      replicas: random.chance(0.5) ? random.below(5) : undefined,
      selector: random.chance(0.7) ? { matchLabels: textMap(random, LABELS, 2) } : undefined,
      serviceName: kind === 'StatefulSet' ? random.pick(NAMES) : undefined,
      template: template(random),
    },
  });
}

function simple(apiVersion: string, kind: string, spec: (random: Random) => Fields) {
  return (random: Random): Fields => ({
    apiVersion,
    kind,
    metadata: metadata(random),
    ...spec(random),
  });
}

const data = (random: Random): Fields => ({
  data: random.chance(0.9) ? (textMap(random, ['k', 'k2', 'file.yaml'], 3) ?? {}) : undefined,
});

/** Makes objects of the kinds that kustomize treats in different ways. */
export const OBJECTS: readonly ((random: Random) => Fields)[] = [
  workload('apps/v1', 'Deployment'),
  workload('apps/v1', 'Deployment'),
  workload('apps/v1', 'StatefulSet'),
  workload('apps/v1', 'DaemonSet'),
  workload('batch/v1', 'Job'),
  simple('batch/v1', 'CronJob', (random) => ({
    spec: { schedule: '* * * * *', jobTemplate: { spec: { template: template(random) } } },
  })),
  simple('v1', 'Pod', (random) => ({ spec: podSpec(random) })),
  simple('v1', 'ConfigMap', data),
  simple('v1', 'ConfigMap', data),
  simple('v1', 'Secret', (random) => ({ type: 'Opaque', ...data(random) })),
  simple('v1', 'Service', (random) => ({
    spec: {
      selector: random.chance(0.6) ? textMap(random, LABELS, 2) : undefined,
      ports: random.times(1 + random.below(2), () => ({
        port: random.pick([80, 443]),
        protocol: random.chance(0.3) ? 'TCP' : undefined,
        targetPort: random.pick([8080, 'http']),
      })),
    },
  })),
  simple('v1', 'ServiceAccount', (random) => ({
    imagePullSecrets: random.chance(0.3) ? [{ name: random.pick(NAMES) }] : undefined,
  })),
  simple('v1', 'Namespace', () => ({})),
  simple('v1', 'PersistentVolumeClaim', (random) => ({
    spec: { storageClassName: random.pick(NAMES), volumeName: random.pick(NAMES) },
  })),
  simple('storage.k8s.io/v1', 'StorageClass', () => ({ provisioner: 'x' })),
  simple('networking.k8s.io/v1', 'Ingress', (random) => ({
    spec: {
      tls: [{ secretName: random.pick(NAMES) }],
      rules: [
        { http: { paths: [{ path: '/', backend: { service: { name: random.pick(NAMES) } } }] } },
      ],
    },
  })),
  simple('networking.k8s.io/v1', 'NetworkPolicy', () => ({
    spec: { podSelector: { matchLabels: { app: 'x' } }, ingress: [{ from: [] }] },
  })),
  simple('autoscaling/v2', 'HorizontalPodAutoscaler', (random) => ({
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: random.pick(NAMES) },
      metrics: random.times(random.below(3), () => ({ type: 'Resource', name: text(random) })),
    },
  })),
  simple('policy/v1', 'PodDisruptionBudget', () => ({
    spec: { selector: { matchLabels: { app: 'x' } } },
  })),
  simple('rbac.authorization.k8s.io/v1', 'Role', (random) => ({
    rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: [random.pick(NAMES)] }],
  })),
  simple('rbac.authorization.k8s.io/v1', 'ClusterRole', () => ({ rules: [] })),
  binding('RoleBinding'),
  binding('ClusterRoleBinding'),
  simple('apiextensions.k8s.io/v1', 'CustomResourceDefinition', (random) => ({
    spec: { names: { kind: 'Thing' }, group: 'example.com', containers: [container(random)] },
  })),
  simple('example.com/v1', 'Thing', (random) => ({
    spec: { containers: [container(random)], items: anyValue(random), value: anyValue(random) },
  })),
  simple('pingcap.com/v1alpha1', 'TidbMonitor', (random) => ({
    spec: {
      clusters: [{ name: random.pick(NAMES), namespace: random.pick(NAMESPACES) }],
      prometheus: { baseImage: 'prom/prometheus', version: 'v2.27.1', config: anyValue(random) },
    },
  })),
];

function binding(kind: string): (random: Random) => Fields {
  return simple('rbac.authorization.k8s.io/v1', kind, (random) => ({
    roleRef: {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: random.pick(['Role', 'ClusterRole']),
      name: random.pick(NAMES),
    },
    subjects: random.times(random.below(3), () => ({
      kind: random.pick(['ServiceAccount', 'User', 'Group']),
      name: random.pick(NAMES),
      namespace: random.chance(0.5) ? random.pick(NAMESPACES) : undefined,
    })),
  }));
}

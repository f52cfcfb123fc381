import type { FieldPath } from '../../src/model/manifest.ts';
import type { LiveField } from './adopt-in.ts';

const container = (index: number, ...rest: FieldPath): FieldPath => [
  'spec',
  'template',
  'spec',
  'containers',
  index,
  ...rest,
];

const field = (object: string, path: FieldPath, live?: LiveField['live']): LiveField => ({
  object,
  path,
  ...(live === undefined ? {} : { live }),
});

const digest = `sha256:${'2'.repeat(64)}`;

/** What somebody did on the cluster, and what stands for it in the golden files. */
export const adoptedCases: Readonly<Record<string, readonly LiveField[]>> = {
  'a text in a file of the overlay': [field('ConfigMap/settings', ['data', 'mode'], 'fast')],
  'a text that needs quotes': [field('ConfigMap/settings', ['data', 'last'], 'on')],
  'a number in quotes': [field('ConfigMap/settings', ['data', 'limit'], '20')],
  'one line of a block': [field('ConfigMap/settings', ['data', 'text'], 'one\n2\nthree\n')],
  'a text of one line that gets more': [
    field('ConfigMap/settings', ['data', 'last'], 'end\nof it\n'),
  ],
  'a key that is new': [field('ConfigMap/settings', ['data', 'fresh'], 'yes')],
  'a key that is gone': [field('ConfigMap/settings', ['data', 'mode'])],
  'a field between brackets': [field('ConfigMap/other', ['data', 'b'], 'three, or four')],
  'a label that is gone, the last one': [
    field('ConfigMap/settings', ['metadata', 'labels', 'team']),
  ],
  'rules of a role': [
    field(
      'Role/reader',
      ['rules'],
      [
        { apiGroups: [''], resources: ['pods', 'secrets'], verbs: ['get', 'list'] },
        {
          apiGroups: ['apps'],
          resources: ['deployments', 'statefulsets'],
          verbs: ['get', 'watch'],
        },
      ],
    ),
  ],
  'a rule that is gone': [
    field(
      'Role/reader',
      ['rules'],
      [{ apiGroups: ['apps'], resources: ['deployments', 'statefulsets'], verbs: ['get'] }],
    ),
  ],
  'replicas that a patch of the overlay sets': [field('Deployment/web', ['spec', 'replicas'], 6)],
  'memory that a patch of the overlay sets': [
    field('Deployment/web', container(0, 'resources', 'limits', 'memory'), '3Gi'),
  ],
  'an image of the base that others share': [
    field('Deployment/web', container(0, 'image'), 'registry.example.com/web:1.1'),
  ],
  'an argument of the base that others share': [
    field('Deployment/web', container(0, 'args'), ['--verbose', '--port=9090']),
  ],
  'an environment variable of the base that others share': [
    field('Deployment/web', container(0, 'env', 0, 'value'), 'debug'),
  ],
  'an environment variable of the base that is gone': [
    field('Deployment/web', container(0, 'env', 1)),
  ],
  'a processor limit of the base that is gone': [
    field('Deployment/web', container(0, 'resources', 'limits', 'cpu')),
  ],
  'an object of the base without a patch so far': [
    field('StatefulSet/cache', container(0, 'image'), 'registry.example.com/cache:1.2'),
  ],
  'what a component sets that only this overlay uses': [
    field('Deployment/web', ['spec', 'template', 'spec', 'terminationGracePeriodSeconds'], 90),
  ],
  'a base that only this overlay uses': [
    field('Deployment/the-worker', container(0, 'args'), ['run', '--slow', '--safe']),
  ],
  'a mount in a base that only this overlay uses': [
    field('Deployment/the-worker', container(0, 'volumeMounts', 0, 'readOnly'), true),
  ],
  'a tag that the kustomization sets': [
    field('Deployment/web', container(1, 'image'), 'registry.example.com/proxy:2.2'),
  ],
  'an image by another digest': [
    field('Deployment/the-worker', container(0, 'image'), `mirror.example.com/worker@${digest}`),
  ],
  'an image by a tag instead of a digest': [
    field('Deployment/the-worker', container(0, 'image'), 'mirror.example.com/worker:1.5'),
  ],
  'replicas that the kustomization sets': [field('StatefulSet/cache', ['spec', 'replicas'], 5)],
  'a literal of a generator': [field('ConfigMap/flags', ['data', 'color'], 'red')],
  'a literal in two kinds of quotes': [field('ConfigMap/flags', ['data', 'greeting'], 'bye')],
  'a literal that is gone': [field('ConfigMap/flags', ['data', 'color'])],
  'a key that a generator does not have yet': [
    field('ConfigMap/flags', ['data', 'shape'], 'round'),
  ],
  'a file of a generator': [
    field('ConfigMap/flags', ['data', 'app.properties'], 'first=1\nsecond=22\nthird=3\n'),
  ],
  'a file of a generator under another key': [
    field('ConfigMap/flags', ['data', 'rules'], '# Rules\ngroups:\n- name: a\n'),
  ],
  'a line of an env file': [field('ConfigMap/flags', ['data', 'DEBUG'], 'true')],
  'an inline patch': [field('Service/the-worker', ['spec', 'type'], 'ClusterIP')],
  'an operation of an inline patch': [field('Deployment/the-worker', ['spec', 'replicas'], 8)],
  'a value inside an operation': [
    field('Deployment/the-worker', ['metadata', 'annotations', 'example.com/tier'], 'front'),
  ],
  'an operation in a JSON file': [
    field('Deployment/the-worker', ['spec', 'template', 'spec', 'priorityClassName'], 'low'),
  ],
  'an operation in a JSON file that is gone': [
    field('Deployment/the-worker', ['spec', 'template', 'spec', 'priorityClassName']),
  ],
  'a version of Prometheus': [
    field('StatefulSet/basic-monitor', container(0, 'image'), 'prom/prometheus:v2.53.0'),
  ],
  'an image of Grafana from elsewhere': [
    field('StatefulSet/basic-monitor', container(3, 'image'), 'mirror.example.com/grafana:8.0.0'),
  ],
  'replicas of a monitor': [field('StatefulSet/basic-monitor', ['spec', 'replicas'], 2)],
  'memory of Prometheus': [
    field('StatefulSet/basic-monitor', container(0, 'resources', 'requests', 'memory'), '4Gi'),
  ],
  'the type of the Service of Prometheus': [
    field('Service/basic-prometheus', ['spec', 'type'], 'NodePort'),
  ],
  'an annotation of the Service of Grafana': [
    field('Service/basic-grafana', ['metadata', 'annotations', 'example.com/zone'], 'a'),
  ],
  'tolerations of a monitor': [
    field(
      'StatefulSet/basic-monitor',
      ['spec', 'template', 'spec', 'tolerations'],
      [{ key: 'monitoring', operator: 'Exists' }],
    ),
  ],
  'two literals of one generator': [
    field('ConfigMap/flags', ['data', 'color'], 'red'),
    field('ConfigMap/flags', ['data', 'greeting'], 'bye'),
  ],
  'two fields of one object': [
    field('ConfigMap/settings', ['data', 'mode'], 'fast'),
    field('ConfigMap/settings', ['data', 'limit'], '30'),
  ],
  'fields of two objects that share a base': [
    field('Deployment/web', container(0, 'image'), 'registry.example.com/web:1.1'),
    field('StatefulSet/cache', container(0, 'image'), 'registry.example.com/cache:1.2'),
  ],
};

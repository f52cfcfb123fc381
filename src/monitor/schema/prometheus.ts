import { array, boolean, int32, object, string } from './builders.ts';
import { containerFields, ingress, service } from './component.ts';
import { volumeMount } from './kubernetes/container.ts';
import { remoteWrite } from './remote-write.ts';
import { rules } from './rules.ts';

/** The schema of `spec.prometheus` and of what reloads it. */

function configMapRef(description: string) {
  return object(
    {
      name: string('The name of the ConfigMap.'),
      namespace: string('Its namespace.', { fallback: 'the namespace of the TidbMonitor' }),
    },
    { description },
  );
}

export const prometheus = object(
  {
    ...containerFields('prom/prometheus', '`v2.49.1`'),
    logLevel: string('The log level of Prometheus.', {
      values: ['debug', 'info', 'warn', 'error'],
      fallback: '`info`',
    }),
    service,
    ingress,
    retentionTime: string('How long samples are kept. Wins over `reserveDays`.', {
      pattern: /^(?:0|(?:\d+(?:ms|[smhdwy]))+)$/,
      shape: 'a Prometheus duration such as 15d, 36h or 1w2d',
      fallback: '`reserveDays`, or else `15d`',
    }),
    reserveDays: int32('How many days samples are kept.', { minimum: 0, fallback: '`15`' }),
    disableCompaction: boolean('Keeps blocks at two hours, as with a Thanos sidecar.', {
      fallback: '`false`',
    }),
    config: object(
      {
        configMapRef: configMapRef(
          'A ConfigMap whose key `prometheus-config` replaces the generated configuration.',
        ),
        ruleConfigRef: configMapRef(
          'A ConfigMap whose keys ending in `.rules.yml` replace the built-in rules.',
        ),
        commandOptions: array(string(), 'More options on the command line of Prometheus.'),
      },
      { description: 'Configuration that is not generated.' },
    ),
    rules,
    remoteWrite: array(remoteWrite, 'Endpoints that receive every sample.'),
    additionalVolumeMounts: array(volumeMount, 'More volume mounts of the container.'),
  },
  { description: 'Prometheus.' },
);

export const prometheusReloader = object(
  containerFields('quay.io/prometheus-operator/prometheus-config-reloader', '`v0.49.0`'),
  {
    description: 'The sidecar that makes Prometheus read its configuration again when it changes.',
    fallback: 'no sidecar: a changed configuration needs a restart',
    aliases: { ImagePullPolicy: 'imagePullPolicy' },
  },
);

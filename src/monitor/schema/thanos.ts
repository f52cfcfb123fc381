import { array, boolean, described, object, string } from './builders.ts';
import { containerFields } from './component.ts';
import { volumeMount } from './kubernetes/container.ts';
import { keySelector } from './kubernetes/references.ts';
import { tlsConfig } from './remote-write.ts';

/** The schema of `spec.thanos`. */
export const thanos = object(
  {
    ...containerFields('quay.io/thanos/thanos', '`v0.36.1`'),
    objectStorageConfig: described(
      keySelector,
      'A key of a Secret with the configuration of the object storage that blocks go to.',
    ),
    objectStorageConfigFile: string(
      'The path of that configuration in the container. Wins over `objectStorageConfig`.',
    ),
    tracingConfig: described(keySelector, 'A key of a Secret with the configuration of tracing.'),
    tracingConfigFile: string(
      'The path of that configuration in the container. Wins over `tracingConfig`.',
    ),
    grpcServerTlsConfig: described(
      tlsConfig,
      'The certificates of the gRPC server: only `caFile`, `certFile` and `keyFile` have an effect.',
    ),
    listenLocal: boolean('Listens on the loopback interface alone.', { fallback: '`false`' }),
    routePrefix: string('The path that Prometheus serves under.', { fallback: '`/`' }),
    minTime: string('The oldest samples to offer: a time (RFC 3339), or an age such as `-2w`.'),
    logLevel: string('The log level of the sidecar.', { fallback: '`info`' }),
    logFormat: string('The log format of the sidecar.', { fallback: '`logfmt`' }),
    additionalVolumeMounts: array(volumeMount, 'More volume mounts of the container.'),
  },
  { description: 'A Thanos sidecar beside Prometheus.', fallback: 'no sidecar' },
);

import { array, boolean, described, object, string } from './builders.ts';
import { containerFields, environment, ingress, service } from './component.ts';
import { volumeMount } from './kubernetes/container.ts';
import { keySelector } from './kubernetes/references.ts';

/** The schema of `spec.grafana`. */
export const grafana = object(
  {
    ...containerFields('grafana/grafana', '`7.5.17`'),
    logLevel: string('The log level of Grafana: its `GF_LOG_LEVEL`.', { fallback: '`info`' }),
    service,
    ingress,
    usernameSecret: described(
      keySelector,
      'Where the administrator’s name stands. Wins over `username`.',
    ),
    passwordSecret: described(
      keySelector,
      'Where the administrator’s password stands. Wins over `password`.',
    ),
    username: string('The administrator’s name. Prefer `usernameSecret`.', {
      fallback: '`admin`',
      secret: true,
    }),
    password: string('The administrator’s password, in clear text. Prefer `passwordSecret`.', {
      fallback: '`admin`',
      secret: true,
    }),
    envs: environment,
    dashboards: object(
      {
        enabled: boolean('Whether they are there. Those of the initializer are in any case.', {
          fallback: '`true`',
        }),
      },
      { description: 'The [generated dashboards](dashboards.md), in the folder `Tidewatch`.' },
    ),
    additionalVolumeMounts: array(volumeMount, 'More volume mounts of the container.'),
  },
  {
    description: 'Grafana.',
    fallback: 'no Grafana',
    aliases: { UserSecret: 'usernameSecret', PasswordSecret: 'passwordSecret' },
  },
);

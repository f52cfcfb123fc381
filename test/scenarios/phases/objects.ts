import type { Manifest } from '../../../src/model/manifest.ts';

export interface Wishes {
  /** `argocd.argoproj.io/hook`. */
  readonly hook?: string;
  /** `argocd.argoproj.io/hook-delete-policy`. */
  readonly policy?: string;
  readonly wave?: string;
  readonly options?: string;
  readonly dependsOn?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

function annotationsOf(wishes: Wishes): Record<string, string> {
  const entries = {
    'argocd.argoproj.io/hook': wishes.hook,
    'argocd.argoproj.io/hook-delete-policy': wishes.policy,
    'argocd.argoproj.io/sync-wave': wishes.wave,
    'argocd.argoproj.io/sync-options': wishes.options,
    'config.kubernetes.io/depends-on': wishes.dependsOn,
  };
  const given = Object.entries(entries).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return { ...Object.fromEntries(given), ...wishes.annotations };
}

/** A Job whose one pod ends as `ends` says; `pending` never ends. */
export function job(
  name: string,
  wishes: Wishes = {},
  { ends = 'succeeded', image = 'example.com/job:1', spec = {} } = {},
): Manifest {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, annotations: annotationsOf(wishes) },
    spec: {
      backoffLimit: 0,
      ...spec,
      template: {
        metadata: { annotations: { 'embedded.tidewatch.dev/outcome': ends } },
        spec: { restartPolicy: 'Never', containers: [{ name: 'main', image }] },
      },
    },
  };
}

export function settings(name: string, wishes: Wishes = {}, value = 'one'): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, annotations: annotationsOf(wishes) },
    data: { key: value },
  };
}

/** A Deployment whose one pod becomes as `ends` says. */
export function deployment(
  name: string,
  wishes: Wishes = {},
  { ends = 'ready', image = '1' } = {},
): Manifest {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, annotations: annotationsOf(wishes) },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: { 'embedded.tidewatch.dev/outcome': ends } },
        spec: { containers: [{ name: 'main', image: `example.com/web:${image}` }] },
      },
    },
  };
}

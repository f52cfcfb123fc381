import type { GitRepository } from '../../test/support/git-repository.ts';

/** The name of a target, as the layout gives it to the overlay. */
export function monitorTarget(index: number): string {
  return `overlays-${monitorName(index)}`;
}

function monitorName(index: number): string {
  return `team-${index}`;
}

/** Publishes one overlay a target, each with a TidbMonitor of its own, in one namespace. */
export async function publishMonitors(
  repository: GitRepository,
  count: number,
  namespace: string,
): Promise<void> {
  const files: Record<string, string> = {};
  for (let index = 0; index < count; index++) {
    const name = monitorName(index);
    const kustomization = { namespace, resources: ['tidb-monitor.yaml'] };
    // JSON is YAML.
    files[`overlays/${name}/kustomization.yaml`] = JSON.stringify(kustomization);
    files[`overlays/${name}/tidb-monitor.yaml`] = JSON.stringify(tidbMonitor(name));
  }
  await repository.publish(files);
}

function tidbMonitor(name: string) {
  const image = (baseImage: string, version: string) => ({ baseImage, version });
  return {
    apiVersion: 'pingcap.com/v1alpha1',
    kind: 'TidbMonitor',
    metadata: { name },
    spec: {
      clusters: [{ name }],
      prometheus: image('prom/prometheus', 'v2.27.1'),
      grafana: image('grafana/grafana', '7.5.11'),
      initializer: image('pingcap/tidb-monitor-initializer', 'v8.5.3'),
      reloader: image('pingcap/tidb-monitor-reloader', 'v1.0.1'),
      prometheusReloader: image(
        'quay.io/prometheus-operator/prometheus-config-reloader',
        'v0.49.0',
      ),
    },
  };
}

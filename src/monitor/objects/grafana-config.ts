import type { Manifest } from '../../model/manifest.ts';
import { componentsOf } from '../dashboards/component-set.ts';
import { dashboardTexts } from '../dashboards/dashboard-texts.ts';
import { configLabels } from '../labels.ts';
import { namesOf } from '../names.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import { child } from './child.ts';

/** Where Grafana finds the dashboards that the initializer brings. */
const OF_INITIALIZER = {
  folder: '',
  name: '0',
  options: { path: '/grafana-dashboard-definitions/tidb' },
  allowUiUpdates: true,
  orgId: 1,
  type: 'file',
};

/**
 * Where it finds the generated ones: beside this list, in the volume that every pod has
 * mounted already, so that they need no change of the pods.
 */
const GENERATED = {
  folder: 'Tidewatch',
  name: 'tidewatch',
  options: { path: '/etc/grafana/provisioning/dashboards' },
  allowUiUpdates: false,
  orgId: 1,
  type: 'file',
};

/** Keeps Flux from replacing what looks like its variables where the objects are committed. */
const NOT_SUBSTITUTED = { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' };

/** The ConfigMap with the dashboards, and where Grafana finds them. */
export function grafanaConfig(monitor: ResolvedMonitor): Manifest {
  const generated = monitor.spec.grafana?.dashboards?.enabled ?? true;
  const providers = generated ? [OF_INITIALIZER, GENERATED] : [OF_INITIALIZER];
  const data = {
    'dashboards.yaml': JSON.stringify({ apiVersion: 1, providers }, undefined, 2),
    ...(generated ? dashboardTexts(componentsOf(monitor)) : {}),
  };
  return child(monitor, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name: namesOf(monitor).grafanaConfig,
    labels: configLabels(monitor.name, 'grafana'),
    annotations: generated ? NOT_SUBSTITUTED : undefined,
    content: { data },
  });
}

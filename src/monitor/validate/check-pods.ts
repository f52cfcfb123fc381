import type { FieldPath } from '../../model/manifest.ts';
import type { Report } from '../finding.ts';
import { monitorLabels } from '../labels.ts';
import { VOLUMES } from '../pod/volume-names.ts';
import type { TidbMonitor } from '../read-monitor.ts';
import type { VolumeMountSpec } from '../schema/spec.ts';

const INIT_CONTAINERS = ['monitor-initializer', 'dm-initializer'];
const BUILT_IN_CONTAINERS = ['prometheus', 'reloader'];

/** Shards, containers and volumes that fit together. */
export function checkPods(monitor: TidbMonitor, report: Report): void {
  const { spec } = monitor;
  if (spec.shards !== undefined && spec.shards < 1) {
    report('INVALID_VALUE', ['spec', 'shards'], `cannot be ${spec.shards}`, 'use 1 or more');
  }
  checkLabels(monitor, report);
  checkContainers(monitor, report);
  checkVolumes(monitor, report);
  const budget = spec.podDisruptionBudget;
  if (budget?.minAvailable !== undefined && budget.maxUnavailable !== undefined) {
    const what = 'sets both minAvailable and maxUnavailable';
    report('INVALID_VALUE', ['spec', 'podDisruptionBudget'], what, 'remove one of them');
  }
}

/** StatefulSets and Services find the pods by these labels. */
function checkLabels({ name, spec }: TidbMonitor, report: Report): void {
  for (const label of Object.keys(monitorLabels(name))) {
    if (spec.labels?.[label] === undefined) continue;
    const what = 'is what the pods are selected by';
    report('INVALID_VALUE', ['spec', 'labels', label], what, 'use another label');
  }
}

function checkContainers({ spec }: TidbMonitor, report: Report): void {
  const builtIn = new Set(BUILT_IN_CONTAINERS);
  if (spec.grafana !== undefined) builtIn.add('grafana');
  if (spec.thanos !== undefined) builtIn.add('thanos-sidecar');
  if (spec.prometheusReloader !== undefined) builtIn.add('prometheus-config-reloader');
  const seen = new Set<string>();
  for (const [index, { name, image }] of (spec.additionalContainers ?? []).entries()) {
    const path = ['spec', 'additionalContainers', index];
    if (INIT_CONTAINERS.includes(name)) {
      const what = `cannot be ${name}, the name of an init container`;
      report('INVALID_VALUE', [...path, 'name'], what, 'choose another name');
    }
    if (seen.has(name)) {
      report('INVALID_VALUE', [...path, 'name'], `is ${name} again`, 'choose another name');
    }
    seen.add(name);
    if (!builtIn.has(name) && (image === undefined || image === '')) {
      const what = `is not set, and ${name} is not a built-in container`;
      report('INVALID_VALUE', [...path, 'image'], what, 'set it');
    }
  }
}

function checkVolumes({ spec }: TidbMonitor, report: Report): void {
  const names = new Set<string>(Object.values(VOLUMES));
  for (const [index, { name }] of (spec.additionalVolumes ?? []).entries()) {
    if (names.has(name)) {
      const what = `is ${name}, which is taken`;
      const path = ['spec', 'additionalVolumes', index, 'name'];
      report('INVALID_VALUE', path, what, 'choose another name');
    }
    names.add(name);
  }
  const check = (mounts: readonly VolumeMountSpec[] | undefined, path: FieldPath) => {
    for (const [index, { name }] of (mounts ?? []).entries()) {
      if (names.has(name)) continue;
      const what = `names the volume ${name}, which the pod does not have`;
      const advice = 'add it to spec.additionalVolumes';
      report('INVALID_VALUE', [...path, index, 'name'], what, advice);
    }
  };
  const mounts = 'additionalVolumeMounts';
  check(spec.prometheus.additionalVolumeMounts, ['spec', 'prometheus', mounts]);
  check(spec.grafana?.additionalVolumeMounts, ['spec', 'grafana', mounts]);
  check(spec.thanos?.additionalVolumeMounts, ['spec', 'thanos', mounts]);
  for (const [index, container] of (spec.additionalContainers ?? []).entries()) {
    check(container.volumeMounts, ['spec', 'additionalContainers', index, 'volumeMounts']);
  }
}

import type { FieldPath } from '../../model/manifest.ts';
import type { Report } from '../finding.ts';
import { flagName, RESERVED_FLAGS, userOptions } from '../prometheus/command-line.ts';
import type { TidbMonitor } from '../read-monitor.ts';
import { DEFAULT_IMAGES, nonEmpty } from '../resolve/images.ts';
import { isAtLeast } from '../resolve/prometheus-version.ts';
import { checkRemoteWrite } from './check-remote-write.ts';

const LABEL_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Settings that Prometheus would not start with. */
export function checkPrometheus(monitor: TidbMonitor, report: Report): void {
  checkExternalLabels(monitor, report);
  checkAlertmanager(monitor, report);
  checkOptions(monitor, report);
  checkReplicas(monitor, report);
  checkRetention(monitor, report);
  checkRemoteWrite(monitor, report);
}

function checkExternalLabels({ spec }: TidbMonitor, report: Report): void {
  const check = (name: string, path: FieldPath) => {
    if (LABEL_NAME.test(name)) return;
    const what = `cannot be a label called ${JSON.stringify(name)}`;
    const advice = 'use letters, digits and underscores, with no digit in front';
    report('INVALID_VALUE', path, what, advice);
  };
  const { replicaExternalLabelName, externalLabels = {} } = spec;
  if (nonEmpty(replicaExternalLabelName) !== undefined) {
    check(replicaExternalLabelName ?? '', ['spec', 'replicaExternalLabelName']);
  }
  for (const name of Object.keys(externalLabels)) check(name, ['spec', 'externalLabels', name]);
}

function checkAlertmanager({ spec }: TidbMonitor, report: Report): void {
  const url = nonEmpty(spec.alertmanagerURL);
  if (url === undefined || !url.includes('/')) return;
  const what = `cannot be ${JSON.stringify(url)}: Prometheus takes an address here, not a URL`;
  report('INVALID_VALUE', ['spec', 'alertmanagerURL'], what, 'write host:port alone');
}

/** Prometheus takes each unit once, the greatest first. */
function checkRetention({ spec }: TidbMonitor, report: Report): void {
  const { retentionTime = '0' } = spec.prometheus;
  if (
    /^(?:0|(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?)$/.test(retentionTime)
  ) {
    return;
  }
  const what = `cannot be ${JSON.stringify(retentionTime)}: its units are out of order`;
  const advice = 'write each unit once, in the order y, w, d, h, m, s, ms';
  report('INVALID_VALUE', ['spec', 'prometheus', 'retentionTime'], what, advice);
}

function checkOptions({ spec }: TidbMonitor, report: Report): void {
  for (const option of userOptions({ spec })) {
    const reserved = RESERVED_FLAGS.find((flag) => flag === flagName(option));
    if (reserved === undefined) continue;
    const path = ['spec', 'prometheus', 'config', 'commandOptions'];
    report('INVALID_VALUE', path, `cannot set ${reserved}`, 'remove the option');
  }
}

/** Replicas tell themselves apart by a label that Prometheus itself completes. */
function checkReplicas({ spec }: TidbMonitor, report: Report): void {
  const version = nonEmpty(spec.prometheus.version) ?? DEFAULT_IMAGES.prometheus.version;
  if ((spec.replicas ?? 1) < 2 || isAtLeast(version, 2, 27)) return;
  if (spec.replicaExternalLabelName === '') return;
  const what = `is ${spec.replicas}, but Prometheus ${version} cannot tell replicas apart`;
  const advice =
    'set spec.prometheus.version to v2.27.0 or newer, or spec.replicaExternalLabelName to ""';
  report('INVALID_VALUE', ['spec', 'replicas'], what, advice);
}

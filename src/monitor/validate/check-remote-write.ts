import type { FieldPath } from '../../model/manifest.ts';
import type { Report } from '../finding.ts';
import type { TidbMonitor } from '../read-monitor.ts';
import { nonEmpty } from '../resolve/images.ts';
import type { RemoteWriteSpec } from '../schema/spec.ts';

const ACTIONS = new Set([
  'replace',
  'keep',
  'drop',
  'hashmod',
  'labelmap',
  'labeldrop',
  'labelkeep',
  'lowercase',
  'uppercase',
  'keepequal',
  'dropequal',
]);

/** Endpoints that Prometheus can send to. */
export function checkRemoteWrite({ spec }: TidbMonitor, report: Report): void {
  const names = new Set<string>();
  for (const [index, endpoint] of (spec.prometheus.remoteWrite ?? []).entries()) {
    const path = ['spec', 'prometheus', 'remoteWrite', index];
    checkUrl(endpoint.url, [...path, 'url'], report);
    checkCredentials(endpoint, path, report);
    checkRelabeling(endpoint, path, report);
    const name = nonEmpty(endpoint.name);
    if (name !== undefined && names.has(name)) {
      report('INVALID_VALUE', [...path, 'name'], `is ${name} again`, 'choose another name');
    }
    if (name !== undefined) names.add(name);
  }
}

/** The URL may hold a password: it is not quoted. */
function checkUrl(url: string, path: FieldPath, report: Report): void {
  if (!/^https?:\/\/./.test(url) || !URL.canParse(url)) {
    report('INVALID_VALUE', path, 'is not a URL', 'write one such as https://host/api/v1/write');
  } else if (new URL(url).password !== '') {
    const what = 'holds a password, which everybody can read who can read the ConfigMap';
    report('CREDENTIALS_EXPOSED', path, what, 'take it out, and set basicAuth');
  }
}

function checkCredentials(endpoint: RemoteWriteSpec, path: FieldPath, report: Report): void {
  const given = (['basicAuth', 'bearerToken', 'bearerTokenFile'] as const).filter(
    (field) => endpoint[field] !== undefined && endpoint[field] !== '',
  );
  if (given.length < 2) return;
  report('INVALID_VALUE', path, `sets ${given.join(' and ')}`, 'keep one of them');
}

function checkRelabeling(endpoint: RemoteWriteSpec, path: FieldPath, report: Report): void {
  for (const [index, { action }] of (endpoint.writeRelabelConfigs ?? []).entries()) {
    if (action === undefined || action === '' || ACTIONS.has(action.toLowerCase())) continue;
    const place = [...path, 'writeRelabelConfigs', index, 'action'];
    const advice = `use one of ${[...ACTIONS].join(', ')}`;
    report('INVALID_VALUE', place, `does not know ${JSON.stringify(action)}`, advice);
  }
}

import type { FieldPath } from '../../model/manifest.ts';
import type { Report } from '../finding.ts';
import type { TidbMonitor } from '../read-monitor.ts';

interface Reference {
  readonly name?: string;
}

/** References to keys of Secrets need the Secret's name, which Kubernetes' schema leaves open. */
export function checkReferences({ spec }: TidbMonitor, report: Report): void {
  const check = (reference: Reference | undefined, path: FieldPath) => {
    if (reference === undefined || (reference.name ?? '') !== '') return;
    report('INVALID_VALUE', [...path, 'name'], 'is not set', 'name the object the key is in');
  };
  const { grafana, thanos, prometheus } = spec;
  check(grafana?.usernameSecret, ['spec', 'grafana', 'usernameSecret']);
  check(grafana?.passwordSecret, ['spec', 'grafana', 'passwordSecret']);
  check(thanos?.objectStorageConfig, ['spec', 'thanos', 'objectStorageConfig']);
  check(thanos?.tracingConfig, ['spec', 'thanos', 'tracingConfig']);
  check(prometheus.config?.configMapRef, ['spec', 'prometheus', 'config', 'configMapRef']);
  check(prometheus.config?.ruleConfigRef, ['spec', 'prometheus', 'config', 'ruleConfigRef']);
  for (const [index, { basicAuth, tlsConfig }] of (prometheus.remoteWrite ?? []).entries()) {
    const path = ['spec', 'prometheus', 'remoteWrite', index];
    check(basicAuth?.username, [...path, 'basicAuth', 'username']);
    check(basicAuth?.password, [...path, 'basicAuth', 'password']);
    for (const side of ['ca', 'cert'] as const) {
      check(tlsConfig?.[side]?.secret, [...path, 'tlsConfig', side, 'secret']);
      check(tlsConfig?.[side]?.configMap, [...path, 'tlsConfig', side, 'configMap']);
    }
    check(tlsConfig?.keySecret, [...path, 'tlsConfig', 'keySecret']);
  }
}

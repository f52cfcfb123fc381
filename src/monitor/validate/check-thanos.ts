import type { Report } from '../finding.ts';
import type { TidbMonitor } from '../read-monitor.ts';

const DURATION = /^-?(?:\d+(?:ms|[smhdwy]))+$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Parts of a gRPC TLS configuration that no flag of the sidecar takes. */
const WITHOUT_FLAG = ['ca', 'cert', 'keySecret', 'serverName', 'insecureSkipVerify'] as const;

/** Settings that the sidecar would not start with. */
export function checkThanos({ spec }: TidbMonitor, report: Report): void {
  const { thanos } = spec;
  if (thanos === undefined) return;
  const { minTime = '', grpcServerTlsConfig: tls } = thanos;
  if (minTime !== '' && !DURATION.test(minTime) && !TIME.test(minTime)) {
    const what = `cannot be ${JSON.stringify(minTime)}`;
    const advice = 'write a time such as 2025-01-31T00:00:00Z or an age such as -2w';
    report('INVALID_VALUE', ['spec', 'thanos', 'minTime'], what, advice);
  }
  for (const field of WITHOUT_FLAG) {
    if (tls?.[field] === undefined) continue;
    const path = ['spec', 'thanos', 'grpcServerTlsConfig', field];
    const advice =
      'mount the files with additionalVolumeMounts, and name them in caFile, certFile and keyFile';
    report('FIELD_WITHOUT_EFFECT', path, 'has no effect on the sidecar', advice);
  }
}

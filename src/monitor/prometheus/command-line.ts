import { isAtLeast } from '../resolve/prometheus-version.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import { needsExpansion } from './external-labels.ts';
import { splitWords } from './split-words.ts';

/** Flags that decide where Prometheus finds its files: nobody else may set them. */
export const RESERVED_FLAGS = ['--config.file', '--storage.tsdb.path'] as const;

/**
 * The command line of Prometheus. It runs without a shell, so that it gets
 * the signal to stop and can close its database. A flag among the user's
 * options replaces the built-in one: Prometheus takes each only once.
 */
export function prometheusCommand(monitor: ResolvedMonitor): readonly string[] {
  const options = userOptions(monitor);
  const given = new Set(options.map(flagName));
  const builtIn = builtInFlags(monitor).filter((flag) => !given.has(flagName(flag)));
  return ['/bin/prometheus', ...builtIn, ...expansionFlags(monitor), ...options];
}

/** The user's options, one word each; an entry may hold several, as a shell would split them. */
export function userOptions({ spec }: Pick<ResolvedMonitor, 'spec'>): readonly string[] {
  return (spec.prometheus.config?.commandOptions ?? []).flatMap(splitWords);
}

/** `--a.b=c` sets, and `--no-a.b` unsets, the flag `--a.b`. */
export function flagName(option: string): string {
  return option.replace(/=.*$/s, '').replace(/^--no-/, '--');
}

function builtInFlags({ spec, retention, images }: ResolvedMonitor): string[] {
  const { logLevel, disableCompaction } = spec.prometheus;
  const flags = [
    '--web.enable-admin-api',
    '--web.enable-lifecycle',
    '--config.file=/etc/prometheus/config/prometheus.yml',
    '--storage.tsdb.path=/data/prometheus',
    `--storage.tsdb.retention.time=${retention}`,
  ];
  if (logLevel !== undefined) flags.push(`--log.level=${logLevel}`);
  // The sidecar uploads blocks of two hours, which nothing may have merged before.
  if (disableCompaction === true || images.thanos !== undefined) {
    flags.push('--storage.tsdb.max-block-duration=2h', '--storage.tsdb.min-block-duration=2h');
  }
  return flags;
}

function expansionFlags(monitor: ResolvedMonitor): string[] {
  const { version } = monitor.images.prometheus;
  // From version 3 on it is built in, and asking for it only gives a warning.
  const builtIn = isAtLeast(version, 3, 0) && /^v?\d/.test(version);
  return needsExpansion(monitor) && !builtIn ? ['--enable-feature=expand-external-labels'] : [];
}

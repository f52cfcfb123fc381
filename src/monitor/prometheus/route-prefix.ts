import type { ResolvedMonitor } from '../resolve/resolve.ts';
import { userOptions } from './command-line.ts';

/**
 * The path that Prometheus serves under, as its own options set it: `/prom`,
 * or the empty text. As in Prometheus, the external URL's path is taken where
 * no prefix is given.
 */
export function routePrefix(monitor: Pick<ResolvedMonitor, 'spec'>): string {
  const options = userOptions(monitor);
  const given = flagValue(options, '--web.route-prefix');
  const external = flagValue(options, '--web.external-url');
  return pathOf(given ?? (external === undefined ? '' : externalPath(external)));
}

/** `prom`, `/prom` and `/prom/` as `/prom`; `/`, `.` and nothing as the empty text. */
export function pathOf(prefix: string): string {
  const steps = prefix.split('/').filter((step) => step !== '' && step !== '.');
  return steps.map((step) => `/${step}`).join('');
}

function flagValue(options: readonly string[], flag: string): string | undefined {
  return options.findLast((option) => option.startsWith(`${flag}=`))?.slice(flag.length + 1);
}

function externalPath(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}

import type { PodIdentity } from '../prometheus/external-labels.ts';

/**
 * What the shell command in tidb-operator's pods makes of `prometheus.yml` when
 * Prometheus starts: it takes the parentheses off line 5 and the word SHARD off
 * every line, and then replaces variables without parentheses.
 */
export function afterShell(text: string, { namespace, podName, shard }: PodIdentity): string {
  return text
    .split('\n')
    .map((line, index) => (index === 4 ? line.replace(/[()]/g, '') : line))
    .join('\n')
    .replaceAll('SHARD', '')
    .replaceAll('$NAMESPACE', namespace)
    .replaceAll('$POD_NAME', podName)
    .replaceAll('$()', shard);
}

/** What the reloader in tidb-operator's pods makes of it; `undefined` where it would fail. */
export function afterReloader(
  text: string,
  { namespace, podName, shard }: PodIdentity,
): string | undefined {
  const variables = new Map([
    ['NAMESPACE', namespace],
    ['POD_NAME', podName],
    ['SHARD', shard],
  ]);
  let fails = false;
  const replaced = text.replace(/\$\(([a-zA-Z_0-9]+)\)/g, (whole, name: string) => {
    const value = variables.get(name);
    fails ||= value === undefined;
    return value ?? whole;
  });
  return fails ? undefined : replaced;
}

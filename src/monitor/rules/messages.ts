import type { Alert, Unit } from './rule.ts';

/** Which labels say what an alert is about. */
const SUBJECTS: Readonly<Record<Alert['scope'], string>> = {
  cluster: '{{ $labels.kubernetes_namespace }}/{{ $labels.cluster }}',
  instance: '{{ $labels.kubernetes_namespace }}/{{ $labels.cluster }} {{ $labels.instance }}',
  program: '{{ $labels.kubernetes_namespace }}/{{ $labels.instance }}',
};

/** How Prometheus writes an alert's value. */
const VALUES: Readonly<Record<Unit, string>> = {
  number: '{{ $value | humanize }}',
  ratio: '{{ $value | humanizePercentage }}',
  percent: '{{ $value | printf "%.4g" }}%',
  seconds: '{{ $value | humanizeDuration }}',
  bytes: '{{ $value | humanize1024 }}B',
  'per-second': '{{ $value | printf "%.3g" }}',
  cores: '{{ $value | printf "%.3g" }} cores',
};

/** The text that says where and what, and what to do: a template of Prometheus. */
export function descriptionOf(alert: Alert): string {
  const { scope, says, advice, threshold, unit } = alert;
  const limit = threshold === undefined ? '' : formatLimit(threshold.value, unit);
  const sentence = says.replaceAll('{value}', VALUES[unit]).replaceAll('{threshold}', limit);
  return `${SUBJECTS[scope]}: ${sentence}. ${advice}`;
}

/** A threshold as people write it: `80%`, `10m`, `5GiB`. */
export function formatLimit(value: number, unit: Unit): string {
  switch (unit) {
    case 'number':
    case 'per-second':
      return String(value);
    case 'ratio':
      return `${rounded(value * 100)}%`;
    case 'percent':
      return `${rounded(value)}%`;
    case 'seconds':
      return durationText(value);
    case 'bytes':
      return bytesText(value);
    case 'cores':
      return `${value} cores`;
  }
}

function durationText(seconds: number): string {
  const whole = (size: number) => seconds >= size && seconds % size === 0;
  if (whole(3600)) return `${seconds / 3600}h`;
  return whole(60) ? `${seconds / 60}m` : `${seconds}s`;
}

function bytesText(value: number): string {
  const prefixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'];
  let [size, index] = [value, 0];
  while (Math.abs(size) >= 1024 && index < prefixes.length - 1) {
    size /= 1024;
    index += 1;
  }
  return `${rounded(size)}${prefixes[index]}B`;
}

/** At most four digits, as Prometheus writes values. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

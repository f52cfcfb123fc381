import { createHash } from 'node:crypto';

/** The labels of one series, without those that a scrape adds. */
export type Labels = Readonly<Record<string, string>>;

/** One metric family as a component exposes it. */
export interface Family {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly series: readonly Labels[];
  /** What a gauge moves around, or a counter and a histogram's count grow by in a second. */
  readonly level: number;
  /** Whether a gauge always has its level: what it says is a state or a time. */
  readonly constant?: boolean;
  /** Whether it adds series to the family before it, of the same name. */
  readonly continued?: boolean;
  /** The upper bounds of a histogram's buckets, without +Inf. */
  readonly bounds?: readonly number[];
}

/** Values a label takes; several labels give every combination. */
export type LabelValues = Readonly<Record<string, readonly string[]>>;

export function counter(
  name: string,
  labels: LabelValues | readonly Labels[] = {},
  level = 7,
): Family {
  return { name, type: 'counter', series: seriesOf(labels), level };
}

export function gauge(
  name: string,
  labels: LabelValues | readonly Labels[] = {},
  level = 12,
): Family {
  return { name, type: 'gauge', series: seriesOf(labels), level };
}

/** A gauge that does not move. */
export function constant(
  name: string,
  labels: LabelValues | readonly Labels[] = {},
  level = 1,
): Family {
  return { ...gauge(name, labels, level), constant: true };
}

export function histogram(
  name: string,
  labels: LabelValues | readonly Labels[] = {},
  bounds: readonly number[] = DURATIONS,
): Family {
  return { name, type: 'histogram', series: seriesOf(labels), level: 40, bounds };
}

/** From half a millisecond to sixteen seconds, as most duration histograms have them. */
const DURATIONS = Array.from({ length: 16 }, (_, step) => 0.0005 * 2 ** step);

function seriesOf(labels: LabelValues | readonly Labels[]): readonly Labels[] {
  if (isList(labels)) return labels;
  return Object.entries(labels).reduce<readonly Labels[]>(
    (all, [name, values]) =>
      all.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
}

function isList(labels: LabelValues | readonly Labels[]): labels is readonly Labels[] {
  return Array.isArray(labels);
}

/**
 * A page in the text format of Prometheus. `instance` makes instances differ;
 * `seconds` is how long the component has been up: counters grow with it, and
 * gauges move around their level.
 */
export function exposition(families: readonly Family[], instance: string, seconds: number): string {
  return families.map((family) => familyText(family, instance, seconds)).join('');
}

function familyText(family: Family, instance: string, seconds: number): string {
  const lines = family.continued ? [] : [`# TYPE ${family.name} ${family.type}\n`];
  for (const labels of family.series) {
    const share = 0.5 + fraction(`${instance} ${family.name} ${JSON.stringify(labels)}`);
    if (family.type === 'counter') {
      lines.push(line(family.name, labels, family.level * share * seconds));
    } else if (family.type === 'gauge') {
      const swing = share * (1 + 0.1 * Math.sin(seconds / 20 + share * 6));
      lines.push(line(family.name, labels, family.level * (family.constant ? 1 : swing)));
    } else {
      lines.push(...histogramLines(family, labels, share, seconds));
    }
  }
  return lines.join('');
}

function histogramLines(
  { name, level, bounds = DURATIONS }: Family,
  labels: Labels,
  share: number,
  seconds: number,
): string[] {
  const count = Math.floor(level * share * seconds);
  const lines = bounds.map((bound, index) => {
    const below = Math.floor((count * (index + 1)) / (bounds.length + 1));
    return line(`${name}_bucket`, { ...labels, le: String(bound) }, below);
  });
  const middle = bounds[Math.floor(bounds.length / 2)] ?? 1;
  return [
    ...lines,
    line(`${name}_bucket`, { ...labels, le: '+Inf' }, count),
    line(`${name}_sum`, labels, count * middle),
    line(`${name}_count`, labels, count),
  ];
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`;
}

/** A number from 0 to 1 that a text always gives. */
function fraction(text: string): number {
  return createHash('sha256').update(text).digest().readUInt16BE(0) / 0x1_0000;
}

import { type Bound, holds, type Measurement, type Unit } from './measurement.ts';
import { spreadOf } from './statistics.ts';

/** Measurements as rows of text under one heading, numbers aligned to the right. */
export function tableOf(heading: string, measurements: readonly Measurement[]): string {
  const head = [heading, 'min', 'median', 'max', '', 'bound', ''];
  const rows = [head, ...measurements.map(rowOf)];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `${lineOf(row, widths)}\n`).join('');
}

function rowOf(measurement: Measurement): string[] {
  const { what, unit, samples, bound } = measurement;
  const { min, median, max } = spreadOf(samples);
  const numbers = [min, median, max].map((value) => formatNumber(value, unit));
  const good = holds(measurement);
  const verdict = good === undefined ? '' : good ? 'holds' : 'BROKEN';
  return [`  ${what}`, ...numbers, unit, boundText(bound, unit), verdict];
}

const decimals: Readonly<Record<Unit, number>> = {
  ms: 0,
  s: 3,
  MB: 1,
  requests: 0,
  builds: 0,
  times: 2,
};

export function formatNumber(value: number, unit: Unit): string {
  return value.toFixed(decimals[unit]);
}

function boundText(bound: Bound | undefined, unit: Unit): string {
  if (bound === undefined) return '';
  const sign = bound.inclusive ? '<=' : '<';
  return `${bound.judged} ${sign} ${bound.limit} ${unit}`;
}

/** Columns 1 to 3 are numbers. */
function lineOf(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((cell, column) => {
    const width = widths[column] ?? 0;
    return column >= 1 && column <= 3 ? cell.padStart(width) : cell.padEnd(width);
  });
  return cells.join('  ').trimEnd();
}

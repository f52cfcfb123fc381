import type { JsonValue } from '../../model/json.ts';

/** How long ago a time was, as tables show it: `5s`, `3m12s`, `2d4h`; `<unknown>` without one. */
export function ageOf(time: JsonValue | undefined, now: number): string {
  if (typeof time !== 'string') return '<unknown>';
  return humanDuration(now - Date.parse(time));
}

/** A duration in milliseconds with at most two units, the smaller only while it matters. */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes < 10) return pair(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(minutes / 60);
  if (hours < 8) return pair(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.trunc(hours / 24);
  if (hours < 192) return pair(days, 'd', hours % 24, 'h');
  if (hours < 365 * 24 * 2) return `${days}d`;
  const years = Math.trunc(days / 365);
  if (hours < 365 * 24 * 8) return pair(years, 'y', days % 365, 'd');
  return `${years}y`;
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}

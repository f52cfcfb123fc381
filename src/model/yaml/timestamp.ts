const TIMESTAMP =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:([Tt ])([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(\.[0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})?)?$/;

/**
 * A YAML timestamp in RFC 3339, as Go prints it (`2020-01-01` is
 * `2020-01-01T00:00:00Z`); `undefined` where the text is none. A zone needs a
 * `T`, and a `T` needs a zone.
 */
export function parseTimestamp(text: string): string | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', separator, hour, minute, second, fraction, zone] =
    match;
  if (!isDate(Number(year), Number(month), Number(day))) return undefined;
  const date = `${year}-${pad(month)}-${pad(day)}`;
  if (separator === undefined) return `${date}T00:00:00Z`;
  if ((separator === ' ') !== (zone === undefined)) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  if (zone !== undefined && !isZone(zone)) return undefined;
  const time = `${pad(hour)}:${pad(minute)}:${pad(second)}${trimFraction(fraction)}`;
  return `${date}T${time}${zone === undefined || isUtc(zone) ? 'Z' : zone}`;
}

function pad(digits = ''): string {
  return digits.padStart(2, '0');
}

/** Go keeps nanoseconds and drops zeros at the end. */
function trimFraction(fraction = ''): string {
  const trimmed = fraction.slice(0, 10).replace(/0+$/, '');
  return trimmed === '.' ? '' : trimmed;
}

function isUtc(zone: string): boolean {
  return zone === 'Z' || zone.slice(1) === '00:00';
}

function isZone(zone: string): boolean {
  return zone === 'Z' || (Number(zone.slice(1, 3)) <= 24 && Number(zone.slice(4)) <= 60);
}

function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (days[month - 1] ?? 0);
}

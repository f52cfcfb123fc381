import { CronTime } from 'cron';
import { parseDuration } from './duration.ts';
import { messageOf, TidewatchError } from './errors.ts';

/** When changes that disrupt may be made: from every time of a cron expression on, so long. */
export interface MaintenanceWindow {
  /** As it was written: `0 2 * * 6 for 4h in Europe/Berlin`. */
  readonly text: string;
  /** Minute, hour, day, month and weekday. */
  readonly cron: string;
  /** Milliseconds. */
  readonly duration: number;
  /** A name of the IANA database. */
  readonly timeZone: string;
}

/** A text that is no maintenance window; `data.text` is that text. */
export class MaintenanceWindowError extends TidewatchError {
  override readonly code = 'INVALID_MAINTENANCE_WINDOW';
}

/** Any time will do to learn whether an expression ever comes true. */
const someTime = Date.UTC(2024, 0, 1);
const example = '"0 2 * * 6 for 4h in Europe/Berlin"';

/**
 * Reads windows, separated by `;`, each `CRON for DURATION` and, unless it is of
 * UTC, `in ZONE`. Throws `MaintenanceWindowError`.
 */
export function parseMaintenanceWindows(text: string): readonly MaintenanceWindow[] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseWindow);
}

function parseWindow(text: string): MaintenanceWindow {
  const match = /^(.+?) for (\S+?)(?: in (\S+))?$/.exec(text);
  if (match === null) throw invalid(text, `write cron, duration and zone, such as ${example}`);
  const [, cron = '', length = '', timeZone = 'UTC'] = match;
  try {
    const window = { text, cron, duration: parseDuration(length), timeZone };
    if (cron.trim().split(/\s+/).length !== 5) throw invalid(text, 'write five fields of cron');
    if (window.duration <= 0) throw invalid(text, 'write a duration such as 4h');
    nextStart(window, someTime);
    return window;
  } catch (thrown) {
    if (thrown instanceof MaintenanceWindowError) throw thrown;
    throw invalid(text, `${firstLine(thrown)}; write it such as ${example}`);
  }
}

/** Whether one of the windows is open, and else when the first of them opens. */
export function maintenanceAt(
  windows: readonly MaintenanceWindow[],
  now: number,
): { readonly open: true } | { readonly open: false; readonly opensAt: number } {
  if (windows.some((window) => nextStart(window, now - window.duration) <= now)) {
    return { open: true };
  }
  return { open: false, opensAt: Math.min(...windows.map((window) => nextStart(window, now))) };
}

/** `2030-01-05T02:00:00+01:00 (Europe/Berlin)`: in the zone of the window that opens then. */
export function formatOpening(windows: readonly MaintenanceWindow[], opensAt: number): string {
  const window = windows.find((one) => nextStart(one, opensAt - 1) === opensAt) ?? windows[0];
  const timeZone = window?.timeZone ?? 'UTC';
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(opensAt);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  const day = `${part('year')}-${part('month')}-${part('day')}`;
  return `${day} ${part('hour')}:${part('minute')} ${timeZone}`;
}

/** The first start after a moment. */
function nextStart({ cron, timeZone }: MaintenanceWindow, after: number): number {
  return new CronTime(cron, timeZone).getNextDateFrom(new Date(after), timeZone).toMillis();
}

function invalid(text: string, advice: string): MaintenanceWindowError {
  return new MaintenanceWindowError(
    `${JSON.stringify(text)}: not a maintenance window; ${advice}`,
    { data: { text } },
  );
}

/** The library adds lines for its own developers. */
function firstLine(thrown: unknown): string {
  return messageOf(thrown).replace(/\n.*/s, '').replace(/\.$/, '');
}

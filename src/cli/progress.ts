import type { ApplyEvent } from '../apply/apply-event.ts';
import { formatObjectId } from '../model/object-id.ts';
import { changeLine } from '../report/report-text.ts';
import type { Io } from './io.ts';

/** Shows an apply as it goes, on standard error: one line an event that matters. */
export function progressOf(target: string, io: Io): (event: ApplyEvent) => void {
  return (event) => {
    const text = progressLine(event);
    if (text !== undefined) io.stderr(`${target}: ${text}\n`);
  };
}

function progressLine(event: ApplyEvent): string | undefined {
  switch (event.type) {
    case 'step-started':
      return event.objects === 0 ? undefined : `${event.step} (${objects(event.objects)})`;
    case 'changed':
      return event.change.action === 'unchanged' ? undefined : `  ${changeLine(event.change)}`;
    case 'stepped':
      return `  done: ${event.title}`;
    case 'waiting':
      return `  waiting for ${event.unhealthy.map(({ id, message }) => `${formatObjectId(id)} (${message})`).join(', ')}`;
    case 'step-finished':
      return undefined;
  }
}

function objects(number: number): string {
  return number === 1 ? '1 object' : `${number} objects`;
}

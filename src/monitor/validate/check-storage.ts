import type { Report } from '../finding.ts';
import type { TidbMonitor } from '../read-monitor.ts';
import { isQuantity } from '../schema/decode.ts';

/** Persistent data needs a size; a size needs persistent data. */
export function checkStorage({ spec }: TidbMonitor, report: Report): void {
  const { persistent = false, storage = '' } = spec;
  const path = ['spec', 'storage'];
  if (persistent && storage === '') {
    const what = 'is not set, but spec.persistent is true';
    report('INVALID_VALUE', path, what, 'set it to the size of the volume, such as 100Gi');
  } else if (storage !== '' && !isPositive(storage)) {
    const what = `cannot be ${JSON.stringify(storage)}`;
    report('INVALID_VALUE', path, what, 'write a size such as 100Gi');
  } else if (!persistent && storage !== '') {
    const advice = 'set spec.persistent to true, or remove it';
    report('FIELD_WITHOUT_EFFECT', path, 'has no effect: the data is not persistent', advice);
  }
}

function isPositive(quantity: string): boolean {
  return isQuantity(quantity) && !quantity.startsWith('-') && /[1-9]/.test(quantity);
}

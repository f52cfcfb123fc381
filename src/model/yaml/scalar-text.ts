import { getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import { flatText } from '../flat-text.ts';

/** Shorter texts are no burden, however they are put together. */
const LONG_TEXT = 4_096;

/**
 * The value of a scalar, flat. The parser puts texts together from lines and
 * escapes: one of many escapes is read part by part, so that its pieces are
 * never in memory all at once.
 */
export function scalarText(text: string, event: ScalarEvent): string {
  const { valueStart, valueEnd } = event;
  if (valueEnd - valueStart < LONG_TEXT) return getScalarValue(text, event);
  if (event.style !== SCALAR_STYLE.DOUBLE_QUOTED) return flatText(getScalarValue(text, event));
  const parts: string[] = [];
  let start = valueStart;
  // Where an escape begins, everything before it is complete.
  for (
    let at = text.indexOf('\\', start);
    at >= 0 && at < valueEnd;
    at = text.indexOf('\\', at + 2)
  ) {
    if (at - start < LONG_TEXT) continue;
    parts.push(flatText(getScalarValue(text, { ...event, valueStart: start, valueEnd: at })));
    start = at;
  }
  parts.push(flatText(getScalarValue(text, { ...event, valueStart: start })));
  return parts.join('');
}

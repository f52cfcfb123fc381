import { dump } from 'js-yaml';
import type { JsonValue } from '../model/json.ts';

export type OutputFormat = 'text' | 'json' | 'yaml';

/** Data as JSON or YAML; `undefined` where the format is text, which each verb writes itself. */
export function dataText(value: unknown, format: OutputFormat): string | undefined {
  if (format === 'text') return undefined;
  const plain = JSON.parse(JSON.stringify(value)) as JsonValue;
  return format === 'json' ? `${JSON.stringify(plain, null, 2)}\n` : dump(plain, { noRefs: true });
}

import type { FieldChange } from '../change.ts';

/** `prom/prometheus: version v2.49.1 -> v2.50.0`. */
export function imageMeaning({ before, after }: FieldChange): readonly string[] {
  if (typeof before !== 'string' || typeof after !== 'string') return [];
  const [old, now] = [parseImage(before), parseImage(after)];
  if (old.name !== now.name) return [`image ${old.name} -> ${now.name}`];
  if (old.version !== now.version) return [`${old.name}: version ${old.version} -> ${now.version}`];
  return [];
}

/** A tag stands behind the last colon that no slash follows, a digest behind `@`. */
function parseImage(image: string): { readonly name: string; readonly version: string } {
  const [, name = image, tag, digest] = /^(.*?)(?::([^/:@]*))?(?:@(.*))?$/.exec(image) ?? [];
  return { name, version: digest ?? tag ?? 'latest' };
}

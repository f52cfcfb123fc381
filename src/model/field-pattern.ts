import type { FieldPath } from './manifest.ts';

/**
 * Fields by their path: `spec.replicas`, `data.*`,
 * `spec.template.spec.containers[*].image`, `metadata.annotations["a.b/c"]`. A
 * pattern also covers everything below what it names.
 */
export type FieldPattern = readonly string[];

/** Reads a pattern. `undefined` where the text is none. */
export function parseFieldPattern(text: string): FieldPattern | undefined {
  const steps: string[] = [];
  const step = /\.?([A-Za-z_*][\w*-]*)|\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]/y;
  while (step.lastIndex < text.length) {
    const found = step.exec(text);
    if (found === null) return undefined;
    steps.push(found[1] ?? found[2] ?? found[3] ?? '');
  }
  return steps.length === 0 ? undefined : steps;
}

/** Reads a JSON pointer as Argo CD and Flux have it: `/spec/replicas`. */
export function parseJsonPointer(text: string): FieldPattern | undefined {
  if (!text.startsWith('/') || text === '/') return undefined;
  return text
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Reads a plain path in the notation of jq: `.spec.containers[].image`. `undefined` for any other expression. */
export function parseSimpleJq(text: string): FieldPattern | undefined {
  const expression = text.trim();
  if (!expression.startsWith('.') || expression === '.') return undefined;
  return parseFieldPattern(
    expression
      .replace(/^\.(?=\[)/, '')
      .replaceAll('[]', '[*]')
      .replaceAll('?', ''),
  );
}

/** Whether a field is what a pattern names, or lies below it. */
export function covers(pattern: FieldPattern, path: FieldPath): boolean {
  return (
    pattern.length <= path.length &&
    pattern.every((step, index) => step === '*' || step === String(path[index]))
  );
}

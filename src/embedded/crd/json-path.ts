import { isJsonObject, type JsonValue, jsonEquals } from '../../model/json.ts';

type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'all' }
  | {
      readonly kind: 'filter';
      readonly path: readonly Step[];
      readonly operator: string;
      readonly value: JsonValue;
    };

const TOKEN =
  /\.?\[\?\(@((?:\.[\w-]+)+)\s*(==|!=)\s*("[^"]*"|'[^']*'|[\w.-]+)\s*\)\]|\.?\['([^']+)'\]|\.?\[(\d+)\]|\.?(\[\*\])|\.((?:[^.[\\]|\\.)+)/gy;

/** The JSONPath of printer columns: fields, indexes, `[*]` and filters by equality. */
export function parseJsonPath(text: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [token, path, operator = '', value = '', quoted, index, all, field] = match;
    end = match.index + token.length;
    if (path !== undefined) {
      const below = parseJsonPath(path);
      if (below === undefined) return undefined;
      steps.push({ kind: 'filter', path: below, operator, value: parseLiteral(value) });
    } else if (index !== undefined) steps.push({ kind: 'index', index: Number(index) });
    else if (all !== undefined) steps.push({ kind: 'all' });
    else steps.push({ kind: 'field', name: quoted ?? (field ?? '').replaceAll(/\\(.)/g, '$1') });
  }
  return end === text.length && steps.length > 0 ? steps : undefined;
}

function parseLiteral(text: string): JsonValue {
  if (/^["']/.test(text)) return text.slice(1, -1);
  if (text === 'true' || text === 'false') return text === 'true';
  return Number.isNaN(Number(text)) ? text : Number(text);
}

/** The values a path leads to. */
export function evaluateJsonPath(steps: readonly Step[], root: JsonValue): readonly JsonValue[] {
  return steps.reduce<readonly JsonValue[]>(
    (values, step) => values.flatMap((value) => take(step, value)),
    [root],
  );
}

function take(step: Step, value: JsonValue): readonly JsonValue[] {
  switch (step.kind) {
    case 'field': {
      const child = isJsonObject(value) ? value[step.name] : undefined;
      return child === undefined ? [] : [child];
    }
    case 'index': {
      const child = Array.isArray(value) ? value[step.index] : undefined;
      return child === undefined ? [] : [child];
    }
    case 'all':
      return Array.isArray(value) ? value : [];
    case 'filter':
      if (!Array.isArray(value)) return [];
      return value.filter((item) => {
        const found = evaluateJsonPath(step.path, item);
        const isEqual = found.some((one) => jsonEquals(one, step.value));
        return step.operator === '==' ? isEqual : found.length > 0 && !isEqual;
      });
  }
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

/** A map or a list that is being read. */
interface Level {
  /** The keys of a map so far; `undefined` in a list. */
  readonly keys: Set<string> | undefined;
  readonly path: string;
  /** The place of the next value in a list. */
  index: number;
  /** The key whose value comes next. */
  key: string | undefined;
}

/** The path of the value that comes next. */
function pathOfNext(level: Level | undefined): string {
  if (level === undefined) return '';
  if (level.keys === undefined) return `${level.path}[${level.index}]`;
  const key = level.key ?? '';
  return level.path === '' ? key : `${level.path}.${key}`;
}

/**
 * The fields that stand twice in a map of a JSON text, each once: parsers keep
 * the last and say nothing. The text has to be valid.
 */
export function duplicateFields(text: string): readonly string[] {
  const found = new Set<string>();
  const levels: Level[] = [];
  for (const [token] of text.matchAll(TOKEN)) {
    const level = levels.at(-1);
    if (token === '{' || token === '[') {
      const keys = token === '{' ? new Set<string>() : undefined;
      levels.push({ keys, path: pathOfNext(level), index: 0, key: undefined });
    } else if (token === '}' || token === ']') levels.pop();
    else if (token === ',' && level !== undefined) {
      level.index++;
      level.key = undefined;
    } else if (token.startsWith('"') && level?.keys !== undefined && level.key === undefined) {
      level.key = JSON.parse(token) as string;
      if (level.keys.has(level.key)) found.add(pathOfNext(level));
      level.keys.add(level.key);
    }
  }
  return [...found];
}

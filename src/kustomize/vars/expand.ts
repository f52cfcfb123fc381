/** What a var stands for: text, a number or boolean with its tag, or something that cannot be put into text. */
export type VarValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly tag: string; readonly text: string }
  | { readonly kind: 'other' };

export type Expanded = Exclude<VarValue, { kind: 'other' }>;

const NAME_OR_DOLLAR = /\$(?:\(([^)]*)\)|(\$))/g;

/**
 * Replaces `$(NAME)`; `$$` is a dollar sign. Unknown names stay as they are.
 * Text that is nothing but one var takes over the var's type.
 */
export function expand(text: string, values: ReadonlyMap<string, VarValue>): Expanded {
  const whole = /^\$\(([^)]*)\)$/.exec(text);
  if (whole !== null) return resolve(whole[1] ?? '', values);
  // Behind the last parenthesis no name can end: looking for it would take quadratic time.
  const end = text.lastIndexOf(')') + 1;
  const expanded = text
    .slice(0, end)
    .replace(NAME_OR_DOLLAR, (_match, name, escaped) =>
      escaped === undefined ? resolve(String(name), values).text : '$',
    );
  return { kind: 'text', text: expanded + text.slice(end).replaceAll('$$', () => '$') };
}

function resolve(name: string, values: ReadonlyMap<string, VarValue>): Expanded {
  const value = values.get(name);
  if (value === undefined || value.kind === 'other') return { kind: 'text', text: `$(${name})` };
  return value;
}

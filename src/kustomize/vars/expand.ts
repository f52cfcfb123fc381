/** What a var stands for: text, a number or boolean with its tag, or something that cannot be put into text. */
export type VarValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly tag: string; readonly text: string }
  | { readonly kind: 'other' };

export type Expanded = Exclude<VarValue, { kind: 'other' }>;

/**
 * Replaces `$(NAME)`; `$$` is a dollar sign. Unknown names stay as they are.
 * Text that is nothing but one var takes over the var's type.
 */
export function expand(text: string, values: ReadonlyMap<string, VarValue>): Expanded {
  const whole = /^\$\(([^)]*)\)$/.exec(text);
  if (whole !== null) return resolve(whole[1] ?? '', values);
  const expanded = text.replace(/\$(?:\(([^)]*)\)|(\$))/g, (_match, name, escaped) =>
    escaped === undefined ? resolve(String(name), values).text : '$',
  );
  return { kind: 'text', text: expanded };
}

function resolve(name: string, values: ReadonlyMap<string, VarValue>): Expanded {
  const value = values.get(name);
  if (value === undefined || value.kind === 'other') return { kind: 'text', text: `$(${name})` };
  return value;
}

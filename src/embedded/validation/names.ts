const DNS_LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS_SUBDOMAIN = `${DNS_LABEL}(\\.${DNS_LABEL})*`;
const QUALIFIED_NAME = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${QUALIFIED_NAME})?`;
const CONFIG_KEY = '[-._a-zA-Z0-9]+';

const matches = (pattern: string, value: string): boolean => new RegExp(`^${pattern}$`).test(value);

function explain(rule: string, pattern: string, ...examples: readonly string[]): string {
  const quoted = examples.map((example) => `'${example}', `).join(' or ');
  return examples.length === 0
    ? `${rule} (regex used for validation is '${pattern}')`
    : `${rule} (e.g. ${quoted}regex used for validation is '${pattern}')`;
}

function tooLong(maximum: number, unit = 'characters'): string {
  return `must be no more than ${maximum} ${unit}`;
}

/** What is wrong with a name; nothing where it is fine. */
export type NameRule = (name: string) => readonly string[];

export const dnsLabel: NameRule = (name) => {
  const problems = name.length > 63 ? [tooLong(63)] : [];
  if (matches(DNS_LABEL, name)) return problems;
  if (matches(DNS_SUBDOMAIN, name)) return [...problems, 'must not contain dots'];
  const rule =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...problems, explain(rule, DNS_LABEL, 'my-name', '123-abc')];
};

export const dnsSubdomain: NameRule = (name) => {
  const problems = name.length > 253 ? [tooLong(253)] : [];
  if (matches(DNS_SUBDOMAIN, name)) return problems;
  const rule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [...problems, explain(rule, DNS_SUBDOMAIN, 'example.com')];
};

/** Names that only have to be one segment of a URL's path, such as those of roles. */
export const pathSegment: NameRule = (name) => {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((one) => name.includes(one)).map((one) => `may not contain '${one}'`);
};

/** Keys of labels and annotations, and finalizers: `example.com/name`. */
export const qualifiedName: NameRule = (name) => {
  const rule =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  const explained = explain(rule, QUALIFIED_NAME, 'MyName', 'my.name', '123-abc');
  const parts = name.split('/');
  if (parts.length > 2) {
    return [
      `a valid label key ${explained} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const problems: string[] = [];
  const last = parts.at(-1) ?? '';
  const prefix = parts.length === 2 ? parts[0] : undefined;
  if (prefix === '') problems.push('prefix part must be non-empty');
  else if (prefix !== undefined) {
    problems.push(...dnsSubdomain(prefix).map((problem) => `prefix part ${problem}`));
  }
  if (last === '') problems.push('name part must be non-empty');
  else if (last.length > 63) problems.push(`name part ${tooLong(63, 'bytes')}`);
  if (!matches(QUALIFIED_NAME, last)) problems.push(`name part ${explained}`);
  return problems;
};

export const labelValue: NameRule = (value) => {
  const problems = value.length > 63 ? [tooLong(63, 'bytes')] : [];
  if (matches(LABEL_VALUE, value)) return problems;
  const rule =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  return [...problems, explain(rule, LABEL_VALUE, 'MyValue', 'my_value', '12345')];
};

/** Keys of ConfigMaps and Secrets. */
export const configKey: NameRule = (key) => {
  const problems = key.length > 253 ? [tooLong(253)] : [];
  if (!matches(CONFIG_KEY, key)) {
    const rule = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
    problems.push(explain(rule, CONFIG_KEY, 'key.name', 'KEY_NAME', 'key-name'));
  }
  if (key === '.') problems.push("must not be '.'");
  else if (key === '..') problems.push("must not be '..'");
  else if (key.startsWith('..')) problems.push("must not start with '..'");
  return problems;
};

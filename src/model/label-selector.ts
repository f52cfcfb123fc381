/** Whether labels satisfy a selector. */
export type LabelMatcher = (labels: ReadonlyMap<string, string>) => boolean;

const NAME = '[A-Za-z0-9](?:[A-Za-z0-9_./-]*[A-Za-z0-9])?';
const VALUE = '[A-Za-z0-9_.-]*';
const EXISTS = new RegExp(`^(!)?\\s*(${NAME})$`);
const EQUALS = new RegExp(`^(${NAME})\\s*(=|==|!=|>|<)\\s*(${VALUE})$`);
const IN = new RegExp(`^(${NAME})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);

/**
 * A label selector as `kubectl --selector` takes it; `undefined` where the text
 * is none. Takes time in the square of its length.
 */
export function parseLabelSelector(text: string): LabelMatcher | undefined {
  const requirements: LabelMatcher[] = [];
  for (const part of splitRequirements(text)) {
    const requirement = parsePart(part);
    if (requirement === undefined) return undefined;
    requirements.push(requirement);
  }
  return (labels) => requirements.every((matches) => matches(labels));
}

/** Commas divide requirements, except between parentheses. */
function splitRequirements(text: string): string[] {
  return text.split(/,(?![^(]*\))/).map((part) => part.trim());
}

function parsePart(part: string): LabelMatcher | undefined {
  const exists = EXISTS.exec(part);
  if (exists !== null) {
    const [, not, name = ''] = exists;
    return (labels) => labels.has(name) === (not === undefined);
  }
  const equals = EQUALS.exec(part);
  if (equals !== null) {
    const [, name = '', operator = '', value = ''] = equals;
    return (labels) => compareLabel(labels.get(name), operator, value);
  }
  const isIn = IN.exec(part);
  if (isIn === null) return undefined;
  const [, name = '', operator, list = ''] = isIn;
  const values = new Set(list.split(',').map((value) => value.trim()));
  return (labels) => {
    const label = labels.get(name);
    return operator === 'in'
      ? label !== undefined && values.has(label)
      : label === undefined || !values.has(label);
  };
}

function compareLabel(label: string | undefined, operator: string, value: string): boolean {
  switch (operator) {
    case '!=':
      return label !== value;
    case '>':
      return label !== undefined && Number(label) > Number(value);
    case '<':
      return label !== undefined && Number(label) < Number(value);
    default:
      return label === value;
  }
}

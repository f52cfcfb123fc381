import { BuildError } from '../build-error.ts';
import type { Text } from '../decode/decoder.ts';

/** Selectors are divided in quadratic time. */
const LONGEST = 10_000;

type Requirement = (labels: ReadonlyMap<string, string>) => boolean;

const NAME = '[A-Za-z0-9](?:[A-Za-z0-9_./-]*[A-Za-z0-9])?';
const VALUE = '[A-Za-z0-9_.-]*';
const EXISTS = new RegExp(`^(!)?\\s*(${NAME})$`);
const EQUALS = new RegExp(`^(${NAME})\\s*(=|==|!=|>|<)\\s*(${VALUE})$`);
const IN = new RegExp(`^(${NAME})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);

/** A label selector as `kubectl --selector` takes it; `undefined` where it is empty. */
export function parseLabelSelector(selector: Text | undefined): Requirement | undefined {
  if (selector === undefined || selector.text.trim() === '') return undefined;
  if (selector.text.length > LONGEST)
    throw bad(selector, `the label selector is longer than ${LONGEST} characters`);
  const requirements = splitRequirements(selector.text).map((part) => parsePart(part, selector));
  return (labels) => requirements.every((matches) => matches(labels));
}

/** Commas divide requirements, except between parentheses. */
function splitRequirements(text: string): string[] {
  return text.split(/,(?![^(]*\))/).map((part) => part.trim());
}

function parsePart(part: string, selector: Text): Requirement {
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
  if (isIn !== null) {
    const [, name = '', operator, list = ''] = isIn;
    const values = new Set(list.split(',').map((value) => value.trim()));
    return (labels) => {
      const label = labels.get(name);
      return operator === 'in'
        ? label !== undefined && values.has(label)
        : label === undefined || !values.has(label);
    };
  }
  throw bad(selector, `"${selector.text}" is no label selector`);
}

function bad({ node }: Text, what: string): BuildError {
  const advice = 'write requirements such as "app=web,tier in (a, b),!legacy"';
  return new BuildError({ code: 'BAD_LABEL_SELECTOR', origin: node.origin, what, advice });
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

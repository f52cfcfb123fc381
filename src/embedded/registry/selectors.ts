import type { JsonObject } from '../../model/json.ts';
import { badRequest } from '../status/api-error.ts';
import { metadataOf, nameOf, namespaceOf, objectOf, textOf } from './metadata.ts';
import type { ResourceType } from './resource-type.ts';

export type Predicate = (object: JsonObject) => boolean;

interface Requirement {
  readonly key: string;
  readonly operator: 'in' | 'notin' | 'exists' | 'absent' | 'gt' | 'lt';
  readonly values: readonly string[];
}

const SET = /^\s*([^\s!=(),<>]+)\s+(in|notin)\s*\(([^)]*)\)\s*$/;
const EQUALITY = /^\s*([^\s!=(),<>]+)\s*(==|=|!=|>|<)\s*([^\s,!=()<>]*)\s*$/;
const PRESENCE = /^\s*(!?)\s*([^\s!=(),<>]+)\s*$/;

function parseRequirement(text: string): Requirement {
  const set = SET.exec(text);
  if (set !== null) {
    const [, key = '', operator, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    return { key, operator: operator === 'in' ? 'in' : 'notin', values };
  }
  const equality = EQUALITY.exec(text);
  if (equality !== null) {
    const [, key = '', operator = '', value = ''] = equality;
    const operators = { '=': 'in', '==': 'in', '!=': 'notin', '>': 'gt', '<': 'lt' } as const;
    return { key, operator: operators[operator as keyof typeof operators], values: [value] };
  }
  const presence = PRESENCE.exec(text);
  if (presence !== null) {
    const [, not, key = ''] = presence;
    return { key, operator: not === '!' ? 'absent' : 'exists', values: [] };
  }
  throw badRequest(requirementProblem(text));
}

/** What the real server's parser trips over. */
function requirementProblem(text: string): string {
  const [, rest] = /^\s*[^\s!=(),<>]+\s*(?:==|=|!=)\s*[^\s,!=()<>]*\s*(.*)$/.exec(text) ?? [];
  if (rest !== undefined && rest !== '') {
    const token = /^(?:==|!=|[=<>!(),]|[^\s!=(),<>]+)/.exec(rest)?.[0] ?? rest;
    return `found '${token}', expected: ',' or 'end of string'`;
  }
  const [, values] = /\s(?:in|notin)\s+([^(\s][^\s]*)/.exec(text) ?? [];
  if (values !== undefined) return `unable to parse requirement: found '${values}' expected: '('`;
  return `unable to parse requirement: found '${text.trim()}', expected: identifier`;
}

/** Splits at commas that are not inside parentheses. */
function splitRequirements(selector: string): readonly string[] {
  const parts = selector.split(/,(?![^(]*\))/);
  return parts.filter((part) => part.trim() !== '');
}

function matches({ operator, values }: Requirement, value: string | undefined): boolean {
  switch (operator) {
    case 'in':
      return value !== undefined && values.includes(value);
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case 'absent':
      return value === undefined;
    case 'gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'lt':
      return value !== undefined && Number(value) < Number(values[0]);
  }
}

/** `app=web,tier in (a, b),!old`. */
export function parseLabelSelector(selector: string): Predicate {
  const requirements = splitRequirements(selector).map(parseRequirement);
  return (object) => {
    const labels = objectOf(metadataOf(object).labels);
    return requirements.every((requirement) => {
      const value = labels[requirement.key];
      return matches(requirement, value === undefined ? undefined : textOf(value));
    });
  };
}

/** `metadata.name=web,status.phase!=Running`. */
export function parseFieldSelector(type: ResourceType, selector: string): Predicate {
  const terms = splitRequirements(selector).map((text) => {
    const match = /^\s*([^=!]+?)\s*(==|=|!=)(.*)$/.exec(text);
    if (match === null) {
      throw badRequest(`invalid selector: '${text}'; can't understand '${text}'`);
    }
    const [, field = '', operator, value = ''] = match;
    return { read: fieldReader(type, field), negated: operator === '!=', value: value.trim() };
  });
  return (object) =>
    terms.every(({ read, negated, value }) => (read(object) === value) !== negated);
}

function fieldReader(type: ResourceType, field: string): (object: JsonObject) => string {
  if (field === 'metadata.name') return nameOf;
  if (field === 'metadata.namespace') return namespaceOf;
  const read = type.selectableFields[field];
  if (read !== undefined) return read;
  throw badRequest(
    Object.keys(type.selectableFields).length > 0
      ? `field label not supported: ${field}`
      : `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
  );
}

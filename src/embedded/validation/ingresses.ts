import type { JsonObject } from '../../model/json.ts';
import { objectOf, objectsOf, textOf } from '../registry/metadata.ts';
import { type FieldProblem, invalid, notSupported, required } from '../status/field-error.ts';
import { dnsSubdomain } from './names.ts';

const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];

export function validateIngress(object: JsonObject): readonly FieldProblem[] {
  const spec = objectOf(object.spec);
  const rules = objectsOf(spec.rules);
  const { defaultBackend } = spec;
  if (rules.length === 0 && defaultBackend === undefined) {
    const detail = 'either `defaultBackend` or `rules` must be specified';
    return [invalid('spec', null, detail)];
  }
  return [
    ...(defaultBackend === undefined
      ? []
      : validateBackend(objectOf(defaultBackend), 'spec.defaultBackend')),
    ...rules.flatMap((rule, index) => validateRule(rule, `spec.rules[${index}]`)),
  ];
}

function validateRule(rule: JsonObject, path: string): readonly FieldProblem[] {
  const host = textOf(rule.host);
  const name = host.startsWith('*.') ? host.slice(2) : host;
  const problems =
    host === '' ? [] : dnsSubdomain(name).map((detail) => invalid(`${path}.host`, host, detail));
  if (rule.http === undefined) return problems;
  const paths = objectsOf(objectOf(rule.http).paths);
  if (paths.length === 0) return [...problems, required(`${path}.http.paths`)];
  return [
    ...problems,
    ...paths.flatMap((one, index) => validatePath(one, `${path}.http.paths[${index}]`)),
  ];
}

function validatePath(path: JsonObject, field: string): readonly FieldProblem[] {
  const { pathType } = path;
  const text = textOf(path.path);
  const problems: FieldProblem[] = [];
  if (pathType === undefined || pathType === null) {
    problems.push(required(`${field}.pathType`, 'pathType must be specified'));
  } else if (!PATH_TYPES.includes(textOf(pathType))) {
    problems.push(notSupported(`${field}.pathType`, pathType, PATH_TYPES));
  } else if (pathType !== 'ImplementationSpecific' && !text.startsWith('/')) {
    problems.push(invalid(`${field}.path`, text, 'must be an absolute path'));
  }
  return [...problems, ...validateBackend(objectOf(path.backend), `${field}.backend`)];
}

function validateBackend(backend: JsonObject, field: string): readonly FieldProblem[] {
  if (backend.service === undefined && backend.resource === undefined) {
    return [invalid(field, '', 'resource or service backend is required')];
  }
  return [];
}

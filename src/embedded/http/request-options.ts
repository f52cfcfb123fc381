import type { IncomingMessage } from 'node:http';
import type { Registry } from '../registry/registry.ts';
import type { FieldValidation, ResourceRequest } from '../registry/request.ts';
import {
  type ApiError,
  methodNotAllowed,
  PageNotFound,
  unknownResource,
} from '../status/api-error.ts';
import { type FieldProblem, invalidObject, notSupported, tooLong } from '../status/field-error.ts';
import type { ResourceRoute } from './route.ts';

const VALIDATIONS: readonly string[] = ['Ignore', 'Warn', 'Strict'];
const OPTIONS_OF_METHOD: Readonly<Record<string, string>> = {
  POST: 'CreateOptions',
  PUT: 'UpdateOptions',
  PATCH: 'PatchOptions',
};
const MAXIMUM_MANAGER = 128;

/** Finds what a path leads to, and reads the options of a request. */
export function readRequest(
  registry: Registry,
  route: ResourceRoute,
  query: URLSearchParams,
  message: IncomingMessage,
  warnings: string[],
): ResourceRequest {
  const type = registry.types.find(route.apiVersion, route.plural);
  const { subresource } = route;
  const isBuiltin = registry.types.hasBuiltins(route.apiVersion);
  const unknown = (): ApiError => (isBuiltin ? unknownResource() : new PageNotFound());
  if (type === undefined) throw unknown();
  if (subresource !== '' && subresource !== 'status' && subresource !== 'scale') {
    throw unknownResource();
  }
  // Namespaced collections can be read, but not written, over all namespaces.
  const isMisplaced = type.info.namespaced
    ? route.namespace === '' && (route.name !== '' || message.method !== 'GET')
    : route.namespace !== '';
  if (isMisplaced) throw route.name === '' && isBuiltin ? methodNotAllowed() : unknown();
  const options = OPTIONS_OF_METHOD[message.method ?? ''];
  if (options !== undefined) requireValidOptions(options, query);
  const fieldManager = query.get('fieldManager') ?? '';
  return {
    type,
    namespace: route.namespace,
    name: route.name,
    subresource,
    fieldManager,
    manager: fieldManager === '' ? managerOfAgent(message.headers['user-agent']) : fieldManager,
    dryRun: query.getAll('dryRun').includes('All'),
    force: query.get('force') === 'true',
    fieldValidation: readValidation(query),
    textProblems: [],
    warnings,
  };
}

/** The part of a user agent before the first slash names the client. */
export function managerOfAgent(userAgent: string | undefined): string {
  const prefix = (userAgent ?? '').split('/', 1)[0] ?? '';
  return prefix.replaceAll(/[^\x20-\x7e]/g, '').slice(0, MAXIMUM_MANAGER) || 'unknown';
}

function readValidation(query: URLSearchParams): FieldValidation {
  const validation = query.get('fieldValidation');
  return validation === 'Strict' || validation === 'Ignore' ? validation : 'Warn';
}

function requireValidOptions(kind: string, query: URLSearchParams): void {
  const problems: FieldProblem[] = [];
  for (const dryRun of query.getAll('dryRun')) {
    if (dryRun !== 'All') problems.push(notSupported('dryRun', query.getAll('dryRun'), ['All']));
  }
  const validation = query.get('fieldValidation') ?? '';
  if (validation !== '' && !VALIDATIONS.includes(validation)) {
    problems.push(notSupported('fieldValidation', validation, ['', ...VALIDATIONS].sort()));
  }
  if ((query.get('fieldManager') ?? '').length > MAXIMUM_MANAGER) {
    problems.push(tooLong('fieldManager', MAXIMUM_MANAGER));
  }
  if (problems.length > 0) throw invalidObject({ group: 'meta.k8s.io', kind }, '', problems);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { ApiAnswer, ApiRequest } from './test-forge.ts';

interface Operation {
  readonly parameters?: readonly { readonly $ref?: string; readonly name?: string }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content & { readonly $ref?: string }>>;
}
interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly parameters: Readonly<Record<string, { readonly name: string }>>;
  };
}

const file = join(import.meta.dirname, 'generated/github.json');
const description = JSON.parse(readFileSync(file, 'utf8')) as Description;
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
addFormats.default(ajv, { mode: 'fast' });
ajv.addFormat('repo.nwo', /^[^/]+\/[^/]+$/);
ajv.addSchema(description, 'github');

const validators = new Map<string, ValidateFunction>();

/** Throws where a request or its answer is not what GitHub describes. */
export function checkAgainstDescription(request: ApiRequest, answer: ApiAnswer): void {
  const template = templateOf(request);
  const method = request.method.toLowerCase();
  const operation = template === undefined ? undefined : description.paths[template]?.[method];
  const name = `${request.method} ${template ?? request.path.join('/')}`;
  if (template === undefined || operation === undefined) {
    throw new Error(`${name}: GitHub describes no such call, or the generated file lacks it`);
  }
  checkQuery(name, operation, request);
  const at = ['paths', template, method] as const;
  if (operation.requestBody !== undefined) {
    check(`${name}: request`, [...at, 'requestBody', ...json], request.body);
  }
  const described = operation.responses[answer.status];
  if (described === undefined) throw new Error(`${name}: GitHub never answers ${answer.status}`);
  if (described.content?.['application/json'] !== undefined) {
    check(
      `${name}: answer`,
      [...at, 'responses', String(answer.status), ...json],
      // Dates and missing fields as they go over the wire.
      JSON.parse(JSON.stringify(answer.body)),
    );
  }
}

const json = ['content', 'application/json', 'schema'] as const;

function checkQuery(name: string, operation: Operation, { query }: ApiRequest): void {
  const known = (operation.parameters ?? []).map(
    ({ $ref, name: own }) =>
      own ?? description.components.parameters[$ref?.split('/').at(-1) ?? '']?.name,
  );
  for (const key of query.keys()) {
    if (!known.includes(key)) throw new Error(`${name}: GitHub knows no parameter "${key}"`);
  }
}

function check(name: string, path: readonly string[], value: unknown): void {
  const pointer = path.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
  const reference = `github#/${pointer.split('/').map(encodeURIComponent).join('/')}`;
  const validate = validators.get(reference) ?? ajv.compile({ $ref: reference });
  validators.set(reference, validate);
  if (!validate(value)) throw new Error(`${name}: ${ajv.errorsText(validate.errors)}`);
}

/** The path of the description that a request's path fits. */
function templateOf({ path }: ApiRequest): string | undefined {
  return Object.keys(description.paths)
    .filter((template) => {
      const parts = template.slice(1).split('/');
      return (
        parts.length === path.length &&
        parts.every((part, index) => part.startsWith('{') || part === path[index])
      );
    })
    .sort((a, b) => a.split('{').length - b.split('{').length)[0];
}

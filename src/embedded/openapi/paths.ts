import type { JsonObject } from '../../model/json.ts';
import { apiVersionOf, type ResourceType } from '../registry/resource-type.ts';

const query = (name: string): JsonObject => ({
  name,
  in: 'query',
  schema: { type: 'string', uniqueItems: true },
});

const WRITE_OPTIONS = ['dryRun', 'fieldManager', 'fieldValidation'].map(query);
const PATCH_OPTIONS = [...WRITE_OPTIONS, query('force')];

const PATCH_MEDIA_TYPES = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
];

/** The paths of a resource, as far as clients look at them: which options a patch takes. */
export function pathsOf(type: ResourceType, references: string): JsonObject {
  const { info, codec } = type;
  const apiVersion = apiVersionOf(info);
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const scope = info.namespaced ? '/namespaces/{namespace}' : '';
  const schema = { $ref: `${references}${codec.openApi.name}` };
  const kind = { group: info.group, version: info.version, kind: info.kind };
  const operation = (action: string, parameters: readonly JsonObject[]): JsonObject => ({
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': kind,
    parameters,
    responses: { '200': { description: 'OK', content: { 'application/json': { schema } } } },
  });
  const mediaTypes =
    codec.definition === undefined
      ? PATCH_MEDIA_TYPES
      : [...PATCH_MEDIA_TYPES, 'application/strategic-merge-patch+json'];
  const content = Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, { schema: {} }]));
  const collection = `${root}${scope}/${info.plural}`;
  return {
    [collection]: {
      get: operation('list', []),
      post: {
        ...operation('post', WRITE_OPTIONS),
        requestBody: { content: { '*/*': { schema } } },
      },
    },
    [`${collection}/{name}`]: {
      get: operation('get', []),
      put: { ...operation('put', WRITE_OPTIONS), requestBody: { content: { '*/*': { schema } } } },
      patch: { ...operation('patch', PATCH_OPTIONS), requestBody: { content } },
      delete: operation('delete', [query('dryRun')]),
    },
  };
}

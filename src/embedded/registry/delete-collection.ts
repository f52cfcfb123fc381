import { type DeleteOptions, deleteObject } from './delete.ts';
import { listObject, listObjects } from './list.ts';
import type { Registry } from './registry.ts';
import type { Answer, ResourceRequest } from './request.ts';

/** DELETE of a collection: everything that is selected; answers with what that was. */
export function deleteCollection(
  registry: Registry,
  request: ResourceRequest,
  query: URLSearchParams,
  options: DeleteOptions,
): Answer {
  const page = listObjects(registry, request, query);
  for (const { metadata } of page.items) {
    const { name, namespace = '' } = metadata;
    deleteObject(registry, { ...request, name, namespace }, options);
  }
  return { code: 200, object: listObject(request.type, page) };
}

import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { internalRequest } from '../registry/internal-request.ts';
import type { Registry } from '../registry/registry.ts';
import { updateObject } from '../registry/update.ts';

/** Writes the status of a CustomResourceDefinition, as the API server itself. */
export function writeStatus(registry: Registry, definition: Manifest, status: JsonObject): void {
  const storage = 'customresourcedefinitions.apiextensions.k8s.io';
  const request = internalRequest(registry, storage, definition, 'kube-apiserver', 'status');
  updateObject(registry, request, { ...definition, status });
}

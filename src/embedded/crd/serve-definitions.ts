import { type JsonObject, jsonEquals } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { objectOf, objectsOf, withFields } from '../registry/metadata.ts';
import { type Registry, timeNow } from '../registry/registry.ts';
import type { StoredChange } from '../registry/store.ts';
import { customTypes } from './custom-types.ts';
import { writeStatus } from './write-status.ts';

export const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io';

/** Keeps the served resources in step with the stored CustomResourceDefinitions. */
export function serveDefinitions(registry: Registry): void {
  registry.store.subscribe(DEFINITIONS, (change) => onChange(registry, change));
}

function onChange(registry: Registry, { type, object, previous, key }: StoredChange): void {
  if (type === 'DELETED') {
    retire(registry, object);
    return;
  }
  if (previous === undefined || !jsonEquals(previous.spec, object.spec)) {
    if (previous !== undefined) retire(registry, previous);
    for (const served of customTypes(object)) registry.types.add(served);
  }
  // The answer to the request is the object as it was stored; its conditions come right after.
  if (!isEstablished(object)) queueMicrotask(() => establish(registry, key));
}

function retire(registry: Registry, definition: Manifest): void {
  for (const served of customTypes(definition)) registry.types.remove(served);
}

function conditionOf(object: JsonObject, type: string): JsonObject | undefined {
  return objectsOf(objectOf(object.status).conditions).find((one) => one.type === type);
}

function isEstablished(object: JsonObject): boolean {
  return conditionOf(object, 'Established')?.status === 'True';
}

/** Writes the conditions that the real server's own controllers write. */
function establish(registry: Registry, key: string): void {
  const definition = registry.store.get(DEFINITIONS, key);
  if (definition === undefined || isEstablished(definition)) return;
  const now = timeNow(registry);
  const names = objectOf(objectOf(definition.spec).names);
  const condition = (type: string, reason: string, message: string): JsonObject => ({
    type,
    status: 'True',
    lastTransitionTime: now,
    reason,
    message,
  });
  const status = withFields(objectOf(definition.status), {
    acceptedNames: names,
    conditions: [
      condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
      condition('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
    ],
  });
  writeStatus(registry, definition, status);
}

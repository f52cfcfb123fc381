import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import type { ApiResource } from '../model/ports/cluster.ts';

/** Asks for everything in one document; servers before 1.26 answer with plain lists. */
export const aggregatedAccept = [
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  'application/json',
].join(',');

/** A group and version to ask for its resources, on servers without aggregated discovery. */
export interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** The resources of an aggregated document; `undefined` where it is a plain one. */
export function readAggregated(body: JsonValue): ApiResource[] | undefined {
  if (!isJsonObject(body) || body.kind !== 'APIGroupDiscoveryList') return undefined;
  return objects(body.items).flatMap((item) => {
    const group = isJsonObject(item.metadata) ? text(item.metadata.name) : '';
    // Versions stand in the server's order of preference.
    return objects(item.versions).flatMap((version) =>
      objects(version.resources).map((resource) => ({
        group,
        version: text(version.version),
        kind: isJsonObject(resource.responseKind) ? text(resource.responseKind.kind) : '',
        resource: text(resource.resource),
        namespaced: resource.scope === 'Namespaced',
        verbs: texts(resource.verbs),
      })),
    );
  });
}

/** The versions of `/api` (`APIVersions`) or `/apis` (`APIGroupList`), preferred ones first. */
export function readGroupVersions(body: JsonValue): GroupVersion[] {
  if (!isJsonObject(body)) return [];
  const core = texts(body.versions).map((version) => ({ group: '', version }));
  const named = objects(body.groups).flatMap((group) => {
    const preferred = isJsonObject(group.preferredVersion)
      ? text(group.preferredVersion.version)
      : '';
    const versions = objects(group.versions).map((version) => text(version.version));
    const ordered = [preferred, ...versions.filter((version) => version !== preferred)];
    return ordered
      .filter((version) => version !== '')
      .map((version) => ({ group: text(group.name), version }));
  });
  return [...core, ...named];
}

/** The resources of an `APIResourceList`, without subresources. */
export function readResourceList(body: JsonValue, of: GroupVersion): ApiResource[] {
  if (!isJsonObject(body)) return [];
  return objects(body.resources)
    .filter((resource) => !text(resource.name).includes('/'))
    .map((resource) => ({
      group: text(resource.group) || of.group,
      version: text(resource.version) || of.version,
      kind: text(resource.kind),
      resource: text(resource.name),
      namespaced: resource.namespaced === true,
      verbs: texts(resource.verbs),
    }));
}

function objects(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function texts(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

import type { JsonObject } from '../../model/json.ts';
import { compareText } from '../../model/object-id.ts';
import { apiVersionOf, type ResourceInfo } from '../registry/resource-type.ts';
import { type TypeCatalog, VIRTUAL_GROUP_VERSIONS } from '../registry/type-catalog.ts';
import { builtin } from '../schema/builtin.ts';
import { orderGroups, orderVersions } from './order.ts';

interface Group {
  readonly name: string;
  /** Newest first. */
  readonly versions: readonly string[];
}

/** Resources that can be posted to but are not stored. */
function virtualResources(groupVersion: string): readonly ResourceInfo[] {
  return builtin()
    .resources.filter((resource) => resource.groupVersion === groupVersion)
    .filter(({ name, verbs }) => !name.includes('/') && !verbs.includes('list'))
    .map((resource) => {
      const [group = '', version = ''] = groupVersion.split('/');
      return {
        group,
        version,
        plural: resource.name,
        singular: resource.singularName,
        kind: resource.kind,
        listKind: `${resource.kind}List`,
        namespaced: resource.namespaced,
        shortNames: [],
        categories: [],
        verbs: resource.verbs,
        storageVersionHash: undefined,
        subresources: [],
      };
    });
}

function resourcesOf(types: TypeCatalog, groupVersion: string): readonly ResourceInfo[] {
  return [
    ...types
      .all()
      .map(({ info }) => info)
      .filter((info) => apiVersionOf(info) === groupVersion),
    ...virtualResources(groupVersion),
  ].sort((a, b) => compareText(a.plural, b.plural));
}

function groupsOf(types: TypeCatalog): readonly Group[] {
  const versions = new Map<string, Set<string>>();
  const add = (group: string, version: string): void => {
    const known = versions.get(group) ?? new Set();
    versions.set(group, known.add(version));
  };
  for (const { info } of types.all()) add(info.group, info.version);
  for (const groupVersion of VIRTUAL_GROUP_VERSIONS) {
    const [group = '', version = ''] = groupVersion.split('/');
    add(group, version);
  }
  return orderGroups([...versions.keys()]).map((name) => ({
    name,
    versions: orderVersions([...(versions.get(name) ?? [])]),
  }));
}

function legacyResource(info: ResourceInfo): readonly JsonObject[] {
  return [
    {
      name: info.plural,
      singularName: info.singular,
      namespaced: info.namespaced,
      kind: info.kind,
      verbs: info.verbs,
      ...(info.shortNames.length === 0 ? {} : { shortNames: info.shortNames }),
      ...(info.categories.length === 0 ? {} : { categories: info.categories }),
      ...(info.storageVersionHash === undefined
        ? {}
        : { storageVersionHash: info.storageVersionHash }),
    },
    ...info.subresources.map(({ name, verbs, kind, group, version }) => ({
      name: `${info.plural}/${name}`,
      singularName: '',
      namespaced: info.namespaced,
      ...(group === undefined ? {} : { group, version }),
      kind,
      verbs,
    })),
  ];
}

/** `/api/v1` and `/apis/GROUP/VERSION`. */
export function apiResourceList(types: TypeCatalog, groupVersion: string): JsonObject | undefined {
  const resources = resourcesOf(types, groupVersion);
  if (resources.length === 0) return undefined;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion,
    resources: resources
      .flatMap(legacyResource)
      .sort((a, b) => compareText(String(a.name), String(b.name))),
  };
}

function apiGroup({ name, versions }: Group): JsonObject {
  const described = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: described, preferredVersion: described[0] };
}

/** `/apis`. */
export function apiGroupList(types: TypeCatalog): JsonObject {
  const groups = groupsOf(types).filter(({ name }) => name !== '');
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(apiGroup) };
}

/** `/apis/GROUP`. */
export function apiGroupObject(types: TypeCatalog, name: string): JsonObject | undefined {
  const group = groupsOf(types).find((one) => one.name === name);
  if (group === undefined || name === '') return undefined;
  return { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group) };
}

/** `/api`. */
export function apiVersions(address: string): JsonObject {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
  };
}

function aggregatedResource(info: ResourceInfo): JsonObject {
  const responseKind = { group: info.group, version: info.version, kind: info.kind };
  return {
    resource: info.plural,
    responseKind,
    scope: info.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: info.singular,
    verbs: info.verbs,
    ...(info.shortNames.length === 0 ? {} : { shortNames: info.shortNames }),
    ...(info.categories.length === 0 ? {} : { categories: info.categories }),
    ...(info.subresources.length === 0
      ? {}
      : {
          subresources: info.subresources.map(({ name, verbs, kind, group, version }) => ({
            subresource: name,
            responseKind:
              group === undefined ? { ...responseKind, kind } : { group, version, kind },
            verbs,
          })),
        }),
  };
}

/** `/api` and `/apis` in one document each: what kubectl asks for. */
export function aggregatedDiscovery(types: TypeCatalog, root: 'api' | 'apis'): JsonObject {
  const groups = groupsOf(types).filter(({ name }) => (name === '') === (root === 'api'));
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups.map(({ name, versions }) => ({
      metadata: name === '' ? {} : { name },
      versions: versions.map((version) => ({
        version,
        resources: resourcesOf(types, name === '' ? version : `${name}/${version}`).map(
          aggregatedResource,
        ),
        freshness: 'Current',
      })),
    })),
  };
}

import { splitApiVersion } from '../../model/object-id.ts';
import type { ResourceType, Subresource } from '../registry/resource-type.ts';
import { type Builtin, type BuiltinResource, builtin } from '../schema/builtin.ts';
import { builtinCells } from '../table/builtin-cells.ts';
import { builtinCodec } from './builtin-codec.ts';
import { builtinKind } from './builtin-kinds.ts';

/** Every built-in resource that is stored. */
export function builtinTypes(): readonly ResourceType[] {
  const data = builtin();
  return data.resources
    .filter(({ name, verbs }) => !name.includes('/') && verbs.includes('list'))
    .map((resource) => builtinType(data, resource));
}

function subresourcesOf(data: Builtin, resource: BuiltinResource): readonly Subresource[] {
  const prefix = `${resource.name}/`;
  return data.resources.flatMap(({ groupVersion, name, verbs, kind, group, version }) => {
    if (groupVersion !== resource.groupVersion || !name.startsWith(prefix)) return [];
    const subresource = name.slice(prefix.length);
    if (subresource !== 'status' && subresource !== 'scale') return [];
    const own = group === undefined || version === undefined ? {} : { group, version };
    return [{ name: subresource, verbs, kind, ...own }];
  });
}

function builtinType(data: Builtin, resource: BuiltinResource): ResourceType {
  const { group, version } = splitApiVersion(resource.groupVersion);
  const definition = data.definitionOf(group, version, resource.kind);
  if (definition === undefined) throw new Error(`${resource.name} has no definition`);
  const path = `${resource.groupVersion}/${resource.name}`;
  const kind = builtinKind(path);
  return {
    info: {
      group,
      version,
      plural: resource.name,
      singular: resource.singularName,
      kind: resource.kind,
      listKind: `${resource.kind}List`,
      namespaced: resource.namespaced,
      shortNames: resource.shortNames ?? [],
      categories: resource.categories ?? [],
      verbs: resource.verbs,
      storageVersionHash: resource.storageVersionHash,
      subresources: subresourcesOf(data, resource),
    },
    storage: group === '' ? resource.name : `${resource.name}.${group}`,
    codec: builtinCodec(
      definition,
      resource.groupVersion,
      resource.kind,
      kind.setDefaults ?? ((object) => object),
    ),
    strategy: kind.strategy,
    table: {
      columns: data.columns[path] ?? [],
      cells: builtinCells(path),
    },
    scale: kind.scale,
    selectableFields: kind.selectableFields ?? {},
  };
}

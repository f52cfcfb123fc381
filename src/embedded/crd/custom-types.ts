import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { valueAt } from '../../model/manifest.ts';
import { objectOf, objectsOf, textOf, textsOf } from '../registry/metadata.ts';
import type { ResourceType, ScalePaths, Subresource } from '../registry/resource-type.ts';
import type { Atom } from '../schema/atom.ts';
import { customAtom, customCodec } from './custom-codec.ts';
import { customStrategy } from './custom-strategy.ts';
import { customTable } from './custom-table.ts';
import { parseJsonPath } from './json-path.ts';

const VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

/** The resources that a CustomResourceDefinition serves, one for each served version. */
export function customTypes(definition: Manifest): readonly ResourceType[] {
  const spec = objectOf(definition.spec);
  const versions = objectsOf(spec.versions);
  const group = textOf(spec.group);
  const atoms = new Map<string, Atom>();
  for (const version of versions) {
    const schema = objectOf(version.schema).openAPIV3Schema;
    atoms.set(
      `${group}/${textOf(version.name)}`,
      customAtom(isJsonObject(schema) ? schema : undefined),
    );
  }
  return versions
    .filter((version) => version.served === true)
    .map((version) => customType(definition, spec, version, (name) => atoms.get(name)));
}

function customType(
  definition: Manifest,
  spec: JsonObject,
  version: JsonObject,
  atomOf: (apiVersion: string) => Atom | undefined,
): ResourceType {
  const names = objectOf(spec.names);
  const group = textOf(spec.group);
  const kind = textOf(names.kind);
  const plural = textOf(names.plural);
  const openApi = objectOf(version.schema).openAPIV3Schema;
  const schema = isJsonObject(openApi) ? openApi : undefined;
  const subresources = objectOf(version.subresources);
  const hasStatus = subresources.status !== undefined;
  return {
    info: {
      group,
      version: textOf(version.name),
      plural,
      singular: textOf(names.singular) || kind.toLowerCase(),
      kind,
      listKind: textOf(names.listKind) || `${kind}List`,
      namespaced: spec.scope === 'Namespaced',
      shortNames: textsOf(names.shortNames),
      categories: textsOf(names.categories),
      verbs: VERBS,
      storageVersionHash: storageHash(group, objectsOf(spec.versions), kind),
      subresources: subresourcesOf(subresources, kind),
    },
    storage: definition.metadata.name,
    codec: customCodec({ group, version: textOf(version.name), kind, schema }, atomOf),
    strategy: customStrategy(schema, hasStatus),
    table: customTable(version.additionalPrinterColumns),
    scale: scaleOf(subresources.scale),
    selectableFields: selectableOf(version),
  };
}

/** Tells clients in which version objects are stored. */
function storageHash(group: string, versions: readonly JsonObject[], kind: string): string {
  const storage = textOf(versions.find((version) => version.storage === true)?.name);
  const digest = createHash('sha256').update(`${group}/${storage}/${kind}`).digest();
  return digest.subarray(0, 8).toString('base64');
}

function subresourcesOf(subresources: JsonObject, kind: string): readonly Subresource[] {
  const verbs = ['get', 'patch', 'update'];
  const scale = {
    name: 'scale',
    verbs,
    kind: 'Scale',
    group: 'autoscaling',
    version: 'v1',
  } as const;
  return [
    ...(subresources.status === undefined ? [] : [{ name: 'status', verbs, kind } as const]),
    ...(subresources.scale === undefined ? [] : [scale]),
  ];
}

const pathOf = (text: string): readonly string[] => text.split('.').filter((step) => step !== '');

function scaleOf(scale: JsonObject['scale']): ScalePaths | undefined {
  if (!isJsonObject(scale)) return undefined;
  const selector = pathOf(textOf(scale.labelSelectorPath));
  return {
    specReplicas: pathOf(textOf(scale.specReplicasPath)),
    statusReplicas: pathOf(textOf(scale.statusReplicasPath)),
    selector: (object) => (selector.length === 0 ? '' : textOf(valueAt(object, selector))),
  };
}

function selectableOf(version: JsonObject): ResourceType['selectableFields'] {
  const readers = objectsOf(version.selectableFields).flatMap((field) => {
    const jsonPath = textOf(field.jsonPath);
    if (parseJsonPath(jsonPath) === undefined) return [];
    const path = pathOf(jsonPath);
    const read = (object: JsonObject): string => {
      const value = valueAt(object, path);
      return value === undefined || value === null ? '' : String(value);
    };
    return [[path.join('.'), read] as const];
  });
  return Object.fromEntries(readers);
}

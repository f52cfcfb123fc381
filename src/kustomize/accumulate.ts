import { formatPosition } from '../model/position.ts';
import { BuildError } from './build-error.ts';
import { absorb } from './generate/absorb.ts';
import { generateConfigMap, generateSecret } from './generate/generate.ts';
import type { BuildLimits } from './limits.ts';
import type { LoadedTarget } from './load/loaded.ts';
import type { MergeSchemas } from './merge/schema.ts';
import { readResources } from './read-resources.ts';
import type { Resource } from './resource.ts';
import { formatResourceId } from './resource-id.ts';
import { ResourceList } from './resource-list.ts';
import { runTransformers } from './transform/run-transformers.ts';
import {
  defaultConfig,
  EMPTY_CONFIG,
  mergeConfigs,
  type TransformerConfig,
} from './transformer-config.ts';

/** What a kustomization has gathered so far. */
export interface Accumulation {
  readonly list: ResourceList;
  config: TransformerConfig;
}

export interface BuildContext {
  readonly schemas: MergeSchemas;
  readonly limits: BuildLimits;
}

export function emptyAccumulation(): Accumulation {
  return { list: new ResourceList(), config: EMPTY_CONFIG };
}

/**
 * Runs a kustomization: gathers its resources, generates, adds components,
 * transforms. Components work on what their user has gathered (`into`).
 */
export function accumulate(
  target: LoadedTarget,
  into: Accumulation,
  context: BuildContext,
): Accumulation {
  const { kustomization } = target;
  for (const resource of target.resources) {
    if (resource.kind === 'file') {
      append(into.list, readResources(resource.file.documents), context.limits);
    } else {
      merge(into, accumulate(resource.target, emptyAccumulation(), context), context.limits);
    }
  }
  into.config = mergeConfigs(into.config, defaultConfig());
  for (const generator of kustomization.configMapGenerator ?? []) {
    absorb(into.list, generateConfigMap(generator, kustomization.generatorOptions, target.files));
  }
  for (const generator of kustomization.secretGenerator ?? []) {
    absorb(into.list, generateSecret(generator, kustomization.generatorOptions, target.files));
  }
  for (const component of target.components) accumulate(component.target, into, context);
  runTransformers(into, target, context);
  return into;
}

function merge(into: Accumulation, other: Accumulation, limits: BuildLimits): void {
  append(into.list, other.list.items, limits);
  into.config = mergeConfigs(into.config, other.config);
}

/** Adds objects; two with one id are an error. */
export function append(
  list: ResourceList,
  resources: readonly Resource[],
  limits: BuildLimits,
): void {
  for (const resource of resources) {
    const [same] = list.withId(resource.id);
    if (same !== undefined) throw duplicate(resource, same);
    list.push(resource);
  }
  if (list.size > limits.objects) {
    throw new BuildError({
      code: 'TOO_MANY_OBJECTS',
      origin: resources.at(-1)?.node.origin,
      what: `the build has more than ${limits.objects} objects`,
      advice: 'split it into several builds',
    });
  }
}

function duplicate(resource: Resource, first: Resource): BuildError {
  const where = first.position === undefined ? '' : ` at ${formatPosition(first.position)}`;
  return new BuildError({
    code: 'DUPLICATE_OBJECT',
    origin: resource.node.origin,
    what: `${formatResourceId(resource.id)} is already defined${where}`,
    advice: 'remove or rename one of the two',
  });
}

import { formatPosition } from '../model/position.ts';
import type { Budget } from './budget.ts';
import { BuildError } from './build-error.ts';
import { absorb } from './generate/absorb.ts';
import { generateConfigMap, generateSecret } from './generate/generate.ts';
import { apiVersionOf } from './gvk.ts';
import type { BuildLimits } from './limits.ts';
import type { LoadedDocuments, LoadedResource, LoadedTarget } from './load/loaded.ts';
import type { SchemaChoice } from './merge/schema-choice.ts';
import { builtInNote, type OriginNote, originPath, pluginNote } from './origin-notes.ts';
import { notA } from './plugins/not-a.ts';
import { readResources } from './read-resources.ts';
import type { Resource } from './resource.ts';
import { formatResourceId } from './resource-id.ts';
import { ResourceList } from './resource-list.ts';
import { ResourceSnapshot } from './resource-snapshot.ts';
import type { SharedWork } from './shared-work.ts';
import { runTransformers } from './transform/run-transformers.ts';
import { runValidators } from './transform/run-validators.ts';
import {
  defaultConfig,
  EMPTY_CONFIG,
  mergeConfigs,
  type TransformerConfig,
} from './transformer-config.ts';
import { addVars, mergeVars, type Vars } from './vars/vars.ts';

/** What a kustomization has gathered so far. */
export interface Accumulation {
  readonly list: ResourceList;
  readonly vars: Vars;
  config: TransformerConfig;
}

export interface BuildContext {
  readonly schemas: SchemaChoice;
  readonly limits: BuildLimits;
  readonly budget: Budget;
  /** Whether objects are to know what made and changed them. */
  readonly notesOrigins: boolean;
  readonly shared: SharedWork | undefined;
}

export function emptyAccumulation({ budget, schemas }: BuildContext): Accumulation {
  return { list: new ResourceList(budget, schemas), vars: new Map(), config: EMPTY_CONFIG };
}

/** Even one that does nothing takes as long as this. */
const STEPS_PER_KUSTOMIZATION = 100;

/**
 * Runs a kustomization: gathers its resources, generates, adds components,
 * transforms, validates. Components work on what their user has gathered
 * (`into`). `folder` is where it lies, seen from the one that is built.
 */
export function accumulate(
  target: LoadedTarget,
  into: Accumulation,
  context: BuildContext,
  folder: string,
): Accumulation {
  const { kustomization } = target;
  context.budget.spendSteps(STEPS_PER_KUSTOMIZATION + into.list.size);
  context.schemas.choose(target.openApi);
  for (const resource of target.resources) addResource(into, resource, context, folder);
  into.config = mergeConfigs(into.config, mergeConfigs(defaultConfig(), target.config));
  generate(target, into, context, folder);
  for (const { target: component, entry } of target.components) {
    accumulate(component, into, context, originPath(folder, entry.text));
    requireUniqueIds(into.list);
  }
  for (const { config } of target.transformers) noteKind(context, config);
  runTransformers(into, target, context, folder);
  for (const { config } of target.validators) noteKind(context, config);
  runValidators(into, target, context);
  addVars(into.vars, into.list, kustomization.vars ?? []);
  return into;
}

/** The objects of entries that are files, inline documents or kustomizations. */
export function gatherResources(
  entries: readonly (
    | LoadedResource
    | { readonly kind: 'inline'; readonly file: LoadedDocuments }
  )[],
  context: BuildContext,
): ResourceList {
  const into = emptyAccumulation(context);
  for (const entry of entries) {
    if (entry.kind === 'inline') {
      const resources = readResources(entry.file.documents, context.budget);
      const path = entry.file.path.split('/').at(-1) ?? '';
      for (const each of resources) each.noteOrigin({ origin: { path } });
      append(into.list, resources, context.limits);
    } else {
      addResource(into, entry, context, '');
    }
  }
  return into.list;
}

function addResource(
  into: Accumulation,
  resource: LoadedResource,
  context: BuildContext,
  folder: string,
): void {
  if (resource.kind === 'file') {
    const resources = readResources(resource.file.documents, context.budget);
    for (const each of resources) noteKind(context, each);
    if (context.notesOrigins) {
      const path = originPath(folder, resource.entry.text);
      for (const each of resources) each.noteOrigin({ origin: { path } });
    }
    append(into.list, resources, context.limits);
    return;
  }
  const path = originPath(folder, resource.entry.text);
  const other = gatherBase(resource.target, context, path);
  append(into.list, other.list.items, context.limits);
  into.config = mergeConfigs(into.config, other.config);
  mergeVars(into.vars, other.vars.values());
}

/** What a kustomization gives to one that lists it: made now, or a copy of what was made before. */
function gatherBase(target: LoadedTarget, context: BuildContext, folder: string): Accumulation {
  const { schemas, budget } = context;
  const key = baseKey(target, context, folder);
  const known = key === undefined ? undefined : context.shared?.bases.get(key);
  if (known !== undefined) {
    budget.spend(known.spent);
    schemas.resume(known.types);
    const list = new ResourceList(budget, schemas);
    for (const resource of known.resources.copies()) list.push(resource);
    return { list, vars: known.vars, config: known.config };
  }
  const before = budget.spent;
  const gathered = accumulate(target, emptyAccumulation(context), context, folder);
  const types = schemas.plain;
  if (key !== undefined && types !== undefined) {
    const { steps, nodes } = budget.spent;
    const { list, vars, config } = gathered;
    context.shared?.bases.set(key, {
      resources: new ResourceSnapshot(list.items),
      vars: new Map(vars),
      config,
      spent: { steps: steps - before.steps, nodes: nodes - before.nodes },
      types,
    });
  }
  return gathered;
}

/** Equal where a kustomization gives the same; `undefined` where that cannot be told. */
function baseKey(
  { identity }: LoadedTarget,
  { schemas, notesOrigins, shared }: BuildContext,
  folder: string,
): string | undefined {
  const types = schemas.plain;
  if (shared === undefined || identity === undefined || types === undefined) return undefined;
  return JSON.stringify([identity, types, notesOrigins ? folder : null]);
}

function generate(
  target: LoadedTarget,
  { list }: Accumulation,
  context: BuildContext,
  folder: string,
): void {
  const { kustomization, files } = target;
  const { generatorOptions } = kustomization;
  const add = (generated: Resource, origin: OriginNote | undefined) => {
    noteKind(context, generated);
    context.budget.spendContent(generated.node);
    if (context.notesOrigins) generated.noteOrigin({ origin });
    absorb(list, generated);
  };
  const built = (kind: string) => builtInNote(target, folder, kind);
  for (const generator of kustomization.configMapGenerator ?? []) {
    add(generateConfigMap(generator, generatorOptions, files), built('ConfigMapGenerator'));
  }
  for (const generator of kustomization.secretGenerator ?? []) {
    add(generateSecret(generator, generatorOptions, files), built('SecretGenerator'));
  }
  for (const { config } of target.generators) noteKind(context, config);
  for (const { plugin, config } of target.generators) {
    if (plugin.kind !== 'generator') throw notA('generator', config);
    for (const generated of plugin.generate(files)) add(generated, pluginNote(config, folder));
  }
}

function noteKind({ schemas }: BuildContext, { id }: Resource): void {
  schemas.noteObject(apiVersionOf(id), id.kind);
}

/** Adds objects; two with one id are an error. */
export function append(
  list: ResourceList,
  resources: readonly Resource[],
  limits: BuildLimits,
): void {
  for (const resource of resources) {
    const same = list.firstLike(resource);
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

/** Throws where objects have come to have one id. */
export function requireUniqueIds(list: ResourceList): void {
  if (!list.hasSharedIds) return;
  for (const resource of list.items) {
    const first = list.firstLike(resource);
    if (first !== undefined && first !== resource) throw duplicate(resource, first);
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

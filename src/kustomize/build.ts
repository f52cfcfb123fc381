import { InvalidInputError, type Problem } from '../model/errors.ts';
import { isJsonObject, type JsonValue } from '../model/json.ts';
import type { Manifest, Rendered } from '../model/manifest.ts';
import type { FileTree } from '../model/ports/file-tree.ts';
import type { RemoteBases } from '../model/ports/remote-bases.ts';
import type { BuildOptions } from '../model/target.ts';
import type { Origin } from '../model/yaml/node.ts';
import { yamlProblem } from '../model/yaml/problem.ts';
import {
  type Accumulation,
  accumulate,
  emptyAccumulation,
  requireUniqueIds,
} from './accumulate.ts';
import { Budget } from './budget.ts';
import { BuildError } from './build-error.ts';
import { emitStream } from './emit/emitter.ts';
import { addHashes } from './hash.ts';
import type { SortOptions } from './kustomization.ts';
import { type BuildLimits, DEFAULT_BUILD_LIMITS } from './limits.ts';
import { Loader } from './load/load.ts';
import { MountedTrees } from './load/mounted-trees.ts';
import { RemoteFolders, type RemoteInput } from './load/remote-folders.ts';
import { TreeReader } from './load/tree-reader.ts';
import { SchemaChoice } from './merge/schema-choice.ts';
import { nodeProvenance } from './node-provenance.ts';
import { nodeToJson } from './node-to-json.ts';
import { formatOrigin, formatTransformations, ORIGIN, TRANSFORMATIONS } from './origin-notes.ts';
import { requireIdentity } from './read-resources.ts';
import { updateNameReferences } from './references/name-references.ts';
import { BUILD_ANNOTATIONS, type Resource } from './resource.ts';
import type { ResourceList } from './resource-list.ts';
import type { SharedWork } from './shared-work.ts';
import { sortResources } from './sort.ts';
import { setMetadata } from './transform/metadata.ts';
import { resolveVars } from './vars/vars.ts';

export interface BuildResult {
  /** The objects, in the order of the output. */
  readonly objects: readonly Rendered[];
  /** What is worth knowing but stops nothing, such as deprecated fields. */
  readonly warnings: readonly Problem[];
  /** The paths that were read, sorted: the build can differ only if one of them does. */
  readonly inputs: readonly string[];
  /** What came from other repositories. */
  readonly remotes: readonly RemoteInput[];
  /** The objects as one YAML stream, byte for byte as `kustomize build` prints it. */
  yaml(): string;
}

/** What a build may use besides its tree; it can do without any of it. */
export interface BuildSupport {
  /** Without it, kustomizations on other hosts are refused. */
  readonly remoteBases?: RemoteBases | undefined;
  /** Without it, nothing is kept for other builds, nor taken from them. */
  readonly shared?: SharedWork | undefined;
}

/**
 * Builds the kustomization in a folder of the tree: what `kustomize build`
 * gives. Throws `InvalidInputError` with every problem that was found.
 */
export function build(
  tree: FileTree,
  path: string,
  options: BuildOptions,
  support: BuildSupport = {},
): Promise<BuildResult> {
  return buildWithin(DEFAULT_BUILD_LIMITS, tree, path, options, support);
}

/** Builds as `build` does, within other limits. */
export async function buildWithin(
  limits: BuildLimits,
  tree: FileTree,
  path: string,
  options: BuildOptions,
  { remoteBases, shared }: BuildSupport = {},
): Promise<BuildResult> {
  const gathered = await gather(limits, tree, path, options, { remoteBases, shared });
  const objects = asInvalidInput(gathered.place, () => finish(gathered, options));
  const { warnings, inputs, remotes } = gathered;
  return {
    objects,
    warnings,
    inputs,
    remotes,
    yaml: () => emitStream(objects.map(({ manifest }) => manifest)),
  };
}

/** What is left of a kustomization and its files once they are accumulated; they themselves are let go. */
interface Gathered extends Pick<BuildResult, 'warnings' | 'inputs' | 'remotes'> {
  readonly accumulation: Accumulation;
  readonly budget: Budget;
  /** The kustomization that is built. */
  readonly place: Origin;
  /** What `buildMetadata` asks for, and where. */
  readonly metadata: BuildMetadata;
  readonly sortOptions: SortOptions | undefined;
}

type BuildMetadata = ReadonlyMap<string, Origin | undefined>;

async function gather(
  limits: BuildLimits,
  tree: FileTree,
  path: string,
  options: BuildOptions,
  { remoteBases, shared }: BuildSupport,
): Promise<Gathered> {
  const trees = new MountedTrees(tree);
  const remotes = new RemoteFolders(trees, remoteBases);
  const reader = new TreeReader(trees, limits);
  const loading = new Budget(limits, monotonicMilliseconds);
  const loader = new Loader(reader, remotes, {
    limits,
    rootOnly: options.loadRestrictor === 'rootOnly',
    context: () => ({
      schemas: new SchemaChoice(),
      limits,
      budget: loading,
      notesOrigins: true,
      shared: undefined,
    }),
    budget: loading,
    shared,
  });
  const target = await loader.load(path);
  if (loader.problems.length > 0 || target === undefined) {
    throw new InvalidInputError(sortProblems(loader.problems));
  }
  const { buildMetadata, sortOptions } = target.kustomization;
  const metadata = new Map((buildMetadata ?? []).map(({ text, node }) => [text, node.origin]));
  const place = { source: target.source, offset: 0 };
  const budget = new Budget(limits, monotonicMilliseconds, place);
  const schemas = new SchemaChoice();
  const context = { schemas, limits, budget, notesOrigins: metadata.size > 0, shared };
  const accumulation = asInvalidInput(place, () =>
    accumulate(target, emptyAccumulation(context), context, ''),
  );
  const { warnings } = loader;
  const inputs = { inputs: reader.paths, remotes: remotes.inputs };
  return { accumulation, budget, place, metadata, sortOptions, warnings, ...inputs };
}

function monotonicMilliseconds(): number {
  return performance.now();
}

function asInvalidInput<T>(place: Origin, run: () => T): T {
  try {
    return run();
  } catch (thrown) {
    if (thrown instanceof BuildError) throw new InvalidInputError([thrown.problem]);
    // Nesting ends the stack, or a text is longer than texts can be, before a budget is spent.
    if (thrown instanceof RangeError) throw new InvalidInputError([tooLarge(thrown, place)]);
    throw thrown;
  }
}

function tooLarge({ message }: RangeError, place: Origin): Problem {
  const what = `the build makes something too large: ${message}`;
  const advice = 'look for entries that multiply each other';
  return yamlProblem(place, 'BUILD_TOO_LARGE', what, advice);
}

function sortProblems(problems: readonly Problem[]): Problem[] {
  const order = ({ position }: Problem): readonly [string, number, number] => [
    position?.file ?? '',
    position?.line ?? 0,
    position?.column ?? 0,
  ];
  return [...problems].sort((a, b) => {
    const [fileA, lineA, columnA] = order(a);
    const [fileB, lineB, columnB] = order(b);
    return fileA < fileB ? -1 : fileA > fileB ? 1 : lineA - lineB || columnA - columnB;
  });
}

/** What is done once, at the top, when everything is gathered. */
function finish(gathered: Gathered, options: BuildOptions): Rendered[] {
  const { accumulation, budget, metadata, sortOptions } = gathered;
  const { list, config, vars } = accumulation;
  addHashes(list);
  updateNameReferences(list, config.nameReference);
  resolveVars(list, vars, config.varReference);
  dropLocalConfig(list);
  // Only sorting looks at ids once more; otherwise kustomize prints what has one id twice.
  if (options.order === 'legacy' || sortOptions?.order?.text === 'legacy') requireUniqueIds(list);
  sortResources(list, sortOptions, options.order);
  if (options.managedByLabel === true || metadata.has('managedByLabel')) {
    addManagedBy(list, metadata.get('managedByLabel'));
  }
  const problems: Problem[] = [];
  const rendered = list.items.map((resource) => render(resource, metadata, budget, problems));
  if (problems.length > 0) throw new InvalidInputError(sortProblems(problems));
  return rendered;
}

/** The release of kustomize whose output is equalled. */
const KUSTOMIZE = 'kustomize-v5.8.1';

function addManagedBy(list: ResourceList, origin: Origin | undefined): void {
  const specs = [{ group: '', version: '', kind: '', path: 'metadata/labels', create: true }];
  const text = {
    text: KUSTOMIZE,
    node: { kind: 'scalar', tag: '!!str', text: KUSTOMIZE, style: 'plain', origin },
  } as const;
  setMetadata(list, new Map([['app.kubernetes.io/managed-by', text]]), specs);
}

const LOCAL_CONFIG = 'config.kubernetes.io/local-config';

/** Objects that only configure other tools are not part of the output. */
function dropLocalConfig(list: ResourceList): void {
  for (const { node } of list.items) requireIdentity(node);
  const kept = list.items.filter((resource) => {
    const value = resource.node.get('metadata')?.get('annotations')?.get(LOCAL_CONFIG);
    return value === undefined || value.text === 'false';
  });
  if (kept.length < list.size) list.reset(kept);
}

function render(
  resource: Resource,
  metadata: BuildMetadata,
  budget: Budget,
  problems: Problem[],
): Rendered {
  finishAnnotations(resource, metadata);
  const { node } = resource;
  budget.spendContent(node);
  const json: JsonValue = nodeToJson(node, problems);
  if (!isJsonObject(json)) throw new Error('an object of the build is no mapping');
  return { manifest: json as Manifest, provenance: nodeProvenance(node) };
}

/** Takes kustomize's own annotations away, adds those that are asked for, and makes all of them text. */
function finishAnnotations(resource: Resource, metadata: BuildMetadata): void {
  const hasOwn = resource.node.get('metadata')?.get('annotations') !== undefined;
  if (!hasOwn && metadata.size === 0) return;
  const annotations = resource.metadataMap('annotations');
  for (const name of [...BUILD_ANNOTATIONS, ORIGIN, TRANSFORMATIONS]) annotations.delete(name);
  const { origin, transformations } = resource.notes;
  if (metadata.has('originAnnotations') && origin !== undefined) {
    annotations.set(ORIGIN, formatOrigin(origin));
  }
  if (metadata.has('transformerAnnotations') && transformations.length > 0) {
    annotations.set(TRANSFORMATIONS, formatTransformations(transformations));
  }
  resource.setMetadataMap('annotations', annotations, (name) =>
    metadata.get(name === ORIGIN ? 'originAnnotations' : 'transformerAnnotations'),
  );
}

import type { Position } from '../model/position.ts';
import type { Origin } from '../model/yaml/node.ts';
import { BuildError } from './build-error.ts';
import { gvkOf } from './gvk.ts';
import { Node } from './node.ts';
import type { OriginNote } from './origin-notes.ts';
import { effectiveNamespace, idKey, type ResourceId, type Scopes } from './resource-id.ts';

export type GeneratorBehavior = 'create' | 'replace' | 'merge' | 'unspecified';

/**
 * What kustomize remembers of an object between transformers. Upstream keeps
 * it in annotations of the object, so patches that remove annotations remove
 * it too.
 */
export interface ResourceNotes {
  /** The ids the object had, the oldest first. Namespaces are effective ones. */
  readonly previousIds: readonly ResourceId[];
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  /** Only of what a generator made. */
  readonly behavior: GeneratorBehavior | undefined;
  readonly needsHash: boolean;
  /** For patches: whether they may change their target's name or kind. */
  readonly allowNameChange: boolean;
  readonly allowKindChange: boolean;
  /** What made it, and what changed it; only where `buildMetadata` asks for it. */
  readonly origin: OriginNote | undefined;
  readonly transformations: readonly OriginNote[];
}

const NO_NOTES: ResourceNotes = {
  previousIds: [],
  prefixes: [],
  suffixes: [],
  behavior: undefined,
  needsHash: false,
  allowNameChange: false,
  allowKindChange: false,
  origin: undefined,
  transformations: [],
};

const INTERNAL = 'internal.config.kubernetes.io';

/** Annotations that never reach the output. */
export const BUILD_ANNOTATIONS: readonly string[] = [
  ...[
    'previousKinds',
    'previousNames',
    'prefixes',
    'suffixes',
    'previousNamespaces',
    'allowNameChange',
    'allowKindChange',
    'refBy',
    'generatorBehavior',
    'needsHashSuffix',
    'path',
    'index',
    'seqindent',
    'id',
    'annotations-migration-resource-id',
    'helm-generated',
  ].map((name) => `${INTERNAL}/${name}`),
  'config.kubernetes.io/path',
  'config.kubernetes.io/index',
  'config.k8s.io/id',
];

/** One object of a build. */
export class Resource {
  node: Node;
  notes: ResourceNotes;
  /** Names of the vars that read from this object. */
  varNames: readonly string[];
  /** Of the build; unset for what is in no list yet. */
  #scopes: Scopes | undefined;
  #id: ResourceId | undefined;
  #key: string | undefined;
  /** The version of the scopes that the id was made with. */
  #version = 0;

  constructor(node: Node, notes: ResourceNotes = NO_NOTES, varNames: readonly string[] = []) {
    this.node = node;
    this.notes = notes;
    this.varNames = varNames;
  }

  /** An object as it was read; what a file says in kustomize's own annotations counts. */
  static read(node: Node): Resource {
    const annotations = node.get('metadata')?.get('annotations');
    const hasNotes =
      annotations?.kind === 'mapping' &&
      annotations.content.some((key) => key.text.startsWith(INTERNAL));
    return new Resource(node, hasNotes ? readNotes(node, annotations) : NO_NOTES);
  }

  /** The current id. */
  get id(): ResourceId {
    const version = this.#scopes?.version ?? 0;
    if (this.#id === undefined || this.#version !== version) {
      this.#id = currentId(this.node, this.#scopes);
      this.#key = undefined;
      this.#version = version;
    }
    return this.#id;
  }

  /** Text that is equal exactly for equal current ids. */
  get key(): string {
    const { id } = this;
    this.#key ??= idKey(id);
    return this.#key;
  }

  /** To be called when it becomes part of a build. */
  setScopes(scopes: Scopes): void {
    if (this.#scopes === scopes) return;
    this.#scopes = scopes;
    this.#id = undefined;
  }

  /** To be called after the node changed in a way that may change its id. */
  forgetId(): void {
    this.#id = undefined;
  }

  /** The id as the object was first read. */
  get originalId(): ResourceId {
    return this.notes.previousIds[0] ?? this.id;
  }

  get kind(): string {
    return this.node.get('kind')?.text ?? '';
  }

  get name(): string {
    return fieldText(this.node.get('metadata'), 'name');
  }

  get namespace(): string {
    return fieldText(this.node.get('metadata'), 'namespace');
  }

  get position(): Position | undefined {
    const { origin } = this.node;
    return origin?.source.position(origin.offset);
  }

  note(notes: Partial<ResourceNotes>): void {
    this.notes = { ...this.notes, ...notes };
  }

  /** Notes what `buildMetadata` shows. Upstream writes all annotations anew with it. */
  noteOrigin(notes: Partial<Pick<ResourceNotes, 'origin' | 'transformations'>>): void {
    this.note(notes);
    this.setMetadataMap('annotations', this.metadataMap('annotations'));
  }

  /** Remembers the current id among the previous ones. */
  rememberId(): void {
    const { id } = this;
    const { group, version, kind, name, isClusterScoped } = id;
    const namespace = effectiveNamespace(id);
    const previous = { group, version, kind, name, namespace, isClusterScoped };
    this.notes = { ...this.notes, previousIds: [...this.notes.previousIds, previous] };
  }

  get needsHash(): boolean {
    return this.notes.needsHash;
  }

  /** The labels or annotations by name. */
  metadataMap(field: 'labels' | 'annotations'): Map<string, string> {
    const result = new Map<string, string>();
    const map = this.node.get('metadata')?.get(field);
    // As in kustomize, a list in its place counts as keys and values in turns.
    if (map === undefined) return result;
    map.forEachEntry((key, value) => result.set(key.text, value.text));
    return result;
  }

  /**
   * Replaces the labels or annotations by text values in the order of their
   * names. `placeOf` tells where those are written that were not there before.
   * Ends the build where a name is empty, at which kustomize panics.
   */
  setMetadataMap(
    field: 'labels' | 'annotations',
    values: ReadonlyMap<string, string>,
    placeOf: (name: string) => Origin | undefined = () => undefined,
  ): void {
    const metadata = metadataOf(this.node);
    const before = metadata.get(field);
    metadata.remove(field);
    if (values.size === 0) return;
    const map = Node.mapping(before?.origin ?? this.node.origin);
    const written = new Map<string, readonly [key: Node, value: Node]>();
    before?.forEachEntry((key, value) => written.set(key.text, [key, value]));
    for (const name of [...values.keys()].sort(compareUtf8)) {
      const [key, old] = written.get(name) ?? [];
      const place = placeOf(name);
      const origin = old?.origin ?? place ?? map.origin;
      if (name === '') throw emptyName(field, origin);
      const value = Node.string(values.get(name) ?? '', origin);
      map.set(name, value, false, Node.scalar(name, key?.origin ?? origin));
    }
    metadata.set(field, map);
  }

  setName(name: string, origin = this.node.get('metadata')?.get('name')?.origin): void {
    metadataOf(this.node).set('name', Node.scalar(name, origin));
    this.forgetId();
  }

  /** An empty namespace removes the field. */
  setNamespace(namespace: string): void {
    const metadata = metadataOf(this.node);
    const origin = metadata.get('namespace')?.origin ?? metadata.origin;
    if (namespace === '') metadata.remove('namespace');
    else metadata.set('namespace', Node.scalar(namespace, origin));
    this.forgetId();
  }

  setKind(kind: string): void {
    this.node.set('kind', Node.scalar(kind, this.node.get('kind')?.origin));
    this.forgetId();
  }

  setApiVersion(apiVersion: string): void {
    this.node.set('apiVersion', Node.scalar(apiVersion, this.node.get('apiVersion')?.origin));
    this.forgetId();
  }

  /** A copy whose changes are not seen here. */
  clone(): Resource {
    return new Resource(this.node.clone(), this.notes, this.varNames);
  }
}

/** Code points and UTF-8 bytes sort alike; code units beyond the basic plane do not. */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left === right) continue;
    // Surrogates, which come in pairs, stand for what follows everything else.
    const isHigh = (left & 0xf800) === 0xd800;
    if (isHigh !== ((right & 0xf800) === 0xd800)) return isHigh ? 1 : -1;
    return left - right;
  }
  return a.length - b.length;
}

function emptyName(field: string, origin: Origin | undefined): BuildError {
  const what = `a name in metadata.${field} is empty`;
  return new BuildError({ code: 'EMPTY_NAME', origin, what, advice: 'name it or remove it' });
}

function metadataOf(node: Node): Node {
  const found = node.get('metadata');
  if (found !== undefined && found.kind === 'mapping') return found;
  const metadata = Node.mapping(node.origin);
  node.set('metadata', metadata);
  return node.get('metadata') ?? metadata;
}

function fieldText(node: Node | undefined, field: string): string {
  const value = node?.get(field);
  return value === undefined || value.isEmpty ? '' : value.text;
}

function currentId(node: Node, scopes: Scopes | undefined): ResourceId {
  const apiVersion = node.get('apiVersion')?.text ?? '';
  const kind = node.get('kind')?.text ?? '';
  const { group, version } = gvkOf(apiVersion, kind);
  const metadata = node.get('metadata');
  return {
    group,
    version,
    kind,
    name: fieldText(metadata, 'name'),
    namespace: fieldText(metadata, 'namespace'),
    isClusterScoped: scopes?.isClusterScoped(apiVersion, kind),
  };
}

/** What a generator's `behavior` says. */
export function toBehavior(text: string | undefined): GeneratorBehavior {
  return text === 'create' || text === 'replace' || text === 'merge' ? text : 'unspecified';
}

function readNotes(node: Node, annotations: Node): ResourceNotes {
  const text = (name: string) => annotations.get(`${INTERNAL}/${name}`)?.text;
  const list = (name: string) => text(name)?.split(',') ?? [];
  const names = list('previousNames');
  const namespaces = list('previousNamespaces');
  const kinds = list('previousKinds');
  const gvk = gvkOf(node.get('apiVersion')?.text ?? '', '');
  const behavior = text('generatorBehavior');
  return {
    previousIds: names.map((name, at) => ({
      ...gvk,
      kind: kinds[at] ?? '',
      name,
      namespace: namespaces[at] ?? '',
    })),
    prefixes: list('prefixes'),
    suffixes: list('suffixes'),
    behavior: behavior === undefined ? undefined : toBehavior(behavior),
    needsHash: text('needsHashSuffix') === 'enabled',
    allowNameChange: text('allowNameChange') === 'enabled',
    allowKindChange: text('allowKindChange') === 'enabled',
    origin: undefined,
    transformations: [],
  };
}

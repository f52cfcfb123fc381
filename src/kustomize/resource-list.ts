import type { Budget } from './budget.ts';
import { apiVersionOf } from './gvk.ts';
import { Resource } from './resource.ts';
import { idKey, type ResourceId, type Scopes } from './resource-id.ts';

/** Objects by a text of theirs, each once, in the order of the list. */
type Index = Map<string, Resource | Resource[]>;

const NONE: readonly Resource[] = [];

function allOf(found: Resource | readonly Resource[] | undefined): readonly Resource[] {
  if (found === undefined) return NONE;
  return found instanceof Resource ? [found] : found;
}

/**
 * The objects of a build, in the order they were added, found by their ids
 * without a scan. After a change that may change the id of an object, `update`
 * (or `updateAll`) has to be called.
 */
export class ResourceList {
  /** Of the build; whoever works on the list spends it. */
  readonly budget: Budget;
  readonly #scopes: Scopes;
  /** The version of the scopes that the indexes were built with. */
  #version = 0;
  #items: Resource[] = [];
  /** Whether an object was updated that has become empty. */
  #hasEmptied = false;
  /** By every id an object has or had; built when first asked for. */
  #byAnyId: Index | undefined;
  #byCurrentId: Index | undefined;
  #byName: Index | undefined;

  constructor(budget: Budget, scopes: Scopes) {
    this.budget = budget;
    this.#scopes = scopes;
  }

  get items(): readonly Resource[] {
    return this.#items;
  }

  get size(): number {
    return this.#items.length;
  }

  /** Adds an object without a look at its id. */
  push(resource: Resource): void {
    resource.setScopes(this.#scopes);
    this.#items.push(resource);
    this.#index(resource);
  }

  /** Replaces the whole list. */
  reset(items: readonly Resource[]): void {
    this.#items = [...items];
    for (const resource of items) resource.setScopes(this.#scopes);
    this.reindex();
  }

  replace(old: Resource, next: Resource): void {
    const at = this.#items.indexOf(old);
    next.setScopes(this.#scopes);
    if (at >= 0) this.#items[at] = next;
    this.reindex();
  }

  /** Drops those objects whose node has become empty that were updated one by one. */
  dropEmptied(): void {
    if (this.#hasEmptied) this.dropEmpty();
  }

  /** Drops objects whose node has become empty. */
  dropEmpty(): void {
    this.#hasEmptied = false;
    if (this.#items.some((resource) => resource.node.isEmpty)) {
      this.reset(this.#items.filter((resource) => !resource.node.isEmpty));
    }
  }

  /** Objects whose current id is equal. */
  withId(id: ResourceId): readonly Resource[] {
    return allOf(this.#currentIds().get(this.#keyOf(id)));
  }

  /** The first object that has the current id of this one. */
  firstLike(resource: Resource): Resource | undefined {
    resource.setScopes(this.#scopes);
    const found = this.#currentIds().get(resource.key);
    return Array.isArray(found) ? found[0] : found;
  }

  /** Whether two objects have come to have one id. */
  get hasSharedIds(): boolean {
    return this.#currentIds().size < this.#items.length;
  }

  /** Objects that have or had an equal id, in the order of the list. */
  everWithId(id: ResourceId): readonly Resource[] {
    // `update` tells by the current ids whether one has changed: by these it would miss a return to an earlier one.
    this.#currentIds();
    this.#byAnyId ??= this.#build(addAnyId);
    return allOf(this.#byAnyId.get(this.#keyOf(id)));
  }

  #currentIds(): Index {
    this.#forgetOldScopes();
    this.#byCurrentId ??= this.#build(addCurrentId);
    return this.#byCurrentId;
  }

  /** Ids that come from elsewhere, such as those of patches, may not know the scopes of the build. */
  #keyOf(id: ResourceId): string {
    if (id.isClusterScoped !== undefined) return idKey(id);
    const isClusterScoped = this.#scopes.isClusterScoped(apiVersionOf(id), id.kind);
    return idKey({ ...id, isClusterScoped });
  }

  #forgetOldScopes(): void {
    if (this.#version === this.#scopes.version) return;
    this.#version = this.#scopes.version;
    this.reindex();
  }

  /** Objects whose current or original name is equal, in the order of the list. */
  named(name: string): readonly Resource[] {
    this.#byName ??= this.#build(addNames);
    return allOf(this.#byName.get(name));
  }

  /** To be called after one object changed: the indexes are built anew when its id did. */
  update(resource: Resource): void {
    resource.forgetId();
    if (!allOf(this.#byCurrentId?.get(resource.key)).includes(resource)) this.reindex();
    if (resource.node.isEmpty) this.#hasEmptied = true;
  }

  /** To be called after many objects changed. */
  updateAll(): void {
    for (const resource of this.#items) resource.forgetId();
    this.reindex();
  }

  /** To be called after objects changed that were told to forget their ids. */
  reindex(): void {
    this.#byAnyId = undefined;
    this.#byCurrentId = undefined;
    this.#byName = undefined;
  }

  #build(add: (index: Index, resource: Resource) => void): Index {
    const index: Index = new Map();
    for (const resource of this.#items) add(index, resource);
    return index;
  }

  #index(resource: Resource): void {
    if (this.#byCurrentId !== undefined) addCurrentId(this.#byCurrentId, resource);
    if (this.#byAnyId !== undefined) addAnyId(this.#byAnyId, resource);
    if (this.#byName !== undefined) addNames(this.#byName, resource);
  }
}

function addCurrentId(index: Index, resource: Resource): void {
  add(index, resource.key, resource);
}

function addAnyId(index: Index, resource: Resource): void {
  for (const id of resource.notes.previousIds) add(index, previousIdKey(id), resource);
  add(index, resource.key, resource);
}

/** A previous id's namespace is already the one that counts. */
function previousIdKey(id: ResourceId): string {
  return `${id.group}\n${id.version}\n${id.kind}\n${id.name}\n${id.namespace || 'default'}`;
}

function addNames(index: Index, resource: Resource): void {
  add(index, resource.originalId.name, resource);
  add(index, resource.id.name, resource);
}

function add(index: Index, key: string, resource: Resource): void {
  const found = index.get(key);
  // Nearly all are alone.
  if (found === undefined) index.set(key, resource);
  else if (!Array.isArray(found)) {
    if (found !== resource) index.set(key, [found, resource]);
  } else if (found.at(-1) !== resource) found.push(resource);
}

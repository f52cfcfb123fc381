import type { Budget } from './budget.ts';
import { apiVersionOf } from './gvk.ts';
import type { Resource } from './resource.ts';
import { idKey, type ResourceId, type Scopes } from './resource-id.ts';

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
  /** By every id an object has or had; built when first asked for. */
  #byAnyId: Map<string, Set<Resource>> | undefined;
  #byCurrentId: Map<string, Set<Resource>> | undefined;
  #byName: Map<string, Set<Resource>> | undefined;

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
    this.updateAll();
  }

  replace(old: Resource, next: Resource): void {
    const at = this.#items.indexOf(old);
    next.setScopes(this.#scopes);
    if (at >= 0) this.#items[at] = next;
    this.updateAll();
  }

  /** Drops objects whose node has become empty. */
  dropEmpty(): void {
    if (this.#items.some((resource) => resource.node.isEmpty)) {
      this.reset(this.#items.filter((resource) => !resource.node.isEmpty));
    }
  }

  /** Objects whose current id is equal. */
  withId(id: ResourceId): readonly Resource[] {
    return [...(this.#currentIds().get(this.#keyOf(id)) ?? [])];
  }

  /** Whether two objects have come to have one id. */
  get hasSharedIds(): boolean {
    return this.#currentIds().size < this.#items.length;
  }

  /** Objects that have or had an equal id, in the order of the list. */
  everWithId(id: ResourceId): readonly Resource[] {
    this.#forgetOldScopes();
    this.#byAnyId ??= this.#build(anyIdKeys);
    return [...(this.#byAnyId.get(this.#keyOf(id)) ?? [])];
  }

  #currentIds(): Map<string, Set<Resource>> {
    this.#forgetOldScopes();
    this.#byCurrentId ??= this.#build((resource) => [idKey(resource.id)]);
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
    this.#forgetIndexes();
  }

  /** Objects whose current or original name is equal, in the order of the list. */
  named(name: string): readonly Resource[] {
    this.#byName ??= this.#build(nameKeys);
    return [...(this.#byName.get(name) ?? [])];
  }

  /** To be called after one object changed: the indexes are built anew when its id did. */
  update(resource: Resource): void {
    resource.forgetId();
    const indexed = this.#byCurrentId ?? this.#byAnyId;
    if (indexed?.get(idKey(resource.id))?.has(resource) !== true) this.#forgetIndexes();
  }

  /** To be called after many objects changed. */
  updateAll(): void {
    for (const resource of this.#items) resource.forgetId();
    this.#forgetIndexes();
  }

  #forgetIndexes(): void {
    this.#byAnyId = undefined;
    this.#byCurrentId = undefined;
    this.#byName = undefined;
  }

  #build(keys: (resource: Resource) => readonly string[]): Map<string, Set<Resource>> {
    const index = new Map<string, Set<Resource>>();
    for (const resource of this.#items) addTo(index, keys(resource), resource);
    return index;
  }

  #index(resource: Resource): void {
    if (this.#byCurrentId !== undefined) addTo(this.#byCurrentId, [idKey(resource.id)], resource);
    if (this.#byAnyId !== undefined) addTo(this.#byAnyId, anyIdKeys(resource), resource);
    if (this.#byName !== undefined) addTo(this.#byName, nameKeys(resource), resource);
  }
}

function anyIdKeys(resource: Resource): string[] {
  const keys = resource.notes.previousIds.map(previousIdKey);
  keys.push(idKey(resource.id));
  return keys;
}

/** A previous id's namespace is already the one that counts. */
function previousIdKey(id: ResourceId): string {
  return `${id.group}\n${id.version}\n${id.kind}\n${id.name}\n${id.namespace || 'default'}`;
}

function nameKeys(resource: Resource): string[] {
  return [resource.originalId.name, resource.id.name];
}

function addTo(
  index: Map<string, Set<Resource>>,
  keys: readonly string[],
  resource: Resource,
): void {
  for (const key of keys) {
    const found = index.get(key);
    if (found === undefined) index.set(key, new Set([resource]));
    else found.add(resource);
  }
}

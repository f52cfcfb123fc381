import { BuildError } from '../build-error.ts';
import { type FieldChange, type FieldSpec, FieldWalk } from '../field-spec.ts';
import { type Gvk, isSelectedBy, selectBy } from '../gvk.ts';
import { Node } from '../node.ts';
import type { Resource } from '../resource.ts';
import { formatResourceId } from '../resource-id.ts';
import type { ResourceList } from '../resource-list.ts';
import type { NameReference } from '../transformer-config.ts';
import { Candidates, Referrer, renamedAlike } from './candidates.ts';

interface Reference {
  readonly target: Gvk;
  /** The configuration selects by the original id. */
  readonly referrer: Gvk;
  /** The field, for objects of every kind. */
  readonly spec: FieldSpec;
}

/** Updates fields that hold names of objects that were renamed. */
export function updateNameReferences(
  list: ResourceList,
  references: readonly NameReference[],
): void {
  const candidates = new Candidates(list);
  const referencesOf = selectBy(flatten(references), ({ referrer }) => referrer);
  for (const resource of list.items) {
    list.budget.spendSteps(1);
    const found = referencesOf(resource.originalId);
    if (found.length === 0) continue;
    const updater = new Updater(candidates, new Referrer(resource));
    for (const reference of found) updater.run(reference);
    if (updater.hasChanged) resource.forgetId();
  }
  list.reindex();
}

/** All references, in the order of the configuration. */
function flatten(references: readonly NameReference[]): Reference[] {
  return references.flatMap(({ referrers, ...target }) =>
    referrers.map((referrer) => {
      const spec = { ...referrer, group: '', version: '', kind: '' };
      return { target, referrer, spec };
    }),
  );
}

/** Updates the references of one object. */
class Updater {
  readonly #candidates: Candidates;
  readonly #referrer: Referrer;
  /** The one that is being updated. */
  #reference!: Reference;
  hasChanged = false;
  readonly #walk: FieldWalk;
  readonly #change: FieldChange = { set: (node) => this.#set(node) };

  constructor(candidates: Candidates, referrer: Referrer) {
    this.#candidates = candidates;
    this.#referrer = referrer;
    this.#walk = new FieldWalk(referrer.resource.node);
  }

  run(reference: Reference): void {
    this.#reference = reference;
    this.#walk.change(reference.spec, this.#change);
  }

  #set(node: Node): void {
    if (node.isNull) return;
    if (node.kind === 'scalar') this.#scalar(node);
    else if (node.kind === 'mapping') this.#mapping(node);
    else for (const item of node.content) this.#item(item);
  }

  #item(node: Node): void {
    if (node.isNull) return;
    if (node.kind === 'scalar') this.#scalar(node);
    else if (node.kind === 'mapping') this.#mapping(node);
    else throw this.#error(node, 'a reference is a list', 'make it a name or a mapping');
  }

  #scalar(node: Node): void {
    const found = this.#candidates.named(node.text, this.#referrer);
    const target = this.#choose(node, found, ({ name }) => name);
    if (target !== undefined && target.name !== node.text) {
      node.setScalar(Node.scalar(target.name, originOfName(target)));
      this.hasChanged = true;
    }
  }

  #mapping(node: Node): void {
    const name = node.get('name');
    if (name === undefined) {
      throw this.#error(node, 'a reference has no name', 'add the name');
    }
    const named = this.#candidates.named(name.text, this.#referrer);
    const namespace = node.get('namespace');
    const found =
      namespace === undefined
        ? named
        : this.#candidates.inNamespace(named, namespace.text, this.#referrer);
    const target = this.#choose(name, found, (each) => `${each.name}\n${each.namespace}`);
    if (target === undefined || (target.name === name.text && target.namespace === '')) return;
    this.hasChanged = true;
    node.set('name', Node.scalar(target.name, originOfName(target)));
    if (target.namespace !== '') {
      const origin = target.node.get('metadata')?.get('namespace')?.origin;
      node.set('namespace', Node.scalar(target.namespace, origin));
    }
  }

  /** The one object that is meant; `undefined` where there is none. */
  #choose(
    node: Node,
    named: readonly Resource[],
    identity: (resource: Resource) => string,
  ): Resource | undefined {
    if (named.length === 0) return undefined;
    const { target, spec } = this.#reference;
    const referrer = this.#referrer;
    let found = named.filter(({ notes }) =>
      notes.previousIds.some((id) => isSelectedBy(id, target)),
    );
    if (spec.path.endsWith('roleRef/name')) {
      found = found.filter((resource) => referrer.matchesRoleRef(resource));
    }
    found = found.filter((resource) => referrer.sharesNamespace(resource));
    if (found.length === 1) return found[0];
    found = found.filter((resource) => renamedAlike(resource, referrer.resource, true));
    if (found.length > 1) {
      found = found.filter((resource) => renamedAlike(resource, referrer.resource, false));
    }
    const [first] = found;
    if (first === undefined || found.every((each) => identity(each) === identity(first))) {
      return first;
    }
    const names = found.map(({ id }) => formatResourceId(id)).join(', ');
    const what = `the name "${node.text}" may mean ${names}`;
    throw this.#error(node, what, 'give the objects different names');
  }

  #error(node: Node, what: string, advice: string): BuildError {
    const subject = formatResourceId(this.#referrer.resource.id);
    return new BuildError({ code: 'BAD_REFERENCE', origin: node.origin, subject, what, advice });
  }
}

function originOfName(resource: Resource): Node['origin'] {
  return resource.node.get('metadata')?.get('name')?.origin;
}

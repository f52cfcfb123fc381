import type { Budget } from '../budget.ts';
import { BuildError } from '../build-error.ts';
import { gvkOf, isSelectedBy } from '../gvk.ts';
import type { Resource } from '../resource.ts';
import {
  CLUSTER_SCOPE,
  effectiveNamespace,
  formatResourceId,
  isClusterScoped,
  isSameNamespace,
} from '../resource-id.ts';
import type { ResourceList } from '../resource-list.ts';

/** Looking at a candidate is little work. */
const CANDIDATES_PER_STEP = 50;

/** Finds the objects that a name may mean, by the names they had. */
export class Candidates {
  readonly #budget: Budget;
  readonly #byPreviousName = new Map<string, Resource[]>();
  /** By original namespace: the namespaces that its objects are in now. */
  readonly #movedTo = new Map<string, Set<string>>();

  constructor(list: ResourceList) {
    this.#budget = list.budget;
    for (const resource of list.items) {
      for (const { name } of resource.notes.previousIds) {
        push(this.#byPreviousName, name, resource);
      }
      const original = originalNamespace(resource);
      const moved = this.#movedTo.get(original);
      if (moved === undefined) this.#movedTo.set(original, new Set([currentNamespace(resource)]));
      else moved.add(currentNamespace(resource));
    }
  }

  /** Objects that once had the name and that the referrer can refer to. */
  named(name: string, referrer: Referrer): readonly Resource[] {
    const found = this.#byPreviousName.get(name) ?? [];
    this.#budget.spendSteps(found.length / CANDIDATES_PER_STEP);
    return found.filter((resource) => referrer.reaches(resource));
  }

  /** Those of a namespace: the original ones, where any object came from there. */
  inNamespace(
    candidates: readonly Resource[],
    namespace: string,
    referrer: Referrer,
  ): readonly Resource[] {
    if (namespace === CLUSTER_SCOPE) return [];
    const moved = this.#movedTo.get(namespace);
    const isOriginal =
      moved !== undefined && [...moved].some((current) => referrer.reachesNamespace(current));
    return candidates.filter(
      (resource) =>
        (isOriginal ? originalNamespace(resource) : currentNamespace(resource)) === namespace,
    );
  }
}

function push(index: Map<string, Resource[]>, key: string, resource: Resource): void {
  const found = index.get(key);
  if (found === undefined) index.set(key, [resource]);
  // It is the last where it has had the name before.
  else if (found.at(-1) !== resource) found.push(resource);
}

function currentNamespace(resource: Resource): string {
  return effectiveNamespace(resource.id);
}

function originalNamespace(resource: Resource): string {
  return resource.notes.previousIds[0]?.namespace ?? currentNamespace(resource);
}

/** An object whose references are updated, and what it can refer to. */
export class Referrer {
  readonly resource: Resource;
  readonly #isClusterScoped: boolean;
  readonly #subjectNamespaces: ReadonlySet<string>;

  constructor(resource: Resource) {
    this.resource = resource;
    this.#isClusterScoped = isClusterScoped(resource.id);
    this.#subjectNamespaces = subjectNamespaces(resource);
  }

  reaches(target: Resource): boolean {
    return (
      this.#isClusterScoped ||
      isClusterScoped(target.id) ||
      isSameNamespace(target.id, this.resource.id) ||
      this.#subjectNamespaces.has(target.namespace)
    );
  }

  /** Whether anything in a namespace is within reach. */
  reachesNamespace(namespace: string): boolean {
    return (
      this.#isClusterScoped ||
      namespace === CLUSTER_SCOPE ||
      namespace === effectiveNamespace(this.resource.id) ||
      this.#subjectNamespaces.has(namespace)
    );
  }

  /** Whether a target is in the namespace that the kind of reference asks for. */
  sharesNamespace(target: Resource): boolean {
    return (
      this.#isClusterScoped ||
      isClusterScoped(target.id) ||
      target.kind === 'ServiceAccount' ||
      isSameNamespace(this.resource.id, target.id)
    );
  }

  /** For `roleRef/name`: whether the target is of the kind that the roleRef names. */
  matchesRoleRef(target: Resource): boolean {
    const roleRef = this.resource.node.get('roleRef');
    const group = roleRef?.get('apiGroup');
    const kind = roleRef?.get('kind');
    if (group === undefined || kind === undefined) return true;
    const gvk = { ...gvkOf('', kind.text), group: group.text };
    return target.notes.previousIds.some((id) => isSelectedBy(id, gvk));
  }
}

const NONE: ReadonlySet<string> = new Set();

/** The namespaces of the service accounts that a RoleBinding names. */
function subjectNamespaces(resource: Resource): ReadonlySet<string> {
  if (resource.id.kind !== 'RoleBinding') return NONE;
  const result = new Set<string>();
  const subjects = resource.node.get('subjects');
  if (subjects?.kind !== 'sequence') return result;
  for (const subject of subjects.content) {
    const namespace = subject.get('namespace');
    if (namespace === undefined || subject.get('kind')?.value !== 'ServiceAccount') continue;
    if (namespace.isNull) {
      throw new BuildError({
        code: 'BAD_REFERENCE',
        origin: namespace.origin,
        subject: formatResourceId(resource.id),
        what: 'the namespace of a service account is blank',
        advice: 'write the namespace, or remove the field',
      });
    }
    result.add(namespace.text);
  }
  return result;
}

/** Whether two lists of prefixes or suffixes end alike, up to the length of the shorter. */
function endAlike(a: readonly string[], b: readonly string[]): boolean {
  const length = Math.min(a.length, b.length);
  if (length === 0) return a.length === b.length;
  for (let back = 1; back <= length; back++) {
    if (a.at(-back) !== b.at(-back)) return false;
  }
  return true;
}

/** Whether two objects were renamed alike; having no prefix or suffix can count as alike. */
export function renamedAlike(a: Resource, b: Resource, allowEmpty: boolean): boolean {
  const alike = (left: readonly string[], right: readonly string[]) =>
    (allowEmpty && (left.length === 0 || right.length === 0)) || endAlike(left, right);
  return alike(a.notes.prefixes, b.notes.prefixes) && alike(a.notes.suffixes, b.notes.suffixes);
}

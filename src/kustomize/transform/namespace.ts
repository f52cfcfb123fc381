import { formatPosition } from '../../model/position.ts';
import type { Origin } from '../../model/yaml/node.ts';
import { BuildError } from '../build-error.ts';
import {
  changeField,
  type FieldChange,
  type FieldSpec,
  mergeableSpec,
  selectSpecs,
  setEntry,
} from '../field-spec.ts';
import { Node } from '../node.ts';
import type { Resource } from '../resource.ts';
import { formatResourceId, isClusterScoped } from '../resource-id.ts';
import type { ResourceList } from '../resource-list.ts';

export type SubjectMode = 'defaultOnly' | 'allServiceAccounts' | 'none';

export interface NamespaceChange {
  readonly namespace: string;
  readonly origin: Origin | undefined;
  readonly specs: readonly FieldSpec[];
  /** Leaves namespaces that are set already. */
  readonly unsetOnly: boolean;
  /** Which subjects of role bindings are moved along. */
  readonly subjects: SubjectMode;
}

const METADATA_NAMESPACE = mergeableSpec('metadata/namespace', true);
const ROLE_BINDINGS: ReadonlySet<string> = new Set(['RoleBinding', 'ClusterRoleBinding']);

/** Moves objects to a namespace. Objects that end up with one id are an error. */
export function setNamespace(list: ResourceList, change: NamespaceChange): void {
  if (change.namespace === '') return;
  const moveTo = namespaceMover(change);
  for (const resource of list.items) {
    if (resource.node.isEmpty) continue;
    if (isFromChart(resource)) continue;
    resource.rememberId();
    moveTo(resource);
  }
  list.reindex();
  if (!list.hasSharedIds) return;
  for (const resource of list.items) requireUnique(list, resource, change.origin);
}

const FROM_CHART = 'internal.config.kubernetes.io/helm-generated';

/** As in kustomize, a list in the place of annotations counts as keys and values in turns. */
function isFromChart({ node }: Resource): boolean {
  const annotations = node.get('metadata')?.get('annotations');
  const at = annotations?.indexOf(FROM_CHART) ?? -1;
  return at >= 0 && annotations?.content[at + 1]?.text === 'true';
}

/** Gives what moves one object, or a part of one that has its kind. */
export function namespaceMover(change: NamespaceChange): (resource: Resource) => void {
  const specsFor = selectSpecs(change.specs);
  const fieldChange: FieldChange = {
    createKind: 'scalar',
    createTag: '!!str',
    set: (field) => setField(field, change),
  };
  return (resource) => {
    const { node, id } = resource;
    if (!isClusterScoped(id)) changeField(node, METADATA_NAMESPACE, fieldChange);
    if (ROLE_BINDINGS.has(id.kind)) setSubjects(node, change);
    for (const spec of specsFor(id)) {
      if (!isOtherwiseMoved(resource, spec)) changeField(node, spec, fieldChange);
    }
    resource.forgetId();
  };
}

/** Whether kustomize leaves a field alone although the configuration names it. */
function isOtherwiseMoved({ node, kind }: Resource, spec: FieldSpec): boolean {
  if (spec.path === 'metadata/namespace') return true;
  if (spec.path === 'metadata/name') return node.get('apiVersion')?.text !== 'v1';
  const areRoleBindings = ROLE_BINDINGS.has(kind) && ROLE_BINDINGS.has(spec.kind);
  return areRoleBindings && spec.path === 'subjects/namespace';
}

function setField(field: Node, change: NamespaceChange): void {
  if (change.unsetOnly && field.value !== '') return;
  setEntry(field, '', new Node('scalar', '!!str', change.namespace, 'plain', [], change.origin));
}

function setSubjects(node: Node, change: NamespaceChange): void {
  const subjects = node.get('subjects');
  if (change.subjects === 'none' || subjects === undefined || subjects.isNull) return;
  if (subjects.kind !== 'sequence') {
    throw new BuildError({
      code: 'FIELD_TYPE',
      origin: subjects.origin,
      what: 'the subjects are no list',
      advice: 'make them a list',
    });
  }
  for (const subject of subjects.content) {
    const isMoved =
      change.subjects === 'allServiceAccounts'
        ? subject.get('kind')?.value === 'ServiceAccount'
        : subject.get('name')?.value === 'default';
    if (!isMoved || subject.kind !== 'mapping') continue;
    let namespace = subject.get('namespace');
    if (namespace === undefined) {
      namespace = new Node('scalar', '', '', 'plain', [], change.origin);
      subject.content.push(Node.scalar('namespace', change.origin), namespace);
    }
    setField(namespace, change);
  }
}

function requireUnique(list: ResourceList, resource: Resource, origin: Origin | undefined): void {
  const same = list.withId(resource.id);
  if (same.length === 1) return;
  const places = same.map(({ position }) => (position ? formatPosition(position) : 'a generator'));
  throw new BuildError({
    code: 'NAMESPACE_CONFLICT',
    origin,
    what: `in this namespace ${same.length} objects become ${formatResourceId(resource.id)}: ${places.join(' and ')}`,
    advice: 'rename one of them',
  });
}

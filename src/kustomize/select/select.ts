import { type Gvk, gvkOf } from '../gvk.ts';
import type { Selector } from '../kustomization.ts';
import type { Resource } from '../resource.ts';
import { effectiveNamespace } from '../resource-id.ts';
import type { ResourceList } from '../resource-list.ts';
import { readLabelSelector } from './label-selector.ts';
import { type Matches, wholeMatch } from './regular-expression.ts';

/** The compiled parts of a selector; a missing part matches everything. */
export interface SelectorParts {
  readonly gvk: (gvk: Gvk) => boolean;
  readonly name: Matches;
  readonly namespace: Matches;
  /** Labels and annotations. */
  readonly metadata: (resource: Resource) => boolean;
}

const always = () => true;

export function compileSelector(selector: Selector): SelectorParts {
  const group = wholeMatch(selector.group) ?? always;
  const version = wholeMatch(selector.version) ?? always;
  const kind = wholeMatch(selector.kind) ?? always;
  const labels = readLabelSelector(selector.labelSelector);
  const annotations = readLabelSelector(selector.annotationSelector);
  return {
    gvk: (gvk) => group(gvk.group) && version(gvk.version) && kind(gvk.kind),
    name: wholeMatch(selector.name) ?? always,
    namespace: wholeMatch(selector.namespace) ?? always,
    metadata: (resource) =>
      (labels?.(resource.metadataMap('labels')) ?? true) &&
      (annotations?.(resource.metadataMap('annotations')) ?? true),
  };
}

const LITERAL = /^[A-Za-z0-9_/-]+$/;

/** The objects that a patch's target means, by their original or current names and namespaces. */
export function selectResources(list: ResourceList, selector: Selector): Resource[] {
  const parts = compileSelector(selector);
  const name = selector.name?.text ?? '';
  const candidates = LITERAL.test(name) ? list.named(name) : list.items;
  return candidates.filter((resource) => {
    const { id, originalId } = resource;
    const namespace = resource.notes.previousIds[0]?.namespace ?? effectiveNamespace(originalId);
    return (
      (parts.namespace(namespace) || parts.namespace(effectiveNamespace(id))) &&
      (parts.name(originalId.name) || parts.name(id.name)) &&
      parts.gvk(gvkOf(resource.node.get('apiVersion')?.text ?? '', resource.kind)) &&
      parts.metadata(resource)
    );
  });
}

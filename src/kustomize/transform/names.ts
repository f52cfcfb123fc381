import type { Origin } from '../../model/yaml/node.ts';
import type { Text } from '../decode/decoder.ts';
import { applyFieldSpec, type FieldSpec, selectSpecs, setEntry } from '../field-spec.ts';
import { type Gvk, isSelectedBy } from '../gvk.ts';
import { Node } from '../node.ts';
import type { Resource } from '../resource.ts';
import type { ResourceList } from '../resource-list.ts';

/** Kinds whose names are never given a prefix or suffix. */
const SKIPPED: readonly Gvk[] = [
  { group: '', version: '', kind: 'CustomResourceDefinition' },
  { group: 'apiregistration.k8s.io', version: '', kind: 'APIService' },
  { group: '', version: '', kind: 'Namespace' },
];

/** Puts a prefix before names, or a suffix behind them. */
export function addToNames(
  list: ResourceList,
  affix: 'prefix' | 'suffix',
  text: Text,
  specs: readonly FieldSpec[],
): void {
  const specsFor = selectSpecs(specs);
  for (const resource of list.items) {
    const id = resource.originalId;
    if (SKIPPED.some((gvk) => isSelectedBy(id, gvk))) continue;
    for (const spec of specsFor(id)) {
      if (spec.path === 'metadata/name') noteAffix(resource, affix, text.text);
      applyAffix(resource, affix, text.text, spec, text.node.origin);
    }
  }
  list.reindex();
}

function noteAffix(resource: Resource, affix: 'prefix' | 'suffix', text: string): void {
  if (text === '') return;
  const { prefixes, suffixes } = resource.notes;
  if (affix === 'prefix') resource.notes = { ...resource.notes, prefixes: [...prefixes, text] };
  else resource.notes = { ...resource.notes, suffixes: [...suffixes, text] };
  resource.rememberId();
}

function applyAffix(
  resource: Resource,
  affix: 'prefix' | 'suffix',
  text: string,
  spec: FieldSpec,
  origin: Origin | undefined,
): void {
  applyFieldSpec(resource.node, resource.id, spec, {
    createKind: 'scalar',
    createTag: '!!str',
    set: (node) => {
      const name = affix === 'prefix' ? text + node.text : node.text + text;
      setEntry(node, '', Node.scalar(name, origin));
    },
  });
  resource.forgetId();
}

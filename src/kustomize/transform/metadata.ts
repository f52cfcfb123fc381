import type { Text } from '../decode/decoder.ts';
import {
  type FieldChange,
  type FieldSpec,
  FieldWalk,
  mayChangeIds,
  mergeableSpec,
  selectSpecs,
  setEntry,
} from '../field-spec.ts';
import type { Label } from '../kustomization.ts';
import { Node } from '../node.ts';
import { markNotes, unmarkNotes } from '../patch/notes-mark.ts';
import { specsOf } from '../plugins/plugin-kind.ts';
import { compareUtf8 } from '../resource.ts';
import type { ResourceList } from '../resource-list.ts';
import { mergeFieldSpecs, type TransformerConfig } from '../transformer-config.ts';

/** kustomize's notes are annotations: an object with notes has annotations. */
const ANNOTATIONS = 'metadata/annotations';

/** Sets labels or annotations in the fields of the specs. */
export function setMetadata(
  list: ResourceList,
  values: ReadonlyMap<string, Text>,
  specs: readonly FieldSpec[],
): void {
  const names = [...values.keys()].sort(compareUtf8);
  const needsAnnotations = specs.some(({ path, create }) => path === ANNOTATIONS && !create);
  const specsFor = selectSpecs(specs);
  for (const resource of list.items) {
    const { node, id } = resource;
    list.budget.spendSteps(1 + names.length);
    const isMarked = needsAnnotations && markNotes(resource);
    const walk = new FieldWalk(node);
    for (const name of names) {
      const value = values.get(name);
      if (value === undefined) continue;
      // One node for all fields: where it is created, the fields share it, as in kustomize.
      const shared = new Node('scalar', '!!str', value.text, 'plain', [], value.node.origin);
      const change: FieldChange = {
        createKind: 'mapping',
        createTag: '!!map',
        set: (field) => setEntry(field, name, shared),
      };
      for (const spec of specsFor(id)) walk.change(spec, change);
    }
    if (isMarked) unmarkNotes(node);
  }
  if (mayChangeIds(specs)) list.updateAll();
}

const METADATA_LABELS: FieldSpec = mergeableSpec('metadata/labels', true);

/** The fields that an entry of `labels` is for. */
export function labelSpecs(label: Label, config: TransformerConfig): FieldSpec[] {
  const specs = mergeFieldSpecs(specsOf(label.fields), config.labels);
  if (label.includeSelectors === true) return mergeFieldSpecs(specs, config.commonLabels);
  const templates =
    label.includeTemplates === true ? mergeFieldSpecs(specs, config.templateLabels) : specs;
  return mergeFieldSpecs(templates, [METADATA_LABELS]);
}

import type { Accumulation, BuildContext } from '../accumulate.ts';
import type { LoadedTarget } from '../load/loaded.ts';
import { builtInNote, type OriginNote, pluginNote } from '../origin-notes.ts';
import { notA } from '../plugins/not-a.ts';
import { readReplacements } from '../replace/read-replacements.ts';
import { replace } from '../replace/replacements.ts';
import type { ResourceList } from '../resource-list.ts';
import { setImages } from './images.ts';
import { labelSpecs, setMetadata } from './metadata.ts';
import { addToNames } from './names.ts';
import { setNamespace } from './namespace.ts';
import { applyJson6902, applyPatch, applyStrategicMerges } from './patches.ts';
import { setReplicas } from './replicas.ts';

/** One change of all objects, under the name of kustomize's transformer for it. */
interface Step {
  readonly kind: string;
  readonly run: (list: ResourceList) => void;
  /** Whether it tells the list which objects it changes. */
  readonly updatesEach?: boolean;
}

/** Runs what a kustomization's fields ask for, in kustomize's fixed order, then its transformers. */
export function runTransformers(
  { list, config }: Accumulation,
  target: LoadedTarget,
  context: BuildContext,
  folder: string,
): void {
  const steps = [
    ...patchSteps(target, context),
    ...nameSteps(target, config),
    ...metadataSteps(target, config),
    ...valueSteps(target, config),
  ];
  for (const { kind, run, updatesEach } of steps) {
    list.budget.spendSteps(1 + list.size);
    run(list);
    if (context.notesOrigins) noteTransformation(list, builtInNote(target, folder, kind));
    if (updatesEach === true) list.dropEmptied();
    else list.dropEmpty();
  }
  for (const { plugin, config: configuration } of target.transformers) {
    if (plugin.kind !== 'transformer') throw notA('transformer', configuration);
    list.budget.spendSteps(1 + list.size);
    plugin.transform(list, target.files, context.schemas);
    const note = pluginNote(configuration, folder);
    if (context.notesOrigins && note !== undefined) noteTransformation(list, note);
    list.dropEmpty();
  }
}

/** An object that nothing claims to have made was made by the transformer. */
function noteTransformation(list: ResourceList, note: OriginNote): void {
  for (const resource of list.items) {
    if (resource.node.isEmpty) continue;
    const { origin, transformations } = resource.notes;
    if (origin === undefined) resource.noteOrigin({ origin: note });
    else resource.noteOrigin({ transformations: [...transformations, note] });
  }
}

function patchSteps({ kustomization, files }: LoadedTarget, { schemas }: BuildContext): Step[] {
  const merges = kustomization.patchesStrategicMerge ?? [];
  const steps: Step[] = [];
  if (merges.length > 0) {
    steps.push({
      kind: 'PatchStrategicMergeTransformer',
      run: (list) => applyStrategicMerges(list, merges, files, schemas),
    });
  }
  for (const patch of kustomization.patches ?? []) {
    const run = (list: ResourceList) => applyPatch(list, patch, files, schemas);
    steps.push({ kind: 'PatchTransformer', run, updatesEach: true });
  }
  return steps;
}

type Config = Accumulation['config'];

function nameSteps({ kustomization }: LoadedTarget, config: Config): Step[] {
  const { namespace, namePrefix, nameSuffix } = kustomization;
  const steps: Step[] = [];
  if (namespace !== undefined && namespace.text !== '') {
    const change = {
      namespace: namespace.text,
      origin: namespace.node.origin,
      specs: config.namespace,
      unsetOnly: false,
      subjects: 'defaultOnly',
    } as const;
    steps.push({ kind: 'NamespaceTransformer', run: (list) => setNamespace(list, change) });
  }
  if (namePrefix !== undefined && namePrefix.text !== '') {
    const run = (list: ResourceList) => addToNames(list, 'prefix', namePrefix, config.namePrefix);
    steps.push({ kind: 'PrefixTransformer', run });
  }
  if (nameSuffix !== undefined && nameSuffix.text !== '') {
    const run = (list: ResourceList) => addToNames(list, 'suffix', nameSuffix, config.nameSuffix);
    steps.push({ kind: 'SuffixTransformer', run });
  }
  return steps;
}

function metadataSteps({ kustomization }: LoadedTarget, config: Config): Step[] {
  const { labels = [], commonLabels, commonAnnotations } = kustomization;
  const steps = labels.map((label): Step => {
    const specs = labelSpecs(label, config);
    const run = (list: ResourceList) => setMetadata(list, label.pairs ?? new Map(), specs);
    return { kind: 'LabelTransformer', run };
  });
  // Where there are labels of either kind, kustomize has a step for the common ones.
  if (labels.length > 0 || (commonLabels?.size ?? 0) > 0) {
    const pairs = commonLabels ?? new Map();
    const run = (list: ResourceList) => setMetadata(list, pairs, config.commonLabels);
    steps.push({ kind: 'LabelTransformer', run });
  }
  if (commonAnnotations !== undefined && commonAnnotations.size > 0) {
    const specs = config.commonAnnotations;
    const run = (list: ResourceList) => setMetadata(list, commonAnnotations, specs);
    steps.push({ kind: 'AnnotationsTransformer', run });
  }
  return steps;
}

function valueSteps({ kustomization, files }: LoadedTarget, config: Config): Step[] {
  const { replacements = [] } = kustomization;
  const images = [...(kustomization.images ?? []), ...(kustomization.imageTags ?? [])];
  const steps: Step[] = [
    ...(kustomization.patchesJson6902 ?? []).map((patch) => ({
      kind: 'PatchJson6902Transformer',
      run: (list: ResourceList) => applyJson6902(list, patch, files),
    })),
    ...(kustomization.replicas ?? []).map((replica) => ({
      kind: 'ReplicaCountTransformer',
      run: (list: ResourceList) => setReplicas(list, replica, config.replicas),
    })),
    ...images.map((image) => ({
      kind: 'ImageTagTransformer',
      run: (list: ResourceList) => setImages(list, image, config.images),
    })),
  ];
  if (replacements.length > 0) {
    steps.push({
      kind: 'ReplacementTransformer',
      run: (list) => {
        for (const each of readReplacements(replacements, files)) replace(list, each);
      },
    });
  }
  return steps;
}

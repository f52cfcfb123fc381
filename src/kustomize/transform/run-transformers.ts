import type { Accumulation, BuildContext } from '../accumulate.ts';
import type { Kustomization } from '../kustomization.ts';
import type { LoadedTarget } from '../load/loaded.ts';
import { readReplacements } from '../replace/read-replacements.ts';
import { replace } from '../replace/replacements.ts';
import { setImages } from './images.ts';
import { labelSpecs, setMetadata } from './metadata.ts';
import { addToNames } from './names.ts';
import { setNamespace } from './namespace.ts';
import { applyJson6902, applyPatch, applyStrategicMerge } from './patches.ts';
import { setReplicas } from './replicas.ts';

/** Runs the transformers that a kustomization's fields ask for, in kustomize's fixed order. */
export function runTransformers(
  { list, config }: Accumulation,
  { kustomization, files }: LoadedTarget,
  { schemas }: BuildContext,
): void {
  for (const entry of kustomization.patchesStrategicMerge ?? []) {
    applyStrategicMerge(list, entry, files, schemas);
  }
  for (const patch of kustomization.patches ?? []) {
    applyPatch(list, patch, files, schemas);
    list.dropEmpty();
  }
  renameAndMove({ list, config }, kustomization);
  for (const label of kustomization.labels ?? []) {
    setMetadata(list, label.pairs ?? new Map(), labelSpecs(label, config));
  }
  setMetadata(list, kustomization.commonLabels ?? new Map(), config.commonLabels);
  setMetadata(list, kustomization.commonAnnotations ?? new Map(), config.commonAnnotations);
  for (const patch of kustomization.patchesJson6902 ?? []) applyJson6902(list, patch, files);
  for (const replica of kustomization.replicas ?? []) setReplicas(list, replica, config.replicas);
  const images = [...(kustomization.images ?? []), ...(kustomization.imageTags ?? [])];
  for (const image of images) setImages(list, image, config.images);
  for (const each of readReplacements(kustomization.replacements ?? [], files)) replace(list, each);
}

function renameAndMove({ list, config }: Accumulation, kustomization: Kustomization): void {
  const { namespace, namePrefix, nameSuffix } = kustomization;
  if (namespace !== undefined) {
    setNamespace(list, {
      namespace: namespace.text,
      origin: namespace.node.origin,
      specs: config.namespace,
      unsetOnly: false,
      subjects: 'defaultOnly',
    });
  }
  if (namePrefix !== undefined && namePrefix.text !== '') {
    addToNames(list, 'prefix', namePrefix, config.namePrefix);
  }
  if (nameSuffix !== undefined && nameSuffix.text !== '') {
    addToNames(list, 'suffix', nameSuffix, config.nameSuffix);
  }
}

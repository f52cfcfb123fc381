import { flag, integer, listOf, mapOf, object, text } from '../decode/decoder.ts';
import {
  configMapGenerator,
  fieldSpec,
  image,
  patch,
  replacementOrPath,
  replica,
  secretGenerator,
  selector,
} from '../kustomization.ts';

/** The fields of the objects of `apiVersion: builtin` that configure plugins, by kind. */
const metadata = object({ name: text, namespace: text });
const fieldSpecs = listOf(fieldSpec);

export const annotationsFields = object({ annotations: mapOf(text), fieldSpecs });
export const labelFields = object({ labels: mapOf(text), fieldSpecs });
export const imageFields = object({ imageTag: image, fieldSpecs });
export const replicaFields = object({ replica, fieldSpecs });
export const prefixFields = object({ prefix: text, fieldSpecs });
export const suffixFields = object({ suffix: text, fieldSpecs });
export const namespaceFields = object({
  metadata,
  fieldSpecs,
  unsetOnly: flag,
  setRoleBindingSubjects: text,
});
export const json6902Fields = object({ target: selector, path: text, jsonOp: text });
export const strategicFields = object({ paths: listOf(text), patches: text });
export const patchFields = patch;
export const replacementFields = object({ replacements: listOf(replacementOrPath) });
export const valueAddFields = object({
  value: text,
  targets: listOf(object({ selector, fieldPath: text, filePathPosition: integer })),
  targetFilePath: text,
});
export const metadataOnly = object({ metadata });
export const configMapFields = configMapGenerator;
export const secretFields = secretGenerator;
export const policyFields = object({
  cloud: text,
  kubernetesService: object({ name: text, namespace: text }),
  serviceAccount: object({ name: text, projectId: text }),
});

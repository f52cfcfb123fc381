import type { Problem } from '../../model/errors.ts';
import { readDocuments } from '../../model/yaml/read-documents.ts';
import { listOf, object, text } from '../decode/decoder.ts';
import type { FieldSpec } from '../field-spec.ts';
import { compareGvks } from '../gvk.ts';
import { fieldSpec } from '../kustomization.ts';
import { specsOf } from '../plugins/plugin-kind.ts';
import {
  EMPTY_CONFIG,
  FIELD_SPEC_LISTS,
  mergeConfigs,
  type TransformerConfig,
} from '../transformer-config.ts';
import type { LoadedFile } from './loaded.ts';

const specs = listOf(fieldSpec);

const configuration = object({
  namePrefix: specs,
  nameSuffix: specs,
  namespace: specs,
  commonLabels: specs,
  labels: specs,
  templateLabels: specs,
  commonAnnotations: specs,
  varReference: specs,
  images: specs,
  replicas: specs,
  nameReference: listOf(object({ group: text, version: text, kind: text, fieldSpecs: specs })),
});

/** Reads the files of `configurations` as one. */
export function readConfigurations(
  files: readonly LoadedFile[],
  problems: Problem[],
): TransformerConfig {
  let config = EMPTY_CONFIG;
  for (const file of files) config = mergeConfigs(config, readConfiguration(file, problems));
  return config;
}

function readConfiguration(file: LoadedFile, problems: Problem[]): TransformerConfig {
  const read = readDocuments(file.bytes, file.path, { rules: 'kustomization' });
  problems.push(...read.problems);
  const root = read.documents[0]?.root;
  const decoded = root && configuration(root, { problems, strict: true });
  if (decoded === undefined) return EMPTY_CONFIG;
  const lists: Record<string, readonly FieldSpec[]> = {};
  for (const name of FIELD_SPEC_LISTS) lists[name] = [...specsOf(decoded[name])].sort(compareGvks);
  const nameReference = (decoded.nameReference ?? []).map((reference) => ({
    group: reference.group?.text ?? '',
    version: reference.version?.text ?? '',
    kind: reference.kind?.text ?? '',
    referrers: specsOf(reference.fieldSpecs),
  }));
  return { ...EMPTY_CONFIG, ...lists, nameReference: nameReference.sort(compareGvks) };
}

import {
  anything,
  type Decoded,
  flag,
  integer,
  listOf,
  mapOf,
  object,
  text,
} from './decode/decoder.ts';

const selectorFields = {
  group: text,
  version: text,
  kind: text,
  name: text,
  namespace: text,
};

/** Which objects a patch or replacement is for; every part is a regular expression. */
export const selector = object({
  ...selectorFields,
  annotationSelector: text,
  labelSelector: text,
});

export const patch = object({
  path: text,
  patch: text,
  target: selector,
  options: object({ allowNameChange: flag, allowKindChange: flag }),
});

export const fieldSpec = object({
  group: text,
  version: text,
  kind: text,
  path: text,
  create: flag,
});

export const image = object({
  name: text,
  newName: text,
  tagSuffix: text,
  newTag: text,
  digest: text,
});

const generatorOptions = object({
  labels: mapOf(text),
  annotations: mapOf(text),
  disableNameSuffixHash: flag,
  immutable: flag,
});

const generatorFields = {
  namespace: text,
  name: text,
  behavior: text,
  literals: listOf(text),
  files: listOf(text),
  envs: listOf(text),
  env: text,
  options: generatorOptions,
};

export const configMapGenerator = object(generatorFields);
export const secretGenerator = object({ ...generatorFields, type: text });

const fieldOptions = object({ delimiter: text, index: integer, encoding: text, create: flag });

export const replacement = object({
  source: object({ ...selectorFields, fieldPath: text, options: fieldOptions }),
  sourceValue: text,
  targets: listOf(
    object({
      select: selector,
      reject: listOf(selector),
      fieldPaths: listOf(text),
      options: fieldOptions,
    }),
  ),
});

export const replacementOrPath = object({
  path: text,
  source: object({ ...selectorFields, fieldPath: text, options: fieldOptions }),
  sourceValue: text,
  targets: listOf(
    object({
      select: selector,
      reject: listOf(selector),
      fieldPaths: listOf(text),
      options: fieldOptions,
    }),
  ),
});

export const replica = object({ name: text, count: integer });

export const label = object({
  pairs: mapOf(text),
  includeSelectors: flag,
  includeTemplates: flag,
  fields: listOf(fieldSpec),
});

export const variable = object({
  name: text,
  objref: object({
    apiVersion: text,
    group: text,
    version: text,
    kind: text,
    name: text,
    namespace: text,
  }),
  fieldref: object({ fieldPath: text }),
});

export const sortOptions = object({
  order: text,
  legacySortOptions: object({ orderFirst: listOf(text), orderLast: listOf(text) }),
});

/** Every field of a Kustomization and a Component. */
export const kustomization = object({
  apiVersion: text,
  kind: text,
  metadata: object({
    name: text,
    namespace: text,
    labels: mapOf(text),
    annotations: mapOf(text),
  }),
  openapi: mapOf(text),
  namePrefix: text,
  nameSuffix: text,
  namespace: text,
  commonLabels: mapOf(text),
  labels: listOf(label),
  commonAnnotations: mapOf(text),
  patchesStrategicMerge: listOf(text),
  patchesJson6902: listOf(patch),
  patches: listOf(patch),
  images: listOf(image),
  imageTags: listOf(image),
  replacements: listOf(replacementOrPath),
  replicas: listOf(replica),
  vars: listOf(variable),
  sortOptions,
  resources: listOf(text),
  components: listOf(text),
  crds: listOf(text),
  bases: listOf(text),
  configMapGenerator: listOf(configMapGenerator),
  secretGenerator: listOf(secretGenerator),
  helmGlobals: anything,
  helmCharts: listOf(anything),
  helmChartInflationGenerator: listOf(anything),
  generatorOptions,
  configurations: listOf(text),
  generators: listOf(text),
  transformers: listOf(text),
  validators: listOf(text),
  buildMetadata: listOf(text),
});

export type Kustomization = Decoded<typeof kustomization>;
export type Selector = Decoded<typeof selector>;
export type Patch = Decoded<typeof patch>;
export type Image = Decoded<typeof image>;
export type Label = Decoded<typeof label>;
export type Replica = Decoded<typeof replica>;
export type Replacement = Decoded<typeof replacement>;
export type Variable = Decoded<typeof variable>;
export type SortOptions = Decoded<typeof sortOptions>;
export type GeneratorOptions = Decoded<typeof generatorOptions>;
export type ConfigMapGenerator = Decoded<typeof configMapGenerator>;
export type SecretGenerator = Decoded<typeof secretGenerator>;
export type FieldOptions = Decoded<typeof fieldOptions>;

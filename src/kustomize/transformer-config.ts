import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { BuildError } from './build-error.ts';
import { type FieldSpec, toFieldSpec } from './field-spec.ts';
import fieldSpecs from './generated/field-specs.json' with { type: 'json' };
import { compareGvks, type Gvk, isSelectedBy } from './gvk.ts';

/** Fields that hold the names of objects of a kind. */
export interface NameReference extends Gvk {
  readonly referrers: readonly FieldSpec[];
}

/** Which fields the transformers change. */
export interface TransformerConfig {
  readonly namePrefix: readonly FieldSpec[];
  readonly nameSuffix: readonly FieldSpec[];
  readonly namespace: readonly FieldSpec[];
  readonly commonLabels: readonly FieldSpec[];
  readonly labels: readonly FieldSpec[];
  readonly templateLabels: readonly FieldSpec[];
  readonly commonAnnotations: readonly FieldSpec[];
  readonly nameReference: readonly NameReference[];
  readonly varReference: readonly FieldSpec[];
  readonly images: readonly FieldSpec[];
  readonly replicas: readonly FieldSpec[];
}

export const FIELD_SPEC_LISTS = [
  'namePrefix',
  'nameSuffix',
  'namespace',
  'commonLabels',
  'labels',
  'templateLabels',
  'commonAnnotations',
  'varReference',
  'images',
  'replicas',
] as const;

export const EMPTY_CONFIG: TransformerConfig = {
  namePrefix: [],
  nameSuffix: [],
  namespace: [],
  commonLabels: [],
  labels: [],
  templateLabels: [],
  commonAnnotations: [],
  nameReference: [],
  varReference: [],
  images: [],
  replicas: [],
};

let defaults: TransformerConfig | undefined;

/** What kustomize does without further configuration. */
export function defaultConfig(): TransformerConfig {
  defaults ??= mergeConfigs(EMPTY_CONFIG, toConfig(fieldSpecs));
  return defaults;
}

/** Reads a configuration, as files listed under `configurations` hold it. */
function toConfig(json: JsonObject): TransformerConfig {
  const config: Record<string, readonly FieldSpec[]> = {};
  for (const name of FIELD_SPEC_LISTS)
    config[name] = sortSpecs(listOf(json[name]).map(toFieldSpec));
  const references = listOf(json.nameReference).map((reference) => ({
    ...toFieldSpec(reference),
    referrers: listOf(reference.fieldSpecs).map(toFieldSpec),
  }));
  return { ...EMPTY_CONFIG, ...config, nameReference: references.sort(compareGvks) };
}

function listOf(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function sortSpecs(specs: FieldSpec[]): FieldSpec[] {
  return specs.sort(compareGvks);
}

/** Adds a configuration to another; what is there already is not added again. */
export function mergeConfigs(base: TransformerConfig, added: TransformerConfig): TransformerConfig {
  if (added === EMPTY_CONFIG || base === added) return base;
  if (base === EMPTY_CONFIG && added === defaults) return added;
  const config: Record<string, readonly FieldSpec[]> = {};
  for (const name of FIELD_SPEC_LISTS) {
    config[name] = sortSpecs(mergeFieldSpecs(base[name], added[name]));
  }
  const nameReference = mergeReferences(base.nameReference, added.nameReference);
  return { ...base, ...config, nameReference };
}

/** A spec is not added where one for the same path is selected by it. */
export function mergeFieldSpecs(
  base: readonly FieldSpec[],
  added: readonly FieldSpec[],
): FieldSpec[] {
  const result = [...base];
  const byPath = Map.groupBy(result, (spec) => spec.path);
  for (const spec of added) {
    const same = byPath.get(spec.path);
    const known = same?.find((candidate) => isSelectedBy(candidate, spec));
    if (known !== undefined && known.create !== spec.create) throw conflictingSpecs(spec, known);
    if (known !== undefined) continue;
    result.push(spec);
    if (same === undefined) byPath.set(spec.path, [spec]);
    else same.push(spec);
  }
  return result;
}

function conflictingSpecs(spec: FieldSpec, known: FieldSpec): BuildError {
  return new BuildError({
    code: 'CONFLICTING_FIELD_SPECS',
    origin: spec.origin ?? known.origin,
    what: `two field specs for ${spec.path} differ in whether they create it`,
    advice: 'give both the same create',
  });
}

function mergeReferences(
  base: readonly NameReference[],
  added: readonly NameReference[],
): NameReference[] {
  const result = [...base];
  for (const reference of added) {
    const at = result.findIndex((known) => compareGvks(known, reference) === 0);
    const known = result[at];
    if (known === undefined) {
      // Specs that stand twice in one configuration are applied twice, as in kustomize.
      result.push(reference);
    } else {
      const referrers = mergeFieldSpecs(known.referrers, reference.referrers);
      result[at] = { ...known, referrers };
    }
  }
  return result.sort(compareGvks);
}

import type { Problem } from '../../model/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { readDocuments } from '../../model/yaml/read-documents.ts';
import { toJson } from '../../model/yaml/to-json.ts';
import type { FieldSpec } from '../field-spec.ts';
import {
  EMPTY_CONFIG,
  mergeConfigs,
  type NameReference,
  type TransformerConfig,
} from '../transformer-config.ts';
import type { LoadedFile } from './loaded.ts';

/** Reads the files of `crds`: OpenAPI definitions that tell which fields hold names and labels. */
export function readCrds(files: readonly LoadedFile[], problems: Problem[]): TransformerConfig {
  let config = EMPTY_CONFIG;
  for (const file of files) {
    const definitions = readDefinitions(file, problems);
    for (const [name, definition] of Object.entries(definitions)) {
      const properties = propertiesOf(definition);
      const isObject = ['kind', 'apiVersion', 'metadata'].every((field) => field in properties);
      if (!isObject) continue;
      const kind = name.split('.').at(-1) ?? '';
      config = mergeConfigs(config, new Reader(definitions, kind).read(name));
    }
  }
  return config;
}

function readDefinitions(file: LoadedFile, problems: Problem[]): JsonObject {
  const read = readDocuments(file.bytes, file.path, { rules: 'kustomization' });
  problems.push(...read.problems);
  const root = read.documents[0]?.root;
  const json = root === undefined ? {} : toJson(root, 'kustomization', problems);
  return isJsonObject(json) ? json : {};
}

function schemaOf(definition: JsonValue | undefined): JsonObject {
  const schema = isJsonObject(definition) ? (definition.Schema ?? definition.schema) : undefined;
  return isJsonObject(schema) ? schema : {};
}

function propertiesOf(definition: JsonValue | undefined): JsonObject {
  const { properties } = schemaOf(definition);
  return isJsonObject(properties) ? properties : {};
}

const DEEPEST = 50;

class Reader {
  readonly #definitions: JsonObject;
  readonly #kind: string;
  readonly #annotations: FieldSpec[] = [];
  readonly #labels: FieldSpec[] = [];
  readonly #prefixes: FieldSpec[] = [];
  readonly #references: NameReference[] = [];

  constructor(definitions: JsonObject, kind: string) {
    this.#definitions = definitions;
    this.#kind = kind;
  }

  read(name: string): TransformerConfig {
    this.#visit(name, []);
    return {
      ...EMPTY_CONFIG,
      commonAnnotations: this.#annotations,
      commonLabels: this.#labels,
      namePrefix: this.#prefixes,
      nameReference: this.#references,
    };
  }

  #visit(name: string, path: readonly string[]): void {
    if (path.length > DEEPEST) return;
    for (const [key, property] of Object.entries(propertiesOf(this.#definitions[name]))) {
      if (!isJsonObject(property)) continue;
      const here = [...path, key];
      this.#note(property, here);
      const reference = property.$ref;
      if (typeof reference === 'string') this.#visit(reference, here);
    }
  }

  #note(property: JsonObject, path: readonly string[]): void {
    const spec = (steps: readonly string[]): FieldSpec => ({
      group: '',
      version: '',
      kind: this.#kind,
      path: steps.join('/'),
      create: false,
    });
    const has = (name: string) => typeof property[name] === 'string';
    if (has('x-kubernetes-annotation')) this.#annotations.push(spec(path));
    if (has('x-kubernetes-label-selector')) this.#labels.push(spec(path));
    if (has('x-kubernetes-identity')) this.#prefixes.push(spec(path));
    const version = property['x-kubernetes-object-ref-api-version'];
    const kind = property['x-kubernetes-object-ref-kind'];
    const nameKey = property['x-kubernetes-object-ref-name-key'];
    if (typeof version !== 'string' || typeof kind !== 'string') return;
    const key = typeof nameKey === 'string' ? nameKey : 'name';
    this.#references.push({ group: '', version, kind, referrers: [spec([...path, key])] });
  }
}

import { emitYaml } from '../../kustomize/emit/emitter.ts';
import { InvalidInputError, type Problem } from '../../model/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { yamlProblem } from '../../model/yaml/problem.ts';
import { readDocuments } from '../../model/yaml/read-documents.ts';
import { toJson } from '../../model/yaml/to-json.ts';

const API_VERSION = 'config.kubernetes.io/v1';
const KIND = 'ResourceList';

/** What a KRM function reads, and writes with results. */
export interface ResourceList {
  readonly items: readonly JsonObject[];
  /** What the function is told besides; passed on as it is. */
  readonly functionConfig: JsonValue | undefined;
}

/** What came of one object, as the specification of KRM functions has it. */
export interface FunctionResult extends JsonObject {
  readonly message: string;
  readonly severity: 'error' | 'warning';
  readonly resourceRef?: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace?: string;
    readonly name: string;
  };
  /** The file of the object; `index` counts from 0 where a file has several. */
  readonly file?: { readonly path: string; readonly index?: number };
}

/** Reads a ResourceList. Throws `InvalidInputError` where the text is none. */
export function readResourceList(input: Uint8Array | string, file: string): ResourceList {
  const { documents, problems: found } = readDocuments(input, file, { rules: 'kubernetes' });
  const problems: Problem[] = [...found];
  const [document, second] = documents;
  const list = document && toJson(document.root, 'kubernetes', problems);
  const refuse = (what: string) => {
    const advice = `give one ${KIND} of ${API_VERSION}, as kustomize does for a function`;
    problems.push(yamlProblem(document?.root.origin, 'NOT_A_RESOURCE_LIST', what, advice));
    return new InvalidInputError(problems);
  };
  if (problems.length > 0) throw new InvalidInputError(problems);
  if (document === undefined) throw refuse(`${file} is empty`);
  if (second !== undefined) throw refuse(`${file} has more than one document`);
  if (!isJsonObject(list) || list.kind !== KIND || list.apiVersion !== API_VERSION) {
    throw refuse(`this is no ${KIND} of ${API_VERSION}`);
  }
  const items = list.items ?? [];
  if (!Array.isArray(items)) throw refuse('items is no list');
  const objects = items.filter(isJsonObject);
  if (objects.length < items.length) throw refuse('items holds something that is no object');
  return { items: objects, functionConfig: list.functionConfig };
}

export function writeResourceList(list: ResourceList, results: readonly FunctionResult[]): string {
  const { items, functionConfig } = list;
  return emitYaml({
    apiVersion: API_VERSION,
    kind: KIND,
    items,
    ...(functionConfig === undefined ? {} : { functionConfig }),
    ...(results.length === 0 ? {} : { results }),
  });
}

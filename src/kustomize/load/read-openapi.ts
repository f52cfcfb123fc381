import type { Problem } from '../../model/errors.ts';
import { isJsonObject } from '../../model/json.ts';
import { yamlProblem } from '../../model/yaml/problem.ts';
import { readDocuments } from '../../model/yaml/read-documents.ts';
import { toJson } from '../../model/yaml/to-json.ts';
import type { Kustomization } from '../kustomization.ts';
import { CustomSchemas } from '../merge/custom-schema.ts';
import type { LoadedFile } from './loaded.ts';

/** What a kustomization says about the types of its objects. */
export type OpenApi = 'built-in' | CustomSchemas;

const BUILT_IN_VERSION = 'v1.21.2';

/** Reads the field `openapi`; `undefined` where it says nothing. */
export function readOpenApi(
  { openapi }: Kustomization,
  files: ReadonlyMap<string, LoadedFile>,
  problems: Problem[],
): OpenApi | undefined {
  const version = openapi?.get('version');
  const path = openapi?.get('path');
  if (path !== undefined) {
    if (version !== undefined) {
      const what = 'openapi has both a version and a path';
      problems.push(yamlProblem(version.node.origin, 'BAD_OPENAPI', what, 'remove one of them'));
    }
    const file = files.get(path.text);
    return file === undefined ? undefined : readSchemas(file, problems);
  }
  if (version === undefined || version.text === '') return undefined;
  if (version.text !== BUILT_IN_VERSION) {
    const what = `there is no built-in OpenAPI version "${version.text}"`;
    const advice = `write ${BUILT_IN_VERSION}, or remove it`;
    problems.push(yamlProblem(version.node.origin, 'BAD_OPENAPI', what, advice));
  }
  return 'built-in';
}

function readSchemas(file: LoadedFile, problems: Problem[]): CustomSchemas | undefined {
  const read = readDocuments(file.bytes, file.path, { rules: 'kustomization' });
  const found: Problem[] = [...read.problems];
  const root = read.documents[0]?.root;
  const json = root === undefined ? undefined : toJson(root, 'kustomization', found);
  if (isJsonObject(json) && found.length === 0) return new CustomSchemas(json);
  if (found.length === 0) {
    const what = 'the file holds no OpenAPI document';
    found.push(yamlProblem(root?.origin, 'BAD_OPENAPI', what, 'write an object with definitions'));
  }
  problems.push(...found);
  return undefined;
}

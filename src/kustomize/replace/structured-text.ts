import { isJsonObject, type JsonValue } from '../../model/json.ts';
import { readDocuments } from '../../model/yaml/read-documents.ts';
import { goJson } from '../emit/go-json.ts';
import { emitStyled } from '../emit/styled-emitter.ts';
import { Node } from '../node.ts';
import { nodeToJson } from '../node-to-json.ts';
import { compareUtf8 } from '../resource.ts';
import { PathError } from '../select/field-path.ts';

/** The JSON or YAML in the text of a scalar. Throws `PathError` where it is none. */
export function parseStructured(scalar: Node): Node {
  const { documents, problems } = readDocuments(scalar.text, '', { rules: 'kubernetes' });
  const [problem] = problems;
  if (problem !== undefined) {
    throw new PathError(`the text of a field is neither JSON nor YAML: ${problem.what}`);
  }
  const [document] = documents;
  if (document === undefined || document.root.kind === 'scalar') {
    throw new PathError('there is a scalar where a mapping or a list is expected');
  }
  return Node.from(document.root);
}

/** Whether the text of a scalar can be read as YAML at all. */
export function isReadable(scalar: Node): boolean {
  return readDocuments(scalar.text, '', { rules: 'kubernetes' }).problems.length === 0;
}

/** The changed value as text in the format of the original: JSON, compact or indented, or YAML. */
export function serializeStructured(value: Node, original: string): string {
  const start = original.trim()[0];
  if (start !== '{' && start !== '[') {
    if (hasComments(original)) {
      throw new PathError('the YAML in the field has comments, which would be lost');
    }
    return emitStyled(value).trim();
  }
  const json = nodeToJson(value, []);
  return original.includes('\n') && original.includes('  ') ? indentedJson(json, '') : goJson(json);
}

function hasComments(yaml: string): boolean {
  return /^#|\s#/m.test(yaml);
}

function indentedJson(value: JsonValue, indent: string): string {
  if (value === null || typeof value !== 'object') return goJson(value);
  const inner = `${indent}  `;
  if (!isJsonObject(value)) {
    if (value.length === 0) return '[]';
    const items = value.map((item) => inner + indentedJson(item, inner));
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  const keys = Object.keys(value).sort(compareUtf8);
  if (keys.length === 0) return '{}';
  const entries = keys.map(
    (key) => `${inner}${goJson(key)}: ${indentedJson(value[key] ?? null, inner)}`,
  );
  return `{\n${entries.join(',\n')}\n${indent}}`;
}

/** A scalar as YAML, with its quotes: what patterns of paths are matched against. */
export function scalarYaml(node: Node): string {
  return emitStyled(node).trim();
}

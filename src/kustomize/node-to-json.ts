import type { Problem } from '../model/errors.ts';
import type { JsonScalar, JsonValue } from '../model/json.ts';
import { yamlProblem } from '../model/yaml/problem.ts';
import { isSurelyText, resolvePlain } from '../model/yaml/scalar-rules.ts';
import { rewriteFolded } from './folded-text.ts';
import type { Node } from './node.ts';

/** Collects what is wrong with a value while it is turned into JSON. */
export type Problems = Problem[];

/** The value that a node stands for. What JSON cannot hold becomes a problem and `null`. */
export function nodeToJson(node: Node, problems: Problems, isInFlow = false): JsonValue {
  if (node.kind === 'scalar') return scalarValue(node, problems, isInFlow);
  const isFlow = isInFlow || node.style === 'flow';
  if (node.kind === 'sequence') {
    return node.content.map((item) => nodeToJson(item, problems, isFlow));
  }
  const object: Record<string, JsonValue> = {};
  const { content } = node;
  for (let at = 0; at + 1 < content.length; at += 2) {
    const key = content[at];
    const value = content[at + 1];
    if (key === undefined || value === undefined) continue;
    checkKey(key, problems);
    setKey(object, key.text, nodeToJson(value, problems, isFlow));
  }
  return object;
}

/** A key named `__proto__` is a key like any other. */
function setKey(object: Record<string, JsonValue>, key: string, value: JsonValue): void {
  if (key !== '__proto__') {
    object[key] = value;
    return;
  }
  const property = { value, enumerable: true, configurable: true, writable: true };
  Object.defineProperty(object, key, property);
}

function checkKey(key: Node, problems: Problems): void {
  if (key.tag === '!!str' || key.style !== 'plain') return;
  const isMade = key.tag === '';
  if (isMade && isSurelyText(key.text)) return;
  const tag = isMade ? resolvePlain(key.text, 'kubernetes').tag : key.tag;
  if (tag === '!!str' || (isMade && key.text === '')) return;
  const what = key.text === '' ? 'the key is empty' : `the key ${key.text} is not text`;
  problems.push(yamlProblem(key.origin, 'KEY_NOT_TEXT', what, `quote it: "${key.text}"`));
}

/** Of a value that was left empty, and of one that was created and not given any. */
const MAY_BE_NULL: ReadonlySet<string> = new Set(['!!null', '']);

/**
 * What a scalar means: text where its tag says so, or where it has quotes and
 * its tag says nothing else than its text would. In flow collections kustomize
 * writes quotes before it reads the text again: blocks lose nothing there, and
 * the value of `a` in `{a, b: c}` is an empty text, not null.
 */
export function scalarValue(node: Node, problems: Problems, isInFlow = false): JsonScalar {
  const { tag, text } = node;
  if (isInFlow && text === '' && MAY_BE_NULL.has(tag)) return '';
  if (node.style === 'folded') return isInFlow ? text : rewriteFolded(text);
  if (tag === '!!str' || (tag === '' && isSurelyText(text))) return text;
  const quoted = node.style !== 'plain' || text.includes('\n');
  if (quoted && tag === '') return text;
  const resolved = resolvePlain(text, 'kubernetes');
  if (tag === '' || resolved.tag === tag) {
    if (quoted) return text;
    return finite(node, resolved.value, problems);
  }
  if (tag === '!!float' && resolved.tag === '!!int') return resolved.value;
  if (!TYPED.has(tag)) return tag === '!!binary' ? decodeBinary(node, problems) : text;
  const what = `"${text}" is not a ${tag}`;
  return refuse(node, 'BAD_TAG', what, 'remove the tag or correct the value', problems);
}

const TYPED: ReadonlySet<string> = new Set(['!!int', '!!bool', '!!null', '!!float', '!!timestamp']);

function finite(node: Node, value: JsonScalar, problems: Problems): JsonScalar {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  const what = `${node.text} is not a number that JSON has`;
  return refuse(node, 'NOT_JSON', what, `quote it: "${node.text}"`, problems);
}

function decodeBinary(node: Node, problems: Problems): JsonScalar {
  try {
    return atob(node.text);
  } catch {
    return refuse(node, 'BAD_TAG', 'this !!binary is not base64', 'correct the base64', problems);
  }
}

function refuse(node: Node, code: string, what: string, advice: string, problems: Problems): null {
  problems.push(yamlProblem(node.origin, code, what, advice));
  return null;
}

import type { Problem } from '../errors.ts';
import type { JsonValue } from '../json.ts';
import type { Origin, ScalarNode, YamlNode } from './node.ts';
import { yamlProblem } from './problem.ts';
import { resolvePlain, type ScalarRules } from './scalar-rules.ts';

/**
 * The value a node stands for. What JSON cannot hold (keys that are not text,
 * infinity, text that does not fit its tag) becomes a problem and `null`.
 */
export function toJson(node: YamlNode, rules: ScalarRules, problems: Problem[]): JsonValue {
  switch (node.kind) {
    case 'scalar':
      return scalarToJson(node, rules, problems);
    case 'sequence':
      return node.items.map((item) => toJson(item, rules, problems));
    case 'mapping': {
      const object: Record<string, JsonValue> = {};
      for (const { key, value } of node.entries) {
        checkKey(key, rules, problems);
        setKey(object, key.text, toJson(value, rules, problems));
      }
      return object;
    }
  }
}

/** A key `__proto__` is a key like any other. */
function setKey(object: Record<string, JsonValue>, key: string, value: JsonValue): void {
  if (key !== '__proto__') object[key] = value;
  else
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
}

function checkKey(key: ScalarNode, rules: ScalarRules, problems: Problem[]): void {
  if (key.tag === '!!str' || rules === 'kustomization') return;
  problems.push(
    yamlProblem(
      key.origin,
      'KEY_NOT_TEXT',
      `the key ${key.text === '' ? 'is empty' : `${key.text} is not text`}`,
      `quote it: "${key.text}"`,
    ),
  );
}

/** The value of a scalar by its tag. */
export function scalarToJson(node: ScalarNode, rules: ScalarRules, problems: Problem[]): JsonValue {
  const { tag, text } = node;
  // YAML 1.1 readers in Go keep timestamps as they were written.
  if (tag === '!!str' || (tag === '!!timestamp' && rules === 'kustomization')) return text;
  if (!RESOLVABLE.has(tag)) return tag === '!!binary' ? decodeBinary(node, problems) : text;
  const resolved = resolvePlain(text, rules);
  const fits = resolved.tag === tag || (tag === '!!float' && resolved.tag === '!!int');
  if (!fits) {
    return refuse(
      node.origin,
      problems,
      'BAD_TAG',
      `"${text}" is not a ${tag}`,
      'remove the tag or correct the value',
    );
  }
  if (typeof resolved.value === 'number' && !Number.isFinite(resolved.value)) {
    return refuse(
      node.origin,
      problems,
      'NOT_JSON',
      `${text} is not a number that JSON has`,
      `quote it: "${text}"`,
    );
  }
  return resolved.value;
}

const RESOLVABLE: ReadonlySet<string> = new Set([
  '!!int',
  '!!bool',
  '!!null',
  '!!float',
  '!!timestamp',
]);

function decodeBinary(node: ScalarNode, problems: Problem[]): JsonValue {
  try {
    return atob(node.text);
  } catch {
    return refuse(
      node.origin,
      problems,
      'BAD_TAG',
      'this !!binary is not base64',
      'correct the base64',
    );
  }
}

function refuse(
  origin: Origin | undefined,
  problems: Problem[],
  code: string,
  what: string,
  advice: string,
): null {
  problems.push(yamlProblem(origin, code, what, advice));
  return null;
}

import type { JsonValue } from '../../model/json.ts';
import type { ScalarStyle } from '../../model/yaml/node.ts';

/**
 * A YAML value with the characters that it takes in its text. Tags and anchors
 * stand before `start`. Only what is edited is read so; what is built is not.
 */
export type LocatedNode = LocatedScalar | LocatedSequence | LocatedMapping | LocatedAlias;

interface Located {
  readonly start: number;
  /** Exclusive. Of block scalars the start of the line after them. */
  readonly end: number;
}

export interface LocatedScalar extends Located {
  readonly kind: 'scalar';
  readonly text: string;
  readonly style: ScalarStyle;
  readonly value: JsonValue;
  /** Where the text begins: of block scalars the line after `start`. */
  readonly contentStart: number;
}

export interface LocatedSequence extends Located {
  readonly kind: 'sequence';
  readonly isFlow: boolean;
  readonly items: readonly LocatedNode[];
}

export interface LocatedMapping extends Located {
  readonly kind: 'mapping';
  readonly isFlow: boolean;
  readonly entries: readonly LocatedEntry[];
}

export interface LocatedEntry {
  readonly key: LocatedScalar;
  readonly value: LocatedNode;
}

export interface LocatedAlias extends Located {
  readonly kind: 'alias';
  /** What it stands for. */
  readonly target: LocatedNode;
}

/** What the text says; of a mapping with merge keys only what it sets itself. */
export function jsonOf(node: LocatedNode): JsonValue {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'alias':
      return jsonOf(node.target);
    case 'sequence':
      return node.items.map(jsonOf);
    case 'mapping':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, jsonOf(value)]));
  }
}

/** Of equal keys the last counts. */
export function entryOf(node: LocatedNode | undefined, key: string): LocatedEntry | undefined {
  return node?.kind === 'mapping'
    ? node.entries.findLast((entry) => entry.key.text === key)
    : undefined;
}

/** The value of a key, where the node is a mapping that has it. */
export function fieldOf(node: LocatedNode | undefined, key: string): LocatedNode | undefined {
  return entryOf(node, key)?.value;
}

/** The text of a key's value, where it is a scalar. */
export function textOf(node: LocatedNode | undefined, key: string): string | undefined {
  const value = fieldOf(node, key);
  return value?.kind === 'scalar' ? value.text : undefined;
}

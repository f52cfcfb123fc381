import type { Position } from '../position.ts';
import type { SourceText } from './source-text.ts';

/** Tags in YAML's short form: `!!str`, `!!int`, `!!bool`, `!!null`, `!!float`, … */
export type Tag = string;

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** Where a node was written. Two words per node; positions are computed on demand. */
export interface Origin {
  readonly source: SourceText;
  /** Into `source.text`. */
  readonly offset: number;
}

/**
 * Nodes are immutable and may be shared: an alias is the very node of its
 * anchor. Changes make new nodes along the path to the change.
 */
export type YamlNode = ScalarNode | SequenceNode | MappingNode;

/** A scalar keeps its text: the tag alone says what it means. */
export interface ScalarNode {
  readonly kind: 'scalar';
  readonly tag: Tag;
  readonly text: string;
  readonly style: ScalarStyle;
  readonly origin: Origin | undefined;
}

export interface SequenceNode {
  readonly kind: 'sequence';
  readonly items: readonly YamlNode[];
  /** Written as `[a, b]`. */
  readonly isFlow: boolean;
  readonly origin: Origin | undefined;
}

export interface MappingNode {
  readonly kind: 'mapping';
  readonly entries: readonly MappingEntry[];
  /** Written as `{a: b}`. */
  readonly isFlow: boolean;
  readonly origin: Origin | undefined;
}

export interface MappingEntry {
  readonly key: ScalarNode;
  readonly value: YamlNode;
}

/** One document of a file. */
export interface YamlDocument {
  /** What the root is. */
  readonly kind: YamlNode['kind'];
  readonly root: YamlNode;
  readonly source: SourceText;
  /** Where the document's content starts in `source.text`. */
  readonly offset: number;
}

export function positionOf(node: YamlNode): Position | undefined {
  return node.origin?.source.position(node.origin.offset);
}

/** The value of a key, or `undefined`. Of equal keys the last counts. */
export function fieldOf(node: MappingNode, key: string): YamlNode | undefined {
  return entryOf(node, key)?.value;
}

/** The entry of a key, or `undefined`. Of equal keys the last counts. */
export function entryOf(node: MappingNode, key: string): MappingEntry | undefined {
  const { entries } = node;
  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = entries[index];
    if (entry !== undefined && entry.key.text === key) return entry;
  }
  return undefined;
}

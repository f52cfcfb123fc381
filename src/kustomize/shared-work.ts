import type { ReadResult } from '../model/yaml/read-documents.ts';
import type { Spent } from './budget.ts';
import type { PlainTypes } from './merge/schema-choice.ts';
import type { ResourceSnapshot } from './resource-snapshot.ts';
import type { TransformerConfig } from './transformer-config.ts';
import type { Vars } from './vars/vars.ts';

/**
 * Where builds leave what others may have in common with them: overlays of one
 * base. What is kept is true whatever is built, and never changes; any of it may
 * be forgotten at any time. Builds give the same with it and without.
 */
export interface SharedWork {
  readonly files: Kept<ReadResult>;
  readonly bases: Kept<GatheredBase>;
}

export interface Kept<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
}

/** What a kustomization gave to those that use it, and what it took to make. */
export interface GatheredBase {
  readonly resources: ResourceSnapshot;
  readonly vars: Vars;
  readonly config: TransformerConfig;
  readonly spent: Spent;
  /** What the build knows of types afterwards. */
  readonly types: PlainTypes;
}

/** About what a value takes in memory with its place. */
const BYTES_PER_VALUE = 150;

/** About how much memory the documents of a file take. */
export function bytesOfFile({ documents, values }: ReadResult): number {
  return values * BYTES_PER_VALUE + (documents[0]?.source.text.length ?? 0);
}

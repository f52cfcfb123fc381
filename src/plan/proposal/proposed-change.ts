import type { JsonObject, JsonValue } from '../../model/json.ts';
import type { FieldPath } from '../../model/manifest.ts';
import type { ObjectId } from '../../model/object-id.ts';
import type { Position } from '../../model/position.ts';

/** What a proposed revision makes of one object of the revision it is based on. Secrets are masked. */
export interface ProposedChange {
  readonly id: ObjectId;
  readonly action: 'create' | 'change' | 'delete';
  /** Of one that leaves Git: whether it stays on the cluster all the same, because it is or holds data. */
  readonly kept: boolean;
  /** The name before, where only a generator's suffix differs. */
  readonly renamedFrom: string | undefined;
  /** Where the object is written: in the proposed revision, or in its base where it goes. */
  readonly position: Position | undefined;
  /** What differs; empty unless `change`. */
  readonly fields: readonly ProposedField[];
  /** The whole object, masked; `undefined` where there is none. */
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
}

export interface ProposedField {
  readonly path: FieldPath;
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
  readonly position: Position | undefined;
  /** What the change means, a line each. */
  readonly meaning: readonly string[];
  /** Of values that are masked: equal values have equal fingerprints, and nobody can tell them from it. */
  readonly fingerprints: Fingerprints | undefined;
}

/** `undefined` where there is no value. */
export interface Fingerprints {
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Pods that are replaced. */
export interface ProposedRestart {
  readonly id: ObjectId;
  /** How many pods. */
  readonly pods: number;
  /** The fields that make it so: `spec.template.spec.containers[0].image`. */
  readonly because: readonly string[];
}

/** Data that a change touches. */
export interface ProposedVolumeChange {
  readonly id: ObjectId;
  /** `its claim goes, its volume is kept`, `grows from 10Gi to 20Gi`, … */
  readonly what: string;
}

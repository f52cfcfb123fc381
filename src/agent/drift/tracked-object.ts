import type { Corrections } from '../../drift/corrections.ts';
import type { KnownDrift } from '../../drift/drift.ts';
import type { Manifest, Rendered } from '../../model/manifest.ts';
import type { ObjectId } from '../../model/object-id.ts';
import { manifestDigest } from '../../plan/digest.ts';
import { packBuild, unpackBuild } from '../build-cache/packed-build.ts';

/** What Git wants of one object, in few bytes. */
export interface PackedObject {
  readonly bytes: Uint8Array;
  /** Of the manifest. */
  readonly digest: string;
}

export function packObject(object: Rendered): PackedObject {
  const bytes = packBuild({ objects: [object], warnings: [] });
  return { bytes, digest: manifestDigest(object.manifest) };
}

export function unpackObject({ bytes }: PackedObject): Rendered {
  const [object] = unpackBuild(bytes).objects;
  if (object === undefined) throw new Error('a packed object holds one object');
  return object;
}

/** A state of an object that a watch has shown; `undefined` where it is gone. */
export type LiveState = Manifest | undefined;

/** One object that a target applied, and what is known of it. */
export interface TrackedObject {
  readonly id: ObjectId;
  readonly apiVersion: string;
  target: string;
  /** As it was applied last; `undefined` before the first write. */
  applied: PackedObject | undefined;
  /** As it is being applied: the measure once the write is through. */
  next: PackedObject | undefined;
  /** Whether a write of ours is under way: what the watch shows then has to wait. */
  writing: boolean;
  /** The latest that the watch showed meanwhile. */
  held: { readonly live: LiveState } | undefined;
  /** The version that our last write made: what is older says nothing. */
  writtenVersion: number;
  /** When our fields were written last, as the server has it, while they were known to be right. */
  settledTime: string | undefined;
  /** What a dry-run has shown to be real among doubtful differences: it need not be asked again. */
  proven: { readonly doubtful: string; readonly real: readonly string[] } | undefined;
  /** Counts what was seen, so that a slow answer never overrules a later one. */
  sightings: number;
  drift: KnownDrift | undefined;
  corrections: Corrections;
  /** When an attempt was asked for to correct it; milliseconds since the epoch. */
  askedAt: number | undefined;
}

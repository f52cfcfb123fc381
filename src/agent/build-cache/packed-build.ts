import { deserialize, serialize } from 'node:v8';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Problem } from '../../model/errors.ts';
import type { Manifest, Rendered } from '../../model/manifest.ts';
import { type FieldPositions, provenanceFrom, takePositions } from './field-positions.ts';

/** What a build gave. */
export interface Built {
  readonly objects: readonly Rendered[];
  readonly warnings: readonly Problem[];
}

interface Packed {
  readonly objects: readonly (readonly [Manifest, FieldPositions])[];
  readonly warnings: readonly Problem[];
}

/** A build in few bytes, some tenth of its YAML. */
export function packBuild({ objects, warnings }: Built): Uint8Array {
  const packed: Packed = {
    objects: objects.map((object) => [object.manifest, takePositions(object)]),
    warnings,
  };
  // A copy: what zlib gives is a view of a piece of memory that is many times larger.
  return new Uint8Array(deflateRawSync(serialize(packed), { level: 1 }));
}

/** The build again: new objects each time, so that no two attempts share any. */
export function unpackBuild(bytes: Uint8Array): Built {
  const { objects, warnings } = deserialize(inflateRawSync(bytes)) as Packed;
  return {
    objects: objects.map(([manifest, positions]) => ({
      manifest,
      provenance: provenanceFrom(manifest, positions),
    })),
    warnings,
  };
}

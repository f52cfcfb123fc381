import { createHash } from 'node:crypto';
import { canonicalJson, type JsonValue } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { ObjectReference } from '../model/ports/cluster.ts';

/** An object that a TidbMonitor refers to, as it was when it was expanded. */
export interface MonitorReference {
  readonly reference: ObjectReference;
  /** See `referenceDigest`. */
  readonly digest: string;
}

/**
 * Changes exactly when the expansion might: with the data of a Secret or
 * ConfigMap, with the spec of a cluster, and with whether there is one.
 */
export function referenceDigest(manifest: Manifest | undefined): string {
  if (manifest === undefined) return 'absent';
  const { spec = null, data = null, binaryData = null } = manifest;
  const content: JsonValue = [spec, data, binaryData];
  return createHash('sha256').update(canonicalJson(content)).digest('hex').slice(0, 16);
}

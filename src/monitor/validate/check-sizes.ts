import { isJsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { formatObjectId, objectIdOf } from '../../model/object-id.ts';
import type { Report } from '../finding.ts';

/** What the data of a ConfigMap may have at most, in bytes. */
const CONFIG_MAP_LIMIT = 1024 * 1024;

/** A configuration of very many clusters does not fit into one ConfigMap. */
export function checkSizes(children: readonly Manifest[], report: Report): void {
  for (const child of children) {
    if (child.kind !== 'ConfigMap') continue;
    const size = sizeOf(child);
    if (size <= CONFIG_MAP_LIMIT) continue;
    const name = formatObjectId(objectIdOf(child));
    const what = `makes ${name} ${size} bytes long, which is more than ${CONFIG_MAP_LIMIT}`;
    const advice = 'divide the clusters among several TidbMonitors';
    report('INVALID_VALUE', ['spec', 'clusters'], what, advice);
  }
}

function sizeOf({ data }: Manifest): number {
  let size = 0;
  for (const [key, text] of isJsonObject(data) ? Object.entries(data) : []) {
    size += key.length + Buffer.byteLength(String(text));
  }
  return size;
}

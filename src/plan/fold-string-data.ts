import { isJsonObject } from '../model/json.ts';
import type { Manifest, Provenance, Rendered } from '../model/manifest.ts';

/**
 * A Secret with `stringData` written as `data`, which is all that a server
 * keeps: otherwise it could not be compared, and a removed key would stay.
 */
export function foldStringData(manifest: Manifest): Manifest {
  if (manifest.kind !== 'Secret' || manifest.apiVersion !== 'v1') return manifest;
  const { stringData, ...rest } = manifest;
  if (!isJsonObject(stringData)) return manifest;
  const entries = Object.entries(stringData);
  // Anything but text is for the server to refuse.
  if (entries.some(([, value]) => typeof value !== 'string')) return manifest;
  const folded = entries.map(([key, value]) => [
    key,
    Buffer.from(String(value), 'utf8').toString('base64'),
  ]);
  const data = isJsonObject(manifest.data) ? manifest.data : {};
  return { ...rest, data: { ...data, ...Object.fromEntries(folded) } };
}

/** Where the fields of an object are written, once its `stringData` is folded. */
export function foldedProvenance({ manifest, provenance }: Rendered): Provenance {
  const { stringData } = manifest;
  if (manifest.kind !== 'Secret' || !isJsonObject(stringData)) return provenance;
  return {
    object: provenance.object,
    field(path) {
      const [root, key, ...rest] = path;
      const folded = root === 'data' && key !== undefined && stringData[key] !== undefined;
      return provenance.field(folded ? ['stringData', key, ...rest] : path);
    },
  };
}

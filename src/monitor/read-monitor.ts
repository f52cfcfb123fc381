import type { Manifest } from '../model/manifest.ts';
import type { Report } from './finding.ts';
import { decode } from './schema/decode.ts';
import { specSchema, type TidbMonitorSpec } from './schema/spec.ts';

/** A TidbMonitor as its author wrote it, checked against the schema. */
export interface TidbMonitor {
  readonly name: string;
  readonly namespace: string;
  readonly spec: TidbMonitorSpec;
}

/** Reads a TidbMonitor; `undefined` where its spec does not fit the schema, which is reported. */
export function readMonitor(manifest: Manifest, report: Report): TidbMonitor | undefined {
  let fits = true;
  const spec = decode(specSchema, manifest.spec ?? null, ['spec'], (code, ...rest) => {
    if (code !== 'DEPRECATED_FIELD') fits = false;
    report(code, ...rest);
  });
  if (!fits) return undefined;
  const { name, namespace = '' } = manifest.metadata;
  return { name, namespace, spec: spec as TidbMonitorSpec };
}

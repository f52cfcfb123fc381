import { isJsonObject, type JsonValue } from '../../../../src/model/json.ts';
import type { Rendered } from '../../../../src/model/manifest.ts';
import { textIn } from '../../../../src/monitor/references.ts';

/** The folders of the pod, and what stands for them beside a configuration. */
const ASSETS = '/var/lib/cluster-assets-tls';
const CONFIGURATION = '/etc/prometheus/config';

/**
 * What Prometheus finds in its pods: a folder for each shard with its
 * configuration, its rules, and the assets. Nothing but the ConfigMaps and
 * Secrets of the monitor is there, so that a file they lack is found missing.
 */
export function prometheusFiles(
  objects: readonly Rendered[],
  folder: string,
): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  const assets = dataOf(objects, 'Secret', /^tidbmonitor-.*-tls-assets$/)[0] ?? {};
  for (const [shard, data] of dataOf(objects, 'ConfigMap', /-monitor(-shard-\d+)?$/).entries()) {
    for (const [key, text] of Object.entries(data)) {
      const path = `${folder}/${shard}/${key}`;
      files[path] = text.replaceAll(ASSETS, 'assets').replaceAll(`${CONFIGURATION}/`, '');
    }
    for (const [key, value] of Object.entries(assets)) {
      files[`${folder}/${shard}/assets/${key}`] = Buffer.from(value, 'base64').toString('utf8');
    }
  }
  return files;
}

function dataOf(
  objects: readonly Rendered[],
  kind: string,
  name: RegExp,
): readonly Readonly<Record<string, string>>[] {
  return objects
    .map(({ manifest }) => manifest)
    .filter((manifest) => manifest.kind === kind && name.test(manifest.metadata.name))
    .map(({ data }) => textsIn(data))
    .filter((data) => kind === 'Secret' || data['prometheus.yml'] !== undefined);
}

function textsIn(value: JsonValue | undefined): Readonly<Record<string, string>> {
  const entries = isJsonObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(entries.map(([key, text]) => [key, textIn(text) ?? '']));
}

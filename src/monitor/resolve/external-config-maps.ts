import { isJsonObject } from '../../model/json.ts';
import type { FieldPath, Manifest } from '../../model/manifest.ts';
import { formatObjectId } from '../../model/object-id.ts';
import { configMapId } from '../references.ts';
import type { TidbMonitorSpec } from '../schema/spec.ts';
import type { Surroundings } from './clusters.ts';
import { nonEmpty } from './images.ts';

/** What ConfigMaps of the user's own replace. */
export interface ExternalConfigMaps {
  /** The text that stands in for the generated configuration of Prometheus. */
  readonly prometheusConfig: string | undefined;
  /** The ConfigMap with rules; `copied` holds its data where it lives in another namespace. */
  readonly rules:
    | { readonly name: string; readonly copied: Readonly<Record<string, string>> | undefined }
    | undefined;
}

/** The key of an external ConfigMap that holds the whole configuration. */
const CONFIG_KEY = 'prometheus-config';

export function resolveExternalConfigMaps(
  spec: TidbMonitorSpec,
  namespace: string,
  surroundings: Surroundings,
): ExternalConfigMaps {
  return {
    prometheusConfig: externalConfig(spec, namespace, surroundings),
    rules: externalRules(spec, namespace, surroundings),
  };
}

function externalConfig(
  spec: TidbMonitorSpec,
  namespace: string,
  surroundings: Surroundings,
): string | undefined {
  const reference = spec.prometheus.config?.configMapRef;
  const name = nonEmpty(reference?.name);
  if (name === undefined) return undefined;
  const path = ['spec', 'prometheus', 'config', 'configMapRef'];
  const data = dataOf(name, nonEmpty(reference?.namespace) ?? namespace, path, surroundings);
  const text = data?.[CONFIG_KEY];
  if (data !== undefined && text === undefined) {
    const what = `names a ConfigMap without the key ${CONFIG_KEY}: the generated configuration is used`;
    surroundings.warn('OBJECT_NOT_FOUND', path, what, `add the key ${CONFIG_KEY}`);
  }
  return text;
}

function externalRules(
  spec: TidbMonitorSpec,
  namespace: string,
  surroundings: Surroundings,
): ExternalConfigMaps['rules'] {
  const reference = spec.prometheus.config?.ruleConfigRef;
  const name = nonEmpty(reference?.name);
  if (name === undefined) return undefined;
  const from = nonEmpty(reference?.namespace) ?? namespace;
  // A pod can only mount ConfigMaps of its own namespace.
  if (from === namespace) return { name, copied: undefined };
  const path = ['spec', 'prometheus', 'config', 'ruleConfigRef'];
  return { name, copied: dataOf(name, from, path, surroundings) ?? {} };
}

/** A ConfigMap's texts; `undefined`, and a warning, where it is not known. */
function dataOf(
  name: string,
  namespace: string,
  path: FieldPath,
  { lookup, warn, missing }: Surroundings,
): Readonly<Record<string, string>> | undefined {
  const id = configMapId(namespace, name);
  const fact = lookup(id);
  if (typeof fact !== 'string') return textsOf(fact);
  if (fact === 'absent') {
    missing(id);
    const what = `names ${formatObjectId(id)}, which does not exist`;
    warn('OBJECT_NOT_FOUND', path, what, 'create it');
  } else {
    const what = `names ${formatObjectId(id)}, which is not among the rendered objects`;
    warn('OBJECT_UNKNOWN', path, what, 'render it, too, or run against a cluster that has it');
  }
  return undefined;
}

function textsOf({ data }: Manifest): Readonly<Record<string, string>> {
  const entries = isJsonObject(data) ? Object.entries(data) : [];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

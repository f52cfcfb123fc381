import { load } from 'js-yaml';
import { formatProblem, InvalidInputError } from '../../../src/model/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/model/json.ts';
import { type Manifest, valueAt } from '../../../src/model/manifest.ts';
import { type Expansion, expand } from '../../../src/monitor/expand.ts';
import type { ClusterFacts } from '../../../src/monitor/facts.ts';
import { clusterWith, find, named, objectsIn } from './read-objects.ts';

/** Expands the objects of a YAML text, by default on a cluster that has nothing else. */
export function expansionOf(text: string, facts: ClusterFacts = clusterWith()): Expansion {
  return expand(objectsIn(text), facts);
}

/** The texts of all problems; none where the objects are valid. */
export function problemsOf(text: string): readonly string[] {
  try {
    expansionOf(text);
    return [];
  } catch (thrown) {
    if (!(thrown instanceof InvalidInputError)) throw thrown;
    return thrown.problems.map(formatProblem);
  }
}

/** The texts of all warnings. */
export function warningsOf(text: string, facts?: ClusterFacts): readonly string[] {
  return expansionOf(text, facts).warnings.map(formatProblem);
}

export function configOf({ objects }: Expansion, name = 'basic-monitor'): JsonObject {
  const text = valueAt(find(objects, 'ConfigMap', name), ['data', 'prometheus.yml']);
  const config: unknown = load(String(text));
  if (!isJsonObject(config)) throw new Error('prometheus.yml is no mapping');
  return config;
}

export function jobsOf(expansion: Expansion, name?: string): readonly JsonObject[] {
  const jobs = configOf(expansion, name).scrape_configs;
  const list: readonly JsonValue[] = Array.isArray(jobs) ? jobs : [];
  return list.filter(isJsonObject);
}

export function jobOf(expansion: Expansion, name: string): JsonObject {
  const job = jobsOf(expansion).find(({ job_name }) => job_name === name);
  if (job === undefined) throw new Error(`no job ${name}`);
  return job;
}

export function workloadOf({ objects }: Expansion, name = 'basic-monitor'): Manifest {
  return find(objects, 'StatefulSet', name);
}

export function podSpecOf(expansion: Expansion, name?: string): JsonObject {
  const spec = valueAt(workloadOf(expansion, name), ['spec', 'template', 'spec']);
  if (!isJsonObject(spec)) throw new Error('no pod spec');
  return spec;
}

/** A container or an init container of the pods. */
export function containerOf(expansion: Expansion, container: string, name?: string): JsonObject {
  const { containers, initContainers } = podSpecOf(expansion, name);
  return named([...listOf(initContainers), ...listOf(containers)], container);
}

/** A container's environment variables that have a plain value, in their order. */
export function environmentOf(container: JsonObject): readonly [string, JsonValue | undefined][] {
  return listOf(container.env)
    .filter(isJsonObject)
    .map(({ name, value }) => [String(name), value]);
}

export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

import { InvalidInputError, type Problem } from '../../model/errors.ts';
import { isJsonObject, type JsonObject } from '../../model/json.ts';
import type { Manifest, Rendered } from '../../model/manifest.ts';
import { formatObjectId, objectIdOf } from '../../model/object-id.ts';
import { expand } from '../../monitor/expand.ts';
import { NO_CLUSTER } from '../../monitor/facts.ts';
import type { FunctionResult } from './resource-list.ts';
import { fileOf, withoutToolAnnotations } from './tool-annotations.ts';

/** What a function gives back. */
export interface ExpandedItems {
  readonly items: readonly JsonObject[];
  readonly results: readonly FunctionResult[];
}

/**
 * The items, each TidbMonitor followed by its children. Where anything is wrong
 * the items stay as they are, and results say what. What is not among the items
 * is not known: there is no cluster to ask.
 */
export function expandItems(items: readonly JsonObject[]): ExpandedItems {
  const given = new Map<Rendered, JsonObject>();
  for (const item of items) if (isManifest(item)) given.set(toRendered(item), item);
  const resultsOf = resultWriter(given);
  try {
    const expanded = expand([...given.keys()], NO_CLUSTER);
    const groups = groupByItem(expanded.objects, given);
    return {
      items: items.flatMap((item) => groups.get(item) ?? [item]),
      results: expanded.warnings.map((warning) => resultsOf(warning, 'warning')),
    };
  } catch (thrown) {
    if (!(thrown instanceof InvalidInputError)) throw thrown;
    return { items, results: thrown.problems.map((problem) => resultsOf(problem, 'error')) };
  }
}

/** Functions get objects too that only configure functions, and need not have names. */
function isManifest(item: JsonObject): item is Manifest {
  const { apiVersion, kind, metadata } = item;
  return (
    typeof apiVersion === 'string' &&
    typeof kind === 'string' &&
    isJsonObject(metadata) &&
    typeof metadata.name === 'string'
  );
}

function toRendered(item: Manifest): Rendered {
  // No line of a file is known here, and those of standard input would help nobody.
  const provenance = { object: undefined, field: () => undefined };
  return { manifest: withoutToolAnnotations(item), provenance };
}

/** Each item as it came, with the children that follow it in the expansion. */
function groupByItem(
  objects: readonly Rendered[],
  given: ReadonlyMap<Rendered, JsonObject>,
): ReadonlyMap<JsonObject, readonly JsonObject[]> {
  const groups = new Map<JsonObject, JsonObject[]>();
  let group: JsonObject[] = [];
  for (const object of objects) {
    const item = given.get(object);
    if (item === undefined) group.push(object.manifest);
    else {
      group = [item];
      groups.set(item, group);
    }
  }
  return groups;
}

function resultWriter(given: ReadonlyMap<Rendered, JsonObject>) {
  const bySubject = new Map<string, readonly [Manifest, JsonObject]>();
  for (const [{ manifest }, item] of given) {
    bySubject.set(formatObjectId(objectIdOf(manifest)), [manifest, item]);
  }
  return (problem: Problem, severity: 'error' | 'warning'): FunctionResult => {
    const [manifest, item] = bySubject.get(problem.subject ?? '') ?? [];
    const file = item && fileOf(item);
    return {
      message: `${problem.what}; ${problem.advice}`,
      severity,
      ...(manifest === undefined ? {} : { resourceRef: referenceTo(manifest) }),
      ...(file === undefined ? {} : { file }),
      tags: { code: problem.code },
    };
  };
}

function referenceTo({
  apiVersion,
  kind,
  metadata,
}: Manifest): NonNullable<FunctionResult['resourceRef']> {
  const { name, namespace } = metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

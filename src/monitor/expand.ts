import { InvalidInputError, type Problem } from '../model/errors.ts';
import type { Manifest, Rendered } from '../model/manifest.ts';
import { formatObjectId, objectIdOf, objectKey, splitApiVersion } from '../model/object-id.ts';
import { formatPosition } from '../model/position.ts';
import { type ClusterFacts, type Lookup, lookupIn } from './facts.ts';
import { childProvenance } from './field-sources.ts';
import { problemOf, type Report } from './finding.ts';
import { childrenOf } from './objects/children.ts';
import { readMonitor } from './read-monitor.ts';
import { type MonitorReference, referenceDigest } from './reference-digest.ts';
import { isTidbMonitor } from './references.ts';
import { foreignReferences } from './requirements.ts';
import { resolveMonitor } from './resolve/resolve.ts';
import { type MonitorSummary, summaryOf } from './summary.ts';
import { keepPods } from './takeover/keep-pods.ts';
import { checkMonitor } from './validate/check-monitor.ts';
import { checkSizes } from './validate/check-sizes.ts';

/** The desired objects with every TidbMonitor's children. */
export interface Expansion {
  /** Every input object in its order; each TidbMonitor is followed by its children. */
  readonly objects: readonly Rendered[];
  readonly warnings: readonly Problem[];
  /** One for each TidbMonitor, in the order of the objects. */
  readonly monitors: readonly MonitorSummary[];
}

/**
 * Expands every TidbMonitor into the objects that run it. Pure: inputs stay as
 * they are, and equal inputs give equal outputs.
 *
 * Throws `InvalidInputError` with every problem of every TidbMonitor.
 */
export function expand(rendered: readonly Rendered[], facts: ClusterFacts): Expansion {
  const given = new Map(
    rendered.map(({ manifest }) => [objectKey(objectIdOf(manifest)), manifest] as const),
  );
  const known = new Map([...facts.objects, ...given]);
  const context = { given, known, lookup: lookupIn(given, facts), facts };
  const expanded = rendered.map((object) => expandOne(object, context));
  const objects = expanded.flatMap((one) => one.objects);
  const problems = [...expanded.flatMap((one) => one.problems), ...duplicatesIn(objects)];
  if (problems.length > 0) throw new InvalidInputError(problems);
  return {
    objects,
    warnings: expanded.flatMap((one) => one.warnings),
    monitors: expanded.flatMap((one) => one.monitors),
  };
}

interface Context {
  /** The rendered objects by `objectKey`. */
  readonly given: ReadonlyMap<string, Manifest>;
  /** These, and those of the cluster. */
  readonly known: ReadonlyMap<string, Manifest>;
  readonly lookup: Lookup;
  readonly facts: ClusterFacts;
}

interface ExpandedOne extends Expansion {
  readonly problems: readonly Problem[];
}

/** What only deserves a warning: everything else stops the expansion. */
const HARMLESS: ReadonlySet<string> = new Set([
  'CREDENTIALS_EXPOSED',
  'DEPRECATED_FIELD',
  'FIELD_WITHOUT_EFFECT',
]);

function expandOne(object: Rendered, context: Context): ExpandedOne {
  const { lookup, facts } = context;
  const nothing = { objects: [object], problems: [], warnings: [], monitors: [] };
  if (!isTidbMonitor(object.manifest)) return nothing;
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const warn: Report = (code, path, what, advice) => {
    warnings.push(problemOf(object, { code, path, what, advice }));
  };
  const report: Report = (code, path, what, advice) => {
    const list = HARMLESS.has(code) ? warnings : problems;
    list.push(problemOf(object, { code, path, what, advice }));
  };
  const monitor = readMonitor(object.manifest, report);
  if (monitor !== undefined) checkMonitor(monitor, report);
  if (monitor === undefined || problems.length > 0) return { ...nothing, problems, warnings };
  const resolved = resolveMonitor(monitor, lookup, facts, warn);
  const kept = keepPods(resolved, object.manifest, facts.operated, warn);
  const manifests = childrenOf(resolved, kept);
  checkSizes(manifests, report);
  const children = manifests.map((manifest) => renderedFrom(object, manifest));
  return {
    objects: [object, ...children],
    problems,
    warnings,
    monitors: [
      summaryOf(objectIdOf(object.manifest), resolved, {
        children: children.map(({ manifest }) => objectIdOf(manifest)),
        keepsPods: kept !== undefined,
        references: referencesOf(object.manifest, context),
      }),
    ],
  };
}

function referencesOf(monitor: Manifest, { given, known }: Context): readonly MonitorReference[] {
  return foreignReferences([monitor], given, known).map((reference) => {
    const { apiVersion, kind, namespace, name } = reference;
    const { group } = splitApiVersion(apiVersion);
    const live = known.get(objectKey({ group, kind, namespace, name }));
    return { reference, digest: referenceDigest(live) };
  });
}

/** A child comes from where its TidbMonitor was written, field by field where that is known. */
function renderedFrom(monitor: Rendered, manifest: Manifest): Rendered {
  const provenance = childProvenance(monitor.provenance, manifest);
  return { manifest, provenance };
}

/** Two TidbMonitors, or one and another object, may want the same name. */
function duplicatesIn(objects: readonly Rendered[]): Problem[] {
  const seen = new Map<string, Rendered>();
  const problems: Problem[] = [];
  for (const object of objects) {
    const id = objectIdOf(object.manifest);
    const first = seen.get(objectKey(id));
    if (first === undefined) seen.set(objectKey(id), object);
    else problems.push(duplicate(object, first));
  }
  return problems;
}

function duplicate(object: Rendered, first: Rendered): Problem {
  const { object: place } = first.provenance;
  const where = place === undefined ? 'by another source' : `at ${formatPosition(place)}`;
  return {
    code: 'OBJECT_PRODUCED_TWICE',
    position: object.provenance.object,
    subject: formatObjectId(objectIdOf(object.manifest)),
    what: `the same object is already produced ${where}`,
    advice: 'rename one of the two, or the TidbMonitor it belongs to',
  };
}

import { changedDrift, deletedDrift, foreignDrift } from '../../drift/describe-drift.ts';
import type { ObjectDrift } from '../../drift/drift.ts';
import type { FieldDifference } from '../../drift/field-difference.ts';
import { isExtraneous, mayBeGone } from '../../drift/left-alone.ts';
import { concurrently } from '../../model/concurrently.ts';
import { InvalidInputError } from '../../model/errors.ts';
import { targetLabel } from '../../model/identity.ts';
import type { InventoryEntry } from '../../model/inventory.ts';
import type { Manifest, Rendered } from '../../model/manifest.ts';
import { compareObjectIds, objectIdOf, objectKey } from '../../model/object-id.ts';
import { expand } from '../../monitor/expand.ts';
import { type Desired, prepareDesired } from '../../plan/desired.ts';
import { readInventory } from '../../plan/read-inventory.ts';
import { readLive } from '../../plan/read-live.ts';
import { gatherFacts } from '../gather-facts.ts';
import type { PlanContext, PlanRequest } from '../plan-target.ts';
import { renderTarget } from '../render-target.ts';
import { confirmDifferences } from './confirm-differences.ts';
import { type DriftSettings, judgeObject } from './judge-object.ts';

/**
 * One look at the drift of a target, without any memory: what somebody else
 * changed, deleted or added on the cluster. What Git wants otherwise than before
 * and was not applied yet is no drift, but a matter of `tidewatch diff`. Throws
 * what keeps it from looking.
 */
export async function lookForDrift(
  request: PlanRequest,
  context: PlanContext,
  settings: DriftSettings,
): Promise<readonly ObjectDrift[]> {
  const found = await findDrift(request, context, settings);
  return found
    .map((one) => {
      if (one.kind === 'foreign') return foreignDrift(one.live);
      return one.kind === 'deleted'
        ? deletedDrift(one.object)
        : changedDrift(one.object, one.differences);
    })
    .sort((a, b) => compareObjectIds(a.id, b.id));
}

/** Drift of one object with its live values: never to be shown as it is. */
export type FoundDrift =
  | {
      readonly kind: 'changed';
      readonly object: Rendered;
      readonly differences: readonly FieldDifference[];
    }
  | { readonly kind: 'deleted'; readonly object: Rendered }
  | { readonly kind: 'foreign'; readonly live: Manifest };

/** The same look, with what is live as it is. */
export async function findDrift(
  request: PlanRequest,
  context: PlanContext,
  settings: DriftSettings,
): Promise<readonly FoundDrift[]> {
  const desired = await desiredOf(request, context);
  const { cluster, namespace, requestsInFlight } = context;
  const { signal } = request;
  const target = request.target.name;
  const inventory = await readInventory(cluster, namespace, target, signal);
  const recorded = new Map(inventory.entries.map((entry) => [objectKey(entry.id), entry]));
  const wanted = desired.objects.map(({ manifest }) => ({
    id: objectIdOf(manifest),
    apiVersion: manifest.apiVersion,
    evenUnlabelled: recorded.has(objectKey(objectIdOf(manifest))),
  }));
  const reading = { cluster, target, concurrency: requestsInFlight, signal };
  const { live } = await readLive(wanted, reading);
  const changed = await concurrently(
    desired.objects,
    requestsInFlight,
    (object) => driftOf(object, live.get(keyOf(object)), recorded.get(keyOf(object))),
    signal,
  );
  const foreign = await foreignObjects(desired, recorded);
  return [
    ...changed.flatMap((drift) => drift ?? []),
    ...foreign.map((live) => ({ kind: 'foreign', live }) as const),
  ];

  async function driftOf(
    object: Rendered,
    found: Manifest | undefined,
    entry: InventoryEntry | undefined,
  ): Promise<FoundDrift | undefined> {
    if (found === undefined || found.metadata.deletionTimestamp !== undefined) {
      const deployed = entry?.uid !== undefined && !mayBeGone(object.manifest);
      return deployed ? { kind: 'deleted', object } : undefined;
    }
    const { drifted } = judgeObject(object.manifest, found, settings);
    // What is still ours is as we applied it last.
    const counting = drifted.filter(({ doubt }) => doubt !== 'still-ours');
    const doubtful = counting.filter(({ doubt }) => doubt !== undefined);
    const real =
      doubtful.length === 0
        ? counting
        : [
            ...counting.filter(({ doubt }) => doubt === undefined),
            ...(await confirmDifferences(object.manifest, found, doubtful, cluster, signal)),
          ];
    return real.length === 0 ? undefined : { kind: 'changed', object, differences: real };
  }

  /** What carries the target's label, of the kinds that the target has, without being of it. */
  async function foreignObjects(
    { objects, hooks }: Desired,
    known: ReadonlyMap<string, unknown>,
  ): Promise<readonly Manifest[]> {
    const own = new Set([...objects, ...hooks].map(keyOf));
    const places = new Map(
      objects.map(({ manifest: { apiVersion, kind, metadata } }) => {
        const place = { apiVersion, kind, namespace: metadata.namespace ?? '' };
        return [JSON.stringify(place), place];
      }),
    );
    const lists = await concurrently(
      [...places.values()],
      requestsInFlight,
      ({ namespace: inside, ...kind }) =>
        cluster.list({
          ...kind,
          ...(inside === '' ? {} : { namespace: inside }),
          labelSelector: `${targetLabel}=${target}`,
          ...(signal === undefined ? {} : { signal }),
        }),
      signal,
    );
    return lists
      .flatMap(({ items }) => items)
      .filter((object) => {
        const key = objectKey(objectIdOf(object));
        return !own.has(key) && !known.has(key) && !isExtraneous(object);
      });
  }
}

async function desiredOf(request: PlanRequest, context: PlanContext): Promise<Desired> {
  const { target, tree, revision, signal } = request;
  const { cluster, discovery, builds } = context;
  const rendered = await renderTarget(target, tree, builds);
  const facts = await gatherFacts(rendered.objects, cluster, discovery, signal);
  const { objects } = expand(rendered.objects, facts);
  const { desired, problems } = await prepareDesired(target, revision, objects, discovery);
  if (problems.length > 0) throw new InvalidInputError(problems);
  return desired;
}

function keyOf({ manifest }: Rendered): string {
  return objectKey(objectIdOf(manifest));
}

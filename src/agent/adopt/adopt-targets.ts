import { adoptDrift } from '../../adopt/adopt-drift.ts';
import type { Adoption, TargetDrift } from '../../adopt/adoption.ts';
import { wholeObject } from '../../adopt/refusals.ts';
import type { Writer } from '../../drift/field-difference.ts';
import type { DriftRule } from '../../drift/policies.ts';
import { warn } from '../../model/drift-policy.ts';
import type { Problem } from '../../model/errors.ts';
import { jsonEquals } from '../../model/json.ts';
import { type ObjectId, objectIdOf } from '../../model/object-id.ts';
import type { Target } from '../../model/target.ts';
import { expand } from '../../monitor/expand.ts';
import { readInventory } from '../../plan/read-inventory.ts';
import { findDrift } from '../drift/look-for-drift.ts';
import { gatherFacts } from '../gather-facts.ts';
import type { PlanContext, PlanRequest } from '../plan-target.ts';
import { renderTarget } from '../render-target.ts';
import { type Bystander, findBystanders, unknownBystander } from './bystanders.ts';
import {
  neverApplied,
  refusalOfTarget,
  requireKnownObject,
  selectedTargets,
} from './check-selection.ts';
import { goingOn } from './go-on.ts';
import { renderEdited } from './render-edited.ts';
import { type Selection, selectsField, selectsObject } from './selection.ts';

export interface AdoptRequest extends Omit<PlanRequest, 'target'> {
  /** Those that are looked at, and others of the same path. */
  readonly targets: readonly Target[];
  /** Whether the tree is a whole repository, in which others may read the same files. */
  readonly whole: boolean;
  readonly selection: Selection;
  /** What an agent is told to ignore is not adopted either. Default: only what targets and objects say. */
  readonly rules?: readonly DriftRule[];
  /** How long it may take, in milliseconds. Default: as long as it does. */
  readonly patience?: number | undefined;
}

/**
 * Looks at the cluster for drift, and writes what is selected of it into the files that
 * it was found against: into a copy of them, which comes back as whole contents. Throws what
 * keeps it from looking, and `InvalidInputError` for a selection of what is not there,
 * or where it takes too long.
 */
export async function adoptTargets(
  { targets, whole, selection, rules = [], patience, ...place }: AdoptRequest,
  context: PlanContext,
): Promise<Adoption> {
  const drift: TargetDrift[] = [];
  const refused: Problem[] = [];
  const { builds, cluster, discovery, namespace } = context;
  const { tree, signal } = place;
  const goOn = goingOn(context.clock, patience, signal);
  const looked: Target[] = [];
  for (const target of selectedTargets(selection, targets)) {
    goOn();
    const refusal = refusalOfTarget(target) ?? (await refusalOfRecord(target));
    if (refusal !== undefined) {
      refused.push(refusal);
      continue;
    }
    looked.push(target);
    const found = await driftOf(target);
    refused.push(...found.refused);
    if (found.drift.fields.length > 0) drift.push(found.drift);
  }
  if (drift.length + refused.length === 0) await requireObject();
  const bystanders = drift.length === 0 ? [] : await othersIn();
  const adoption = await adoptDrift({
    tree,
    drift,
    render: renderEdited({
      tree,
      targets,
      bystanders,
      expanded: new Set(drift.map(({ target }) => target)),
      builds,
      goOn,
      factsOf: (rendered) => gatherFacts(rendered, cluster, discovery, signal),
    }),
  });
  return { ...adoption, refused: [...refused, ...adoption.refused] };

  async function refusalOfRecord(target: Target): Promise<Problem | undefined> {
    const { entries } = await readInventory(cluster, namespace, target.name, signal);
    return entries.length === 0 ? neverApplied(target) : undefined;
  }

  /** Nothing drifted: then a selected object has to be one, at least. */
  async function requireObject(): Promise<void> {
    if (selection.object === undefined) return;
    const ids: ObjectId[] = [];
    for (const target of looked) {
      const { objects } = await renderTarget(target, tree, builds);
      const facts = await gatherFacts(objects, cluster, discovery, signal);
      ids.push(...expand(objects, facts).objects.map(({ manifest }) => objectIdOf(manifest)));
    }
    requireKnownObject(selection, ids);
  }

  async function othersIn(): Promise<readonly Bystander[]> {
    if (whole) return findBystanders({ tree, targets, builds, goOn });
    return [unknownBystander('outside of a work tree (which nobody knows)')];
  }

  async function driftOf(
    target: Target,
  ): Promise<{ readonly drift: TargetDrift; readonly refused: readonly Problem[] }> {
    const ignored = target.ignoredDifferences ?? [];
    const settings = { target: target.name, standard: warn, rules, ignored };
    const found = await findDrift({ ...place, target }, context, settings);
    const fields = found.flatMap((one) => {
      if (one.kind !== 'changed') return [];
      const id = objectIdOf(one.object.manifest);
      if (!selectsObject(selection, id)) return [];
      return one.differences
        .filter(({ path }) => selectsField(selection, path))
        .map(({ path, wanted, live, writer, shown }) => ({
          id,
          path,
          wanted,
          live,
          by: writerText(writer),
          isSecret: !jsonEquals(shown.wanted, wanted) || !jsonEquals(shown.live, live),
        }));
    });
    const whole = found.flatMap((one) => {
      if (one.kind === 'changed') return [];
      const isForeign = one.kind === 'foreign';
      const id = objectIdOf(isForeign ? one.live : one.object.manifest);
      const position = isForeign ? undefined : one.object.provenance.object;
      return selectsObject(selection, id) ? [wholeObject(one.kind, id, position)] : [];
    });
    return { drift: { target: target.name, folder: target.path, fields }, refused: whole };
  }
}

function writerText(writer: Writer | undefined): string | undefined {
  if (writer === undefined) return undefined;
  const { manager, operation, time, recorded } = writer;
  const when = time === undefined ? '' : ` at ${time}`;
  return `${recorded ? '' : 'perhaps '}${manager} (${operation})${when}`;
}

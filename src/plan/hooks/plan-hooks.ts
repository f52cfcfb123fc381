import type { Problem } from '../../model/errors.ts';
import { lastSucceededFor } from '../../model/ledger/folded-steps.ts';
import { findStep, foldedRecord, type StepLedger } from '../../model/ledger/step-ledger.ts';
import { hookSteps } from '../../model/ledger/step-names.ts';
import type { Manifest, Rendered } from '../../model/manifest.ts';
import { type ObjectId, objectIdOf } from '../../model/object-id.ts';
import type { StepRecord } from '../../model/ports/ledger.ts';
import type { Target } from '../../model/target.ts';
import { annotationProblem } from '../annotations.ts';
import { digestOf, manifestDigest } from '../digest.ts';
import type { PhaseName } from '../plan.ts';
import { type HookDeclaration, type HookRuns, hookKey, readHook } from './hook-declaration.ts';
import type { HookAction, PlannedHook } from './planned-hook.ts';

/** What decides which run of a hook is meant. */
export interface HookOccasion {
  readonly target: Target;
  readonly revision: string;
  /** Digest of everything the target renders. */
  readonly rendered: string;
  readonly ledger: StepLedger;
  /** Whether the target left Git: then only the hooks for that are meant. Default no. */
  readonly removal?: boolean;
}

/** A hook in one of its phases, and where it was written. */
export interface HookInPhase {
  readonly phase: PhaseName;
  readonly source: Rendered;
  readonly hook: PlannedHook;
}

/** Every hook in each of its phases, with what the ledger knows of it. Pure. */
export function planHooks(
  hooks: readonly Rendered[],
  occasion: HookOccasion,
): { readonly hooks: readonly HookInPhase[]; readonly problems: readonly Problem[] } {
  const read = hooks.map((source) => ({ source, ...readHook(source) }));
  return {
    hooks: read.flatMap(({ source, declaration }) =>
      declaration.phases
        .filter((phase) => occasion.removal !== true || removalPhases.has(phase))
        .map((phase) => ({
          phase,
          source,
          hook: plannedHook(source, phase, declaration, occasion),
        })),
    ),
    problems: read.flatMap(({ source, declaration, problems }) => [
      ...problems,
      ...secretProblems(source, declaration),
    ]),
  };
}

/** Phases at the end of a target. */
const removalPhases: ReadonlySet<PhaseName> = new Set(['PreDelete', 'PostDelete']);

/** The manifests of hooks that outlive Git, to be kept until then. */
export function hooksForRemoval(hooks: readonly Rendered[]): readonly Manifest[] {
  const kept = hooks.filter((hook) =>
    readHook(hook).declaration.phases.some((phase) => removalPhases.has(phase)),
  );
  return kept.map(({ manifest }) => manifest);
}

/** What is kept for the end of a target is no place for secrets. */
function secretProblems(hook: Rendered, { phases }: HookDeclaration): readonly Problem[] {
  const { manifest } = hook;
  if (manifest.kind !== 'Secret' || !phases.some((phase) => removalPhases.has(phase))) return [];
  const what =
    'a Secret cannot be a hook of PreDelete or PostDelete: those are kept in a ConfigMap';
  return [annotationProblem(hook, hookKey, what, 'keep the Secret apart from the target')];
}

function plannedHook(
  { manifest, provenance }: Rendered,
  phase: PhaseName,
  declaration: HookDeclaration,
  occasion: HookOccasion,
): PlannedHook {
  const { target, revision, rendered, ledger } = occasion;
  const step = stepOf(phase, objectIdOf(manifest));
  const content = manifestDigest(manifest);
  const known = ledger.records.filter((record) => record.step === step);
  const digest = runOf({ content, rendered, revision }, declaration.runs, known);
  const key = { target: target.name, step, digest };
  // What is on record without its details has run, at whatever revision that was.
  const hasRun =
    declaration.runs === 'on-change' &&
    known.length === 0 &&
    lastSucceededFor(ledger.folded, step, { content, rendered });
  const record = findStep(ledger, key) ?? (hasRun ? foldedRecord(key, 'Succeeded') : undefined);
  const unsettled = known.filter(
    (one) => one.digest !== digest && (one.outcome === 'Started' || one.outcome === 'Unknown'),
  );
  const prefix = manifest.metadata.generateName;
  const generated = typeof prefix === 'string' && prefix !== '';
  const named = generated ? withName(manifest, prefix, digest) : manifest;
  const id = objectIdOf(named);
  return {
    id,
    ...decide(record, unsettled),
    step,
    digest,
    facts: { content, rendered, apiVersion: manifest.apiVersion, ...placeOf(id) },
    record,
    unsettled,
    deletePolicies: declaration.deletePolicies,
    everyRevision: declaration.runs === 'on-revision',
    generated,
    timeout: declaration.timeout ?? target.timeout,
    position: provenance.object,
    manifest: named,
    live: undefined,
  };
}

function placeOf({ kind, namespace, name }: ObjectId) {
  return { kind, namespace, name };
}

function stepOf(phase: PhaseName, { group, kind, namespace, name }: ObjectId): string {
  const type = group === '' ? kind : `${kind}.${group}`;
  return `${hookSteps}${[phase, type, namespace, name].filter((part) => part !== '').join('/')}`;
}

/** The digest of the run that is meant: that of an earlier one where nothing differs since. */
function runOf(
  what: { readonly content: string; readonly rendered: string; readonly revision: string },
  runs: HookRuns,
  known: readonly StepRecord[],
): string {
  const { content, rendered, revision } = what;
  if (runs === 'on-content') return digestOf({ content });
  if (runs === 'on-revision') return digestOf({ content, revision });
  // A commit that changes nothing here is no reason to run, nor to run again after a failure.
  const last = known.at(-1);
  const sameRun = last?.facts.content === content && last.facts.rendered === rendered;
  return sameRun ? last.digest : digestOf(what);
}

/** Each run of a hook with `generateName` has a name that follows from the run. */
function withName(manifest: Manifest, prefix: string, digest: string): Manifest {
  const { generateName: _prefix, ...metadata } = manifest.metadata;
  const name = `${prefix}${digest.replace('sha256:', '').slice(0, 10)}`;
  return { ...manifest, metadata: { ...metadata, name } };
}

function decide(
  record: StepRecord | undefined,
  unsettled: readonly StepRecord[],
): { readonly action: HookAction; readonly reason: string } {
  const asking = [record, ...unsettled].find((one) => one?.outcome === 'Unknown');
  if (asking !== undefined) {
    return { action: 'asks', reason: `nobody knows whether it took effect: ${asking.message}` };
  }
  switch (record?.outcome) {
    case undefined:
      return { action: 'run', reason: 'it has not run for this yet' };
    case 'Undone':
    case 'Unknown':
      return { action: 'run', reason: 'it is to run again' };
    case 'Started':
      return { action: 'resume', reason: `it was begun at ${record.startedAt}` };
    case 'Succeeded':
      return { action: 'done', reason: doneReason(record) };
    case 'Failed':
      return { action: 'failed', reason: `it has failed: ${record.message}` };
  }
}

function doneReason({ revision }: StepRecord): string {
  return revision === '' ? 'it has succeeded' : `it has succeeded at ${revision}`;
}

import type { JsonValue } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { maskManifest } from '../model/mask.ts';
import type { Plan } from './plan.ts';

/** A plan as it may be shown: secrets masked, without what only running it needs. */
export function planDocument(plan: Omit<Plan, 'toJSON'>): JsonValue {
  const { observed: _observed, inventory: _inventory, phases, prunes, ...shown } = plan;
  const document = {
    ...shown,
    prunes: prunes.map(({ seen: _seen, ...prune }) => prune),
    remaining: shownData(plan.remaining),
    openRuns: plan.openRuns.map(({ id, record, left }) => ({ id, step: record.step, left })),
    phases: phases.map((phase) => ({
      ...phase,
      // What the ledger keeps says once more what the steps say.
      migrations: phase.migrations.map((migration) => ({
        ...migration,
        steps: migration.steps.map(({ facts: _facts, record: _record, ...step }) => step),
      })),
      waves: phase.waves.map((wave) => ({
        ...wave,
        stages: wave.stages.map((stage) => ({ ...stage, objects: stage.objects.map(masked) })),
        hooks: wave.hooks.map(({ record: _record, unsettled: _unsettled, live: _live, ...hook }) =>
          masked(hook),
        ),
      })),
    })),
  };
  return JSON.parse(JSON.stringify(document, withoutBigIntegers)) as JsonValue;
}

function shownData({ digest, kept, pruned }: Plan['remaining']) {
  return { digest, kept, pruned };
}

function masked<Shown extends { readonly manifest: Manifest }>({ manifest, ...shown }: Shown) {
  return { ...shown, manifest: maskManifest(manifest) };
}

/** Whoever prints a plan need not know of big integers. */
function withoutBigIntegers(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

import type { Problem } from '../../model/errors.ts';
import { formatObjectId, objectIdOf, objectKey } from '../../model/object-id.ts';
import { compareInStage, compareStages, stageOf } from '../apply-order.ts';
import type { PlannedMigration } from '../migrations/planned-migration.ts';
import type { Phase, PhaseName, Stage, Wave } from '../plan.ts';
import { dependenciesOf, dependencyProblem, orderProblems } from './declared-order.ts';
import { type Cycle, type Edges, levelsOf } from './levels.ts';
import { needsOf, type ObjectSet, objectSet, ownersOf } from './needs.ts';
import type { GraphNode, Place } from './node.ts';
import { placesOf } from './places.ts';

export interface ArrangeOptions {
  /** Migrations, with the steps of one phase, by phase. */
  readonly migrations: Readonly<Partial<Record<PhaseName, readonly PlannedMigration[]>>>;
  /** Keys of everything that is desired, planned or not. */
  readonly desired: ReadonlySet<string>;
  /** Whether the target counts as done only when everything in it is healthy. */
  readonly wait: boolean;
}

export interface Arranged {
  /** In the order in which they run. */
  readonly phases: readonly Phase[];
  readonly problems: readonly Problem[];
}

const phaseOrder: readonly PhaseName[] = [
  'PreSync',
  'Sync',
  'PostSync',
  'SyncFail',
  'PreDelete',
  'PostDelete',
];

/** Puts objects and hooks into phases, waves, levels and stages. */
export function arrange(nodes: readonly GraphNode[], options: ArrangeOptions): Arranged {
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  const objects = nodes.filter(({ what }) => 'object' in what);
  const set = objectSet(new Map(objects.map(({ key, source }) => [key, source.manifest])));
  const placed = new Map(
    nodes.map(({ key, source, phase }) => [key, { manifest: source.manifest, phase }]),
  );
  const places = placesOf(placed, set);
  const problems = nodes.flatMap(({ source }) => orderProblems(source));
  const edges = edgesOf(nodes, set, options.desired, problems);
  const { levels, cycles } = levelsOf(places, edges);
  problems.push(...cycles.flatMap((cycle) => cycleProblem(cycle, byKey, places)));
  const owners = new Set(objects.flatMap(({ source }) => ownersOf(source.manifest, set)));
  const phases = phaseOrder.flatMap((name) => {
    const here = nodes.filter(({ key }) => places.get(key)?.phase === name);
    const migrations = options.migrations[name] ?? [];
    if (here.length === 0 && migrations.length === 0) return [];
    return { name, migrations, waves: wavesOf(here, places, levels, owners) };
  });
  return { phases: withWaits(phases, options.wait), problems };
}

function edgesOf(
  nodes: readonly GraphNode[],
  set: ObjectSet,
  desired: ReadonlySet<string>,
  problems: Problem[],
): Edges {
  const dependencies = new Map<string, readonly string[]>();
  const needs = new Map<string, readonly string[]>();
  for (const { key, source } of nodes) {
    needs.set(key, needsOf(source.manifest, set));
    const wanted = dependenciesOf(source.manifest);
    for (const id of wanted) {
      if (desired.has(objectKey(id))) continue;
      const what = `it depends on ${formatObjectId(id)}, which this target does not have`;
      problems.push(dependencyProblem(source, what, 'add it to the target, or correct the entry'));
    }
    dependencies.set(key, wanted.map(objectKey));
  }
  return { dependencies, needs };
}

function cycleProblem(
  { way, against }: Cycle,
  nodes: ReadonlyMap<string, GraphNode>,
  places: ReadonlyMap<string, Place>,
): readonly Problem[] {
  const node = nodes.get(way[0] ?? '');
  if (node === undefined) return [];
  const names = way.map((key) => {
    const manifest = nodes.get(key)?.source.manifest;
    return manifest === undefined ? key : formatObjectId(objectIdOf(manifest));
  });
  const circle = `it waits for itself: ${names.join(' => ')}`;
  const why =
    against === undefined
      ? ''
      : ` (${placeText(places.get(against.earlier))} goes before ${placeText(places.get(against.later))})`;
  const advice =
    against === undefined ? 'remove one of the dependencies' : 'change the wave of one of the two';
  return [dependencyProblem(node.source, circle + why, advice)];
}

function placeText(place: Place | undefined): string {
  return place === undefined ? '' : `${place.phase} wave ${place.wave}`;
}

function wavesOf(
  nodes: readonly GraphNode[],
  places: ReadonlyMap<string, Place>,
  levels: ReadonlyMap<string, number>,
  owners: ReadonlySet<string>,
): readonly Wave[] {
  const steps = Map.groupBy(nodes, ({ key }) => {
    return `${places.get(key)?.wave ?? 0} ${levels.get(key) ?? 0}`;
  });
  const numbered = [...steps].map(([text, members]) => {
    const [wave = 0, level = 0] = text.split(' ').map(Number);
    return { wave, level, members };
  });
  numbered.sort((a, b) => a.wave - b.wave || a.level - b.level);
  return numbered.map(({ wave, level, members }) => ({
    wave,
    level,
    title: titleOf(wave, level, numbered),
    stages: stagesOf(members, owners),
    hooks: members
      .flatMap(({ what }) => ('hook' in what ? [what.hook] : []))
      .sort((a, b) => compareInStage(a.id, b.id)),
    waitHealthy: true,
  }));
}

function titleOf(
  wave: number,
  level: number,
  all: readonly { readonly wave: number; readonly level: number }[],
): string {
  if (all.length === 1 && wave === 0) return '';
  const steps = all.filter((other) => other.wave === wave).length;
  return steps === 1 ? `wave ${wave}` : `wave ${wave}, step ${level + 1}`;
}

function stagesOf(nodes: readonly GraphNode[], owners: ReadonlySet<string>): readonly Stage[] {
  const objects = nodes.flatMap(({ what }) => ('object' in what ? [what.object] : []));
  const byStage = Map.groupBy(objects, ({ id }) => stageOf(id, owners.has(objectKey(id))));
  const stages = [...byStage].map(([name, members]) => ({
    name,
    objects: members.sort((a, b) => compareInStage(a.id, b.id)),
    waitEstablished: name === 'definitions',
  }));
  return stages.sort((a, b) => compareStages(a.name, b.name));
}

/** Every wave is waited for, but for the last of `Sync` where nobody asks for it. */
function withWaits(phases: readonly Phase[], wait: boolean): readonly Phase[] {
  const postSync = phases.find(({ name }) => name === 'PostSync');
  const followed =
    (postSync?.migrations.length ?? 0) > 0 ||
    postSync?.waves.some(({ hooks }) => hooks.some(({ action }) => action !== 'done'));
  return phases.map((phase) => ({
    ...phase,
    waves: phase.waves.map((wave, index) => {
      const last = phase.name === 'Sync' && index === phase.waves.length - 1;
      return { ...wave, waitHealthy: !last || wait || followed === true };
    }),
  }));
}

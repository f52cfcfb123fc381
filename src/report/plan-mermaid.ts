import { formatObjectId } from '../model/object-id.ts';
import type { Phase, Plan, Wave } from '../plan/plan.ts';

/** More lines than this in one box, and nobody reads it. */
const mostLines = 12;

/** Phases of an ordinary attempt: each is followed by the next. */
const ordinary = ['PreSync', 'Sync', 'PostSync'];

/**
 * A plan as a Mermaid flowchart: a box for each step that does something, in the
 * order in which they run, with what happens in it.
 */
export function planMermaid(plan: Plan): string {
  const steps = [
    ...leftSteps(plan),
    ...plan.phases.filter(({ name }) => ordinary.includes(name)).flatMap(stepsOf),
    ...pruneSteps(plan),
    ...dataSteps(plan),
  ];
  const failure = plan.phases.filter(({ name }) => name === 'SyncFail').flatMap(stepsOf);
  const ids = steps.map((_, index) => `s${index}`);
  return [
    'flowchart TD',
    `  start([${quoted([`${plan.target} at ${plan.revision}`])}])`,
    ...steps.map((step, index) => `  s${index}[${quoted(step)}]`),
    ...links(['start', ...ids]),
    ...failure.flatMap((step, index) => [
      `  f${index}[${quoted(step)}]`,
      `  ${index === 0 ? (ids.at(-1) ?? 'start') : `f${index - 1}`} -. if a step fails .-> f${index}`,
    ]),
    ...waitingBox(plan, ids.at(-1) ?? 'start'),
    '',
  ].join('\n');
}

type Step = readonly string[];

function stepsOf({ name, migrations, waves }: Phase): readonly Step[] {
  const moves = migrations.flatMap(({ title, steps }) => {
    const left = steps.filter(({ state }) => state !== 'done');
    return left.length === 0
      ? []
      : [[`${name}: ${title}`, ...left.map((step, index) => `${index + 1}. ${step.title}`)]];
  });
  return [...moves, ...waves.flatMap((wave) => waveStep(name, wave))];
}

function waveStep(phase: string, { title, stages, hooks }: Wave): readonly Step[] {
  const objects = stages.flatMap((stage) => stage.objects);
  const lines = [
    ...objects
      .filter(({ action }) => action !== 'unchanged')
      .map(({ id, action }) => `${action} ${formatObjectId(id)}`),
    ...hooks
      .filter(({ action }) => action !== 'done')
      .map(({ id, action }) => `${action} hook ${formatObjectId(id)}`),
  ];
  return lines.length === 0 ? [] : [[title === '' ? phase : `${phase}, ${title}`, ...lines]];
}

function leftSteps({ openRuns }: Plan): readonly Step[] {
  const left = openRuns.filter((run) => run.left);
  if (left.length === 0) return [];
  return [['Preflight', ...left.map(({ id }) => `end of hook ${formatObjectId(id)}`)]];
}

function pruneSteps({ prunes, approval }: Plan): readonly Step[] {
  if (prunes.length === 0) return [];
  const head = approval.held ? 'Prune, once approved' : 'Prune';
  return [[head, ...prunes.map(({ id }) => `delete ${formatObjectId(id)}`)]];
}

function dataSteps({ remaining }: Plan): readonly Step[] {
  if (remaining.pruned.length === 0) return [];
  const claims = remaining.pruned.map(({ id }) => `delete ${formatObjectId(id)}`);
  return [['Prune data, as approved', ...claims]];
}

function waitingBox({ holds, waiting }: Plan, last: string): readonly string[] {
  if (waiting.length === 0) return [];
  const head = `Waiting for ${holds.map(({ reason }) => reason).join('; and for ')}`;
  const lines = waiting.map(({ what, id }) => `${what} ${formatObjectId(id)}`);
  return [`  later[${quoted([head, ...lines])}]`, `  ${last} -. later .-> later`];
}

function links(ids: readonly string[]): readonly string[] {
  return ids.slice(1).map((id, index) => `  ${ids[index]} --> ${id}`);
}

function quoted(lines: Step): string {
  const shown = lines.slice(0, mostLines);
  const more = lines.length - shown.length;
  const all = more === 0 ? shown : [...shown, `and ${more} more`];
  return `"${all.map(escaped).join('<br/>')}"`;
}

/** Mermaid reads entities, with a sharp for the ampersand. */
function escaped(text: string): string {
  return text
    .replaceAll('#', '#35;')
    .replaceAll('"', '#quot;')
    .replaceAll('<', '#lt;')
    .replaceAll('>', '#gt;');
}

import type { FieldChange } from '../model/change.ts';
import { formatProblem } from '../model/errors.ts';
import { type JsonValue, stringifyJson } from '../model/json.ts';
import { formatFieldPath } from '../model/manifest.ts';
import { formatObjectId } from '../model/object-id.ts';
import { formatPosition, type Position } from '../model/position.ts';
import type { PlannedHook } from '../plan/hooks/planned-hook.ts';
import type { PlannedMigration, StepState } from '../plan/migrations/planned-migration.ts';
import type { Phase, Plan, PlannedObject, Stage, Wave } from '../plan/plan.ts';

/** Values longer than this are cut: a whole prometheus.yml is no line of a diff. */
const longestValue = 120;

const marks = { create: '+', update: '~', unchanged: ' ' } as const;

/** A plan for people: what happens to what, in order, and why. Unchanged objects are only counted. */
export function planText(plan: Plan): string {
  const lines = [
    `${plan.target} at ${plan.revision}`,
    ...leftLines(plan),
    ...plan.phases.flatMap(phaseLines),
    ...pruneLines(plan),
    ...dataLines(plan),
    ...waitingLines(plan),
    ...plan.skips.map(
      ({ id, what, reason }) =>
        `  · ${formatObjectId(id)}: not ${what === 'apply' ? 'applied' : 'deleted'}: ${reason.text}`,
    ),
    ...plan.problems.map((problem) => `  ! ${indented(formatProblem(problem))}`),
    `  ${summaryLine(plan)}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** `2 to create, 1 to update, 40 unchanged; plan sha256:…`. */
export function summaryLine({ summary, approval, remaining, waiting, digest }: Plan): string {
  const { create, update, unchanged, skip, prune, hooks, steps } = summary;
  const parts = [`${create} to create`, `${update} to update`, `${unchanged} unchanged`];
  if (steps > 0) parts.push(`${steps} migration ${steps === 1 ? 'step' : 'steps'} to run`);
  if (hooks > 0) parts.push(`${hooks} ${hooks === 1 ? 'hook' : 'hooks'} to run`);
  if (skip > 0) parts.push(`${skip} skipped`);
  if (waiting.length > 0) parts.push(`${waiting.length} waiting`);
  if (prune > 0) {
    const held = approval.held ? ', waiting for approval' : '';
    parts.push(`${prune} to delete${held}`);
  }
  const claims = remaining.pruned.length;
  if (claims > 0) parts.push(`${claims} ${claims === 1 ? 'claim' : 'claims'} to delete`);
  return `${parts.join(', ')}; plan ${digest}`;
}

/** The migrations and hooks of a plan as a tree of its phases; empty where none is left to run. */
export function stepsText({ phases }: Plan): string {
  const lines = phases.flatMap(({ name, migrations, waves }) => {
    const steps = [
      ...migrations.flatMap(migrationLines),
      ...waves.flatMap(({ hooks }) => hookLines(hooks)),
    ];
    return steps.length === 0 ? [] : [`${name}${occasions[name] ?? ''}`, ...steps];
  });
  return lines.join('\n');
}

/** What a plan would put right, a line each: live values against those of Git. */
export function differencesText({ phases }: Plan): readonly string[] {
  const objects = phases
    .flatMap(({ waves }) => waves)
    .flatMap(({ stages }) => stages)
    .flatMap((stage) => stage.objects);
  return objects.flatMap(({ id, action, diff }) => {
    const name = formatObjectId(id);
    if (action === 'create') return [`${name}: is not on the cluster`];
    return diff.map((change) => `${name}: ${fieldLine(change)}`);
  });
}

/** Phases that most attempts never come to, and when they do. */
const occasions: Readonly<Partial<Record<Phase['name'], string>>> = {
  SyncFail: ' (only if something above fails)',
  PreDelete: ' (only before the target is deleted)',
  PostDelete: ' (only after the target is deleted)',
};

function leftLines({ openRuns }: Plan): string[] {
  const left = openRuns.filter((run) => run.left);
  if (left.length === 0) return [];
  return [
    '  Preflight',
    ...left.map(
      ({ id }) =>
        `      … ${formatObjectId(id)}   its hook has left Git: the end of its run comes first`,
    ),
  ];
}

function phaseLines({ name, migrations, waves }: Phase): string[] {
  const steps = [...migrations.flatMap(migrationLines), ...waves.flatMap(waveLines)];
  return steps.length === 0 ? [] : [`  ${name}${occasions[name] ?? ''}`, ...steps];
}

function migrationLines({ title, steps }: PlannedMigration): string[] {
  if (steps.every(({ state }) => state === 'done')) return [];
  const lines = steps.map((step) => {
    const begun = step.state === 'begun' ? '   begun: it is verified first' : '';
    const undo = step.undo === undefined ? '' : `   undo: ${step.undo}`;
    return `      ${stepMarks[step.state]} ${step.title}${begun}${undo}`;
  });
  return [`    migration: ${title}`, ...lines];
}

const stepMarks: Readonly<Record<StepState, string>> = {
  pending: '>',
  begun: '…',
  done: '✓',
  asks: '?',
};

function waveLines({ title, stages, hooks }: Wave): string[] {
  const steps = [...stages.flatMap(stageLines), ...hookLines(hooks)];
  if (steps.length === 0 || title === '') return steps;
  return [`    ${title}`, ...steps.map((line) => `  ${line}`)];
}

function stageLines(stage: Stage): string[] {
  const shown = stage.objects.filter(({ action }) => action === 'create' || action === 'update');
  return shown.length === 0 ? [] : [`    ${stage.name}`, ...shown.flatMap(objectLines)];
}

function hookLines(hooks: readonly PlannedHook[]): string[] {
  const shown = hooks.filter(({ action }) => action !== 'done');
  if (shown.length === 0) return [];
  const lines = shown.map(({ id, action, reason, position }) => {
    const mark = action === 'run' || action === 'resume' ? '>' : '!';
    return `      ${mark} ${formatObjectId(id)}   ${indented(reason)}${placeOf(position)}`;
  });
  return ['    hooks', ...lines];
}

function objectLines(object: PlannedObject): string[] {
  return [
    `      ${marks[object.action]} ${formatObjectId(object.id)}   ${object.reason}${placeOf(object.position)}`,
    ...object.diff.map((change) => `          ${fieldLine(change)}`),
  ];
}

function placeOf(position: Position | undefined): string {
  return position === undefined ? '' : `   ${formatPosition(position)}`;
}

function pruneLines({ prunes, approval }: Plan): string[] {
  if (prunes.length === 0) return [];
  const needs = approval.held ? ` (needs approval: ${approval.reasons.join('; ')})` : '';
  return [
    `  Prune${needs}`,
    ...prunes.map(({ id, reason }) => `      - ${formatObjectId(id)}   ${reason}`),
  ];
}

function dataLines({ remaining }: Plan): string[] {
  if (remaining.pruned.length === 0) return [];
  return [
    '  Prune data, as approved',
    ...remaining.pruned.map(
      ({ id, size }) =>
        `      - ${formatObjectId(id)}   ${size} of a shard or replica that is no more`,
    ),
  ];
}

function waitingLines({ holds, waiting }: Plan): string[] {
  if (waiting.length === 0) return [];
  return [
    `  Waiting for ${holds.map(({ reason }) => reason).join('; and for ')}`,
    ...waiting.map(({ what, id, reason }) => `      = ${what} ${formatObjectId(id)}   ${reason}`),
  ];
}

function fieldLine({ path, before, after }: FieldChange): string {
  const name = formatFieldPath(path);
  if (before === undefined) return `+ ${name}: ${value(after)}`;
  if (after === undefined) return `- ${name}: ${value(before)}`;
  return `~ ${name}: ${value(before)} → ${value(after)}`;
}

function value(json: JsonValue | undefined): string {
  const text = json === undefined ? '' : stringifyJson(json);
  return text.length <= longestValue
    ? text
    : `${text.slice(0, longestValue)}… (${text.length} characters)`;
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n    ');
}

import type { FieldChange } from '../model/change.ts';
import { formatProblem } from '../model/errors.ts';
import { type JsonValue, stringifyJson } from '../model/json.ts';
import { formatFieldPath } from '../model/manifest.ts';
import { formatObjectId } from '../model/object-id.ts';
import { formatPosition } from '../model/position.ts';
import type { Phase, Plan, PlannedObject, Stage } from '../plan/plan.ts';

/** Values longer than this are cut: a whole prometheus.yml is no line of a diff. */
const longestValue = 120;

const marks = { create: '+', update: '~', unchanged: ' ' } as const;

/** A plan for people: what happens to what, in order, and why. Unchanged objects are only counted. */
export function planText(plan: Plan): string {
  const lines = [
    `${plan.target} at ${plan.revision}`,
    ...plan.phases.flatMap(phaseLines),
    ...pruneLines(plan),
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
export function summaryLine({ summary, approval, digest }: Plan): string {
  const { create, update, unchanged, skip, prune } = summary;
  const parts = [`${create} to create`, `${update} to update`, `${unchanged} unchanged`];
  if (skip > 0) parts.push(`${skip} skipped`);
  if (prune > 0) {
    const held = approval.held ? ', waiting for approval' : '';
    parts.push(`${prune} to delete${held}`);
  }
  return `${parts.join(', ')}; plan ${digest}`;
}

function phaseLines(phase: Phase): string[] {
  const stages = phase.stages.flatMap(stageLines);
  return stages.length === 0 ? [] : [`  ${phase.name}`, ...stages];
}

function stageLines(stage: Stage): string[] {
  const shown = stage.objects.filter(({ action }) => action === 'create' || action === 'update');
  return shown.length === 0 ? [] : [`    ${stage.name}`, ...shown.flatMap(objectLines)];
}

function objectLines(object: PlannedObject): string[] {
  const at = object.position === undefined ? '' : `   ${formatPosition(object.position)}`;
  return [
    `      ${marks[object.action]} ${formatObjectId(object.id)}   ${object.reason}${at}`,
    ...object.diff.map((change) => `          ${fieldLine(change)}`),
  ];
}

function pruneLines({ prunes, approval }: Plan): string[] {
  if (prunes.length === 0) return [];
  const needs = approval.held ? ` (needs approval: ${approval.reasons.join('; ')})` : '';
  return [
    `  Prune${needs}`,
    ...prunes.map(({ id, reason }) => `      - ${formatObjectId(id)}   ${reason}`),
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

import { formatProblem } from '../../model/errors.ts';
import { type JsonValue, stringifyJson } from '../../model/json.ts';
import { formatFieldPath } from '../../model/manifest.ts';
import { formatObjectId } from '../../model/object-id.ts';
import { formatPosition, type Position } from '../../model/position.ts';
import type { ProposedChange, ProposedField } from '../../plan/proposal/proposed-change.ts';
import { code, codeBlock, folded, list } from '../markdown.ts';
import { plural } from './effect-summary.ts';
import { objectDiff } from './object-diff.ts';
import type { ProposedPlan, TargetEffect } from './pull-request-effect.ts';

/** How much is said of a target. */
export interface Detail {
  /** Whether nothing is left out. */
  readonly complete: boolean;
  /** Whether the diffs by line are there. */
  readonly diffs: boolean;
  readonly fields: number;
  readonly objects: number;
  /** Characters of a value. */
  readonly value: number;
}

/** From all there is to say to the least; the first one that fits is taken. */
export const details: readonly Detail[] = [
  { complete: true, diffs: true, fields: 200, objects: 1000, value: 200 },
  { complete: false, diffs: false, fields: 50, objects: 300, value: 120 },
  { complete: false, diffs: false, fields: 10, objects: 100, value: 80 },
  { complete: false, diffs: false, fields: 3, objects: 25, value: 40 },
];

const states = {
  changed: '',
  added: ' (new target)',
  removed: ' (the target leaves Git: what it has is deleted only once somebody approves)',
} as const;

/** Everything about one target. `room`: a text with more characters than that is of no use to anybody. */
export function targetSection(effect: TargetEffect, detail: Detail, room: number): string {
  const { target, state, problems, changes, warnings, plan } = effect;
  const parts = [
    `#### ${code(target)}${states[state]}`,
    ...(problems.length === 0 ? [] : [problemsPart(effect, detail)]),
    ...(warnings.length === 0 ? [] : [warningsPart(warnings, detail)]),
    ...(changes.length === 0 ? [] : [changesPart(changes, detail)]),
    ...restartsPart(effect),
    ...volumesPart(effect),
    ...(plan === undefined ? [] : planParts(target, plan, detail)),
    ...(detail.diffs ? diffsPart(changes, room) : []),
  ];
  return parts.join('\n\n');
}

function problemsPart({ problems }: TargetEffect, { objects }: Detail): string {
  const lines = problems.map((problem) => code(formatProblem(problem)));
  return `**Cannot be deployed; what is deployed now stays in force**\n\n${list(limited(lines, objects))}`;
}

function warningsPart(warnings: readonly string[], { objects }: Detail): string {
  return `**Look twice**\n\n${list(limited(warnings.map(code), objects))}`;
}

function changesPart(changes: readonly ProposedChange[], detail: Detail): string {
  const items = changes.map((change) => changeItem(change, detail));
  return `**What this pull request changes**\n\n${list(limited(items, detail.objects))}`;
}

function changeItem(change: ProposedChange, detail: Detail): string {
  const { id, action, kept, renamedFrom, position, fields } = change;
  const renamed = renamedFrom === undefined ? '' : ` (was ${code(renamedFrom)})`;
  const stays = kept ? ' (stays on the cluster: it is or holds data)' : '';
  const head = `${action} ${code(formatObjectId(id))}${renamed}${at(position)}${stays}`;
  const lines = limited(
    fields.map((field) => fieldItem(field, detail)),
    detail.fields,
  );
  return [head, ...lines.map((line) => `  - ${line}`)].join('\n');
}

function fieldItem({ path, before, after, meaning, fingerprints }: ProposedField, detail: Detail) {
  const name = code(formatFieldPath(path));
  const marked = fingerprints === undefined ? '' : fingerprintText(fingerprints);
  if (meaning.length > 0) {
    const lines = limited(meaning.map(code), detail.fields);
    return `${name}${marked}\n${lines.map((line) => `    - ${line}`).join('\n')}`;
  }
  if (before === undefined) return `${name}: ${value(after, detail)} added${marked}`;
  if (after === undefined) return `${name}: ${value(before, detail)} removed${marked}`;
  return `${name}: ${value(before, detail)} → ${value(after, detail)}${marked}`;
}

/** Tells that a secret changed, and whether two pushes hold the same one. */
function fingerprintText(of: { before: string | undefined; after: string | undefined }): string {
  return ` (fingerprint ${of.before ?? 'none'} → ${of.after ?? 'none'})`;
}

function value(json: JsonValue | undefined, { value: most }: Detail): string {
  const text = json === undefined ? '' : typeof json === 'string' ? json : stringifyJson(json);
  return code(text.length <= most ? text : `${text.slice(0, most)}… (${text.length} characters)`);
}

function restartsPart({ restarts }: TargetEffect): readonly string[] {
  if (restarts.length === 0) return [];
  const items = restarts.map(({ id, pods, because }) => {
    const why = limited(because.map(code), 3).join(', ');
    return `${plural(pods, 'pod')} of ${code(formatObjectId(id))}: ${why}`;
  });
  return [`**Pods that restart**\n\n${list(items)}`];
}

function volumesPart({ volumes }: TargetEffect): readonly string[] {
  if (volumes.length === 0) return [];
  const items = volumes.map(({ id, what }) => `${code(formatObjectId(id))} ${code(what)}`);
  return [`**Volumes**\n\n${list(items)}`];
}

function planParts(
  target: string,
  { digest, approval, steps, drift }: ProposedPlan,
  detail: Detail,
): string[] {
  const parts: string[] = [];
  if (steps !== '') parts.push(folded('Migrations and hooks, in order', codeBlock(steps), true));
  if (drift.length > 0) {
    const lines = list(limited(drift.map(code), detail.fields));
    const count = plural(drift.length, 'difference');
    parts.push(folded(`Already on the cluster, whatever this pull request does: ${count}`, lines));
  }
  if (approval.length > 0) {
    const how = `approve it with ${code(`tidewatch approve ${target} ${digest}`)}`;
    parts.push(
      `**Needs approval**: ${how}\n\n${list(limited(approval.map(code), detail.objects))}`,
    );
  }
  parts.push(`Plan ${code(digest)}`);
  return parts;
}

function diffsPart(changes: readonly ProposedChange[], room: number): readonly string[] {
  let text = '';
  for (const change of changes) {
    text += objectDiff(change);
    if (text.length > room) break;
  }
  return text === '' ? [] : [folded('Diff of the objects', codeBlock(text, 'diff'))];
}

function at(position: Position | undefined): string {
  return position === undefined ? '' : ` at ${code(formatPosition(position))}`;
}

function limited(lines: readonly string[], most: number): readonly string[] {
  const more = lines.length - most;
  return more <= 0 ? lines : [...lines.slice(0, most), `and ${more} more`];
}

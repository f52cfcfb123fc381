import { didYouMean } from '../../model/did-you-mean.ts';
import { DurationError, parseDuration } from '../../model/duration.ts';
import type { Problem } from '../../model/errors.ts';
import type { Manifest, Rendered } from '../../model/manifest.ts';
import { annotationProblem } from '../annotations.ts';
import type { PhaseName } from '../plan.ts';

/** When an object of an earlier run, or of this one, is deleted. */
export type HookDeletePolicy = 'HookSucceeded' | 'HookFailed' | 'BeforeHookCreation';

/**
 * What makes a hook run again:
 *
 * - `on-change`: another rendering of its target, of which it is a part.
 * - `on-revision`: another revision, even if nothing of the target differs.
 * - `on-content`: another content of the hook itself.
 */
export type HookRuns = 'on-change' | 'on-revision' | 'on-content';

/** What the annotations of a hook say. */
export interface HookDeclaration {
  readonly phases: readonly PhaseName[];
  readonly deletePolicies: readonly HookDeletePolicy[];
  readonly runs: HookRuns;
  /** How long one attempt waits for its end, in milliseconds; `undefined` is the target's timeout. */
  readonly timeout: number | undefined;
}

export const hookKey = 'argocd.argoproj.io/hook';
const deletePolicyKey = 'argocd.argoproj.io/hook-delete-policy';
const runsKey = 'tidewatch.dev/hook-runs';
const timeoutKey = 'tidewatch.dev/hook-timeout';

const phaseNames: readonly PhaseName[] = [
  'PreSync',
  'Sync',
  'PostSync',
  'SyncFail',
  'PreDelete',
  'PostDelete',
];
const deletePolicies: readonly HookDeletePolicy[] = [
  'HookSucceeded',
  'HookFailed',
  'BeforeHookCreation',
];
const runs: readonly HookRuns[] = ['on-change', 'on-revision', 'on-content'];

/** Whether an object is a hook; one that is only to be skipped is none. */
export function isHook(manifest: Manifest): boolean {
  const names = listOf(manifest, hookKey);
  return names.length > 0 && !isSkipped(manifest);
}

/** Whether an object is never applied: `argocd.argoproj.io/hook: Skip`, and nothing else. */
export function isSkipped(manifest: Manifest): boolean {
  const names = listOf(manifest, hookKey);
  return names.length > 0 && names.every((name) => name === 'Skip');
}

export function readHook(hook: Rendered): {
  readonly declaration: HookDeclaration;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const policies = readList(hook, deletePolicyKey, deletePolicies, problems);
  const declaration = {
    phases: readList(hook, hookKey, phaseNames, problems, ['Skip']),
    deletePolicies: policies.length === 0 ? (['BeforeHookCreation'] as const) : policies,
    runs: readList(hook, runsKey, runs, problems)[0] ?? 'on-change',
    timeout: readTimeout(hook, problems),
  };
  return { declaration, problems };
}

function readList<Word extends string>(
  hook: Rendered,
  key: string,
  words: readonly Word[],
  problems: Problem[],
  passedOver: readonly string[] = [],
): readonly Word[] {
  const found = new Set<Word>();
  for (const text of listOf(hook.manifest, key)) {
    const word = words.find((one) => one === text);
    if (word !== undefined) found.add(word);
    else if (!passedOver.includes(text)) {
      const advice = didYouMean(text, words, `write ${words.join(', ')}`);
      problems.push(annotationProblem(hook, key, `${key}: ${text} is not known`, advice));
    }
  }
  return words.filter((word) => found.has(word));
}

function readTimeout(hook: Rendered, problems: Problem[]): number | undefined {
  const text = hook.manifest.metadata.annotations?.[timeoutKey];
  if (text === undefined) return undefined;
  try {
    return parseDuration(text);
  } catch (thrown) {
    if (!(thrown instanceof DurationError)) throw thrown;
    const what = `${timeoutKey}: ${text} is not a duration`;
    problems.push(annotationProblem(hook, timeoutKey, what, 'write one such as 90s or 10m'));
    return undefined;
  }
}

function listOf({ metadata }: Manifest, key: string): readonly string[] {
  const text = metadata.annotations?.[key];
  return (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

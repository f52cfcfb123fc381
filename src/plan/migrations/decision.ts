import type { Problem } from '../../model/errors.ts';
import type { Rendered } from '../../model/manifest.ts';
import { formatObjectId, type ObjectId, objectIdOf } from '../../model/object-id.ts';
import type { PlannedStep } from './planned-migration.ts';

/** A step before it is known whether it has run. */
export type StepDraft = Pick<PlannedStep, 'id' | 'title' | 'phase' | 'undo' | 'action'>;

/** A migration before it is known which of its steps have run. */
export interface MigrationDraft {
  readonly id: string;
  readonly title: string;
  readonly object: ObjectId;
  readonly digest: string;
  readonly steps: readonly StepDraft[];
}

/** What a planner of migrations has to say about one object. */
export interface Decision {
  readonly migration: MigrationDraft | undefined;
  /** What forbids to go on. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

export const nothingToDo: Decision = { migration: undefined, problems: [], warnings: [] };

export function refused(object: Rendered, code: string, what: string, advice: string): Decision {
  return { ...nothingToDo, problems: [problemAbout(object, code, what, advice)] };
}

export function problemAbout(
  { manifest, provenance }: Rendered,
  code: string,
  what: string,
  advice: string,
): Problem {
  const subject = formatObjectId(objectIdOf(manifest));
  return { code, position: provenance.object, subject, what, advice };
}

import type { Manifest } from '../../model/manifest.ts';
import type { StepDraft } from './decision.ts';
import type { StepAction, StepObject, StepVolume } from './step-action.ts';

export function step(
  id: string,
  phase: StepDraft['phase'],
  title: string,
  rest: { readonly action: StepAction; readonly undo: string | undefined },
): StepDraft {
  return { id, phase, title, ...rest };
}

/** The first step of every migration: what it found, and what it is going to do, is kept. */
export function recordStep(objects: readonly (Manifest | undefined)[]): StepDraft {
  const names = objects
    .filter((object) => object !== undefined)
    .map(({ kind, metadata }) => {
      const place = metadata.namespace === undefined ? '' : `${metadata.namespace}/`;
      return `${kind}/${place}${metadata.name}`;
    });
  const title = `record ${names.join(' and ')} as found, and these steps`;
  return step('record', 'PreSync', title, { action: { kind: 'record' }, undo: undefined });
}

export function stepObject({ apiVersion, kind, metadata }: Manifest): StepObject {
  const { namespace = '', name, uid = '' } = metadata;
  return { apiVersion, kind, namespace, name, uid };
}

export function stepVolume({ metadata }: Manifest): StepVolume {
  return { name: metadata.name, uid: metadata.uid ?? '' };
}

import type { Problem } from '../model/errors.ts';
import type { FileTree } from '../model/ports/file-tree.ts';
import type { Position } from '../model/position.ts';
import type { DriftedField } from './drifted-field.ts';
import type { Way } from './proposals/proposal.ts';
import type { Renamed } from './renamed-object.ts';
import type { RenderFiles } from './rendering.ts';

/** Drift of one target that is to be written into Git. */
export interface TargetDrift {
  readonly target: string;
  /** The folder of its kustomization. */
  readonly folder: string;
  readonly fields: readonly DriftedField[];
}

export interface AdoptionInput {
  /** The files that the drift was found against. */
  readonly tree: FileTree;
  readonly drift: readonly TargetDrift[];
  readonly render: RenderFiles;
}

/** A field that Git now has as it is live. */
export interface AdoptedField extends DriftedField {
  readonly target: string;
  readonly way: Way;
  /** Where it is written, in the file as it was. */
  readonly position: Position;
  /** The field of a TidbMonitor that stands for it, where the object comes from one. */
  readonly through: string | undefined;
  readonly renamed: Renamed | undefined;
  /** Other objects of the same TidbMonitor that change with it. */
  readonly alongside: readonly string[];
}

export interface EditedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** What became of drift that was to be adopted. */
export interface Adoption {
  /** By path. */
  readonly files: readonly EditedFile[];
  readonly adopted: readonly AdoptedField[];
  /** What was not adopted, and why. */
  readonly refused: readonly Problem[];
}

import type { Rendered } from '../model/manifest.ts';

/** What one target wants. */
export interface TargetRendering {
  /** As its files have them. */
  readonly built: readonly Rendered[];
  /** The same, with every TidbMonitor expanded. */
  readonly objects: readonly Rendered[];
}

/** All targets by name; `undefined` for one that cannot be rendered. */
export type Rendering = ReadonlyMap<string, TargetRendering | undefined>;

/**
 * Renders every target with some files edited: whole contents by path. Other
 * targets need not be expanded.
 */
export type RenderFiles = (edited: ReadonlyMap<string, string>) => Promise<Rendering>;

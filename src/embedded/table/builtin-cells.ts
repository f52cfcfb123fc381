import type { JsonObject, JsonValue } from '../../model/json.ts';
import { metadataOf, nameOf } from '../registry/metadata.ts';
import { ageOf } from './age.ts';
import { CORE_CELLS } from './core-cells.ts';
import { WORKLOAD_CELLS } from './workload-cells.ts';

/** The cells of an object's row, in the order of its kind's columns. */
export type Cells = (object: JsonObject, now: number) => readonly JsonValue[];

/** The cells of a built-in kind, by `apps/v1/deployments`. */
export function builtinCells(resource: string): Cells {
  return (
    CORE_CELLS[resource] ??
    WORKLOAD_CELLS[resource] ??
    ((object, now) => [nameOf(object), ageOf(metadataOf(object).creationTimestamp, now)])
  );
}

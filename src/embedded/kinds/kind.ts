import type { JsonObject, JsonValue } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { ResourceType, ScalePaths, Strategy } from '../registry/resource-type.ts';

/** What is particular about a built-in kind. */
export interface Kind {
  readonly strategy: Strategy;
  readonly setDefaults?: (object: JsonObject) => JsonObject;
  readonly cells?: (object: Manifest, now: number) => readonly JsonValue[];
  readonly scale?: ScalePaths;
  readonly selectableFields?: ResourceType['selectableFields'];
}

import type { JsonObject } from '../../model/json.ts';
import type { ResourceType, ScalePaths, Strategy } from '../registry/resource-type.ts';

/** What is particular about a built-in kind. */
export interface Kind {
  readonly strategy: Strategy;
  readonly setDefaults?: (object: JsonObject) => JsonObject;
  readonly scale?: ScalePaths;
  readonly selectableFields?: ResourceType['selectableFields'];
}

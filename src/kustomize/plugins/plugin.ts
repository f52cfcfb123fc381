import type { Text } from '../decode/decoder.ts';
import type { LoadedFile } from '../load/loaded.ts';
import type { MergeSchemas } from '../merge/schema.ts';
import type { Resource } from '../resource.ts';
import type { ResourceList } from '../resource-list.ts';

export type Files = ReadonlyMap<string, LoadedFile>;

/** A built-in generator or transformer with its configuration read. */
export type Plugin =
  | {
      readonly kind: 'generator';
      /** The files it reads, relative to the kustomization that lists it. */
      readonly files: readonly Text[];
      generate(files: Files): readonly Resource[];
    }
  | {
      readonly kind: 'transformer';
      readonly files: readonly Text[];
      transform(list: ResourceList, files: Files, schemas: MergeSchemas): void;
    };

/** A plugin, and the object that configured it. */
export interface ConfiguredPlugin {
  readonly plugin: Plugin;
  readonly config: Resource;
}

import type { YamlDocument } from '../../model/yaml/node.ts';
import type { SourceText } from '../../model/yaml/source-text.ts';
import type { Text } from '../decode/decoder.ts';
import type { Kustomization } from '../kustomization.ts';
import type { ConfiguredPlugin } from '../plugins/plugin.ts';
import type { TransformerConfig } from '../transformer-config.ts';
import type { OpenApi } from './read-openapi.ts';

/** A file that was read. */
export interface LoadedFile {
  /** As the tree knows it. */
  readonly path: string;
  /** Equal for equal content; `undefined` where the tree does not know. */
  readonly id: string | undefined;
  readonly bytes: Uint8Array;
}

/** A file of YAML documents. */
export interface LoadedDocuments {
  readonly path: string;
  readonly documents: readonly YamlDocument[];
}

/** One entry of `resources`: a file of objects, or another kustomization. */
export type LoadedResource =
  | { readonly kind: 'file'; readonly entry: Text; readonly file: LoadedDocuments }
  | { readonly kind: 'target'; readonly entry: Text; readonly target: LoadedTarget };

/** A kustomization with everything it names read. */
export interface LoadedTarget {
  /** Equal where everything that was read is; `undefined` where the tree cannot tell. */
  readonly identity: string | undefined;
  /** Its folder in the tree. */
  readonly root: string;
  /** Its kustomization file in the tree. */
  readonly file: string;
  readonly source: SourceText;
  readonly kustomization: Kustomization;
  readonly resources: readonly LoadedResource[];
  readonly components: readonly { readonly entry: Text; readonly target: LoadedTarget }[];
  /** Other files by the path that names them: patches, generator sources, configurations. */
  readonly files: ReadonlyMap<string, LoadedFile>;
  /** What `configurations` and `crds` add to the defaults. */
  readonly config: TransformerConfig;
  readonly openApi: OpenApi | undefined;
  readonly generators: readonly ConfiguredPlugin[];
  readonly transformers: readonly ConfiguredPlugin[];
  readonly validators: readonly ConfiguredPlugin[];
}

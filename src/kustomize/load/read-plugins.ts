import { InvalidInputError, type Problem } from '../../model/errors.ts';
import { readDocuments } from '../../model/yaml/read-documents.ts';
import { type BuildContext, gatherResources } from '../accumulate.ts';
import { BuildError } from '../build-error.ts';
import type { Text } from '../decode/decoder.ts';
import type { ConfiguredPlugin } from '../plugins/plugin.ts';
import { readPlugin } from '../plugins/read-plugin.ts';
import type { LoadedDocuments, LoadedResource } from './loaded.ts';
import { embeddedText } from './read-kustomization.ts';

/** An entry of `generators`, `transformers` or `validators`. */
export type PluginEntry =
  | { readonly kind: 'inline'; readonly entry: Text; readonly file: LoadedDocuments }
  | LoadedResource;

/** Divides entries into those that are configurations themselves and those that are paths. */
export function splitPlugins(entries: readonly Text[]): {
  inline: PluginEntry[];
  paths: Text[];
} {
  const inline: PluginEntry[] = [];
  const paths: Text[] = [];
  for (const entry of entries) {
    const source = embeddedText(entry.node);
    const { documents, problems } = readDocuments(source, source.file, { rules: 'kubernetes' });
    const isInline =
      problems.length === 0 &&
      documents.length > 0 &&
      documents.every(({ root }) => root.kind === 'mapping');
    if (isInline) inline.push({ kind: 'inline', entry, file: { path: source.file, documents } });
    else paths.push(entry);
  }
  return { inline, paths };
}

/** The plugins that entries configure. What is wrong goes to `problems`. */
export function readPlugins(
  entries: readonly PluginEntry[],
  root: string,
  context: BuildContext,
  problems: Problem[],
): readonly ConfiguredPlugin[] {
  const plugins: ConfiguredPlugin[] = [];
  try {
    for (const config of gatherResources(entries, context).items) {
      const plugin = readPlugin({ config, root, problems });
      if (plugin !== undefined) plugins.push({ plugin, config });
    }
  } catch (thrown) {
    if (thrown instanceof BuildError) problems.push(thrown.problem);
    else if (thrown instanceof InvalidInputError) problems.push(...thrown.problems);
    else throw thrown;
  }
  return plugins;
}

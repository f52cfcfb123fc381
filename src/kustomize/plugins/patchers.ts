import { yamlProblem } from '../../model/yaml/problem.ts';
import type { Text } from '../decode/decoder.ts';
import { isPath } from '../load/referenced-files.ts';
import { readReplacements } from '../replace/read-replacements.ts';
import { replace } from '../replace/replacements.ts';
import { applyJson6902, applyPatch, applyStrategicMerges } from '../transform/patches.ts';
import {
  json6902Fields,
  patchFields,
  replacementFields,
  strategicFields,
} from './config-fields.ts';
import { type MakePlugin, pluginKind } from './plugin-kind.ts';

function present(...texts: (Text | undefined)[]): Text[] {
  return texts.filter((text): text is Text => text !== undefined && text.text !== '');
}

export const patchers: Readonly<Record<string, MakePlugin>> = {
  PatchTransformer: pluginKind(patchFields, (patch) => ({
    kind: 'transformer',
    files: present(patch.path),
    transform: (list, files, schemas) => applyPatch(list, patch, files, schemas),
  })),
  PatchJson6902Transformer: pluginKind(json6902Fields, ({ jsonOp, ...fields }) => {
    const patch = { ...fields, patch: jsonOp, options: undefined };
    return {
      kind: 'transformer',
      files: present(patch.path),
      transform: (list, files) => applyJson6902(list, patch, files),
    };
  }),
  PatchStrategicMergeTransformer: pluginKind(
    strategicFields,
    ({ paths = [], patches, origin }, { problems }) => {
      const entries = [...paths, ...present(patches)];
      if (entries.length === 0) {
        const what = 'there is neither a path nor a patch';
        problems.push(yamlProblem(origin, 'BAD_PATCH', what, 'add paths or patches'));
        return undefined;
      }
      return {
        kind: 'transformer',
        files: paths.filter(isPath),
        transform: (list, files, schemas) => applyStrategicMerges(list, entries, files, schemas),
      };
    },
  ),
  ReplacementTransformer: pluginKind(replacementFields, ({ replacements = [] }) => ({
    kind: 'transformer',
    files: present(...replacements.map(({ path }) => path)),
    transform: (list, files) => {
      for (const each of readReplacements(replacements, files)) replace(list, each);
    },
  })),
};

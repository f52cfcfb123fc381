import { yamlProblem } from '../../model/yaml/problem.ts';
import type { Text } from '../decode/decoder.ts';
import { addHashes } from '../hash.ts';
import { setImages } from '../transform/images.ts';
import { setMetadata } from '../transform/metadata.ts';
import { addToNames } from '../transform/names.ts';
import { type SubjectMode, setNamespace } from '../transform/namespace.ts';
import { setReplicas } from '../transform/replicas.ts';
import {
  annotationsFields,
  imageFields,
  labelFields,
  metadataOnly,
  namespaceFields,
  prefixFields,
  replicaFields,
  suffixFields,
} from './config-fields.ts';
import type { Plugin } from './plugin.ts';
import { type MakePlugin, type PluginContext, pluginKind, specsOf } from './plugin-kind.ts';
import { valueAdd } from './value-add.ts';

type Transform = Extract<Plugin, { kind: 'transformer' }>['transform'];

function transformer(transform: Transform): Plugin {
  return { kind: 'transformer', files: [], transform };
}

const prefix: MakePlugin = pluginKind(prefixFields, (fields, context) =>
  affix('prefix', fields.prefix, fields.fieldSpecs, context),
);
const suffix: MakePlugin = pluginKind(suffixFields, (fields, context) =>
  affix('suffix', fields.suffix, fields.fieldSpecs, context),
);

function affix(
  kind: 'prefix' | 'suffix',
  text: Text | undefined,
  fieldSpecs: Parameters<typeof specsOf>[0],
  { config, problems }: PluginContext,
): Plugin | undefined {
  if (fieldSpecs === undefined) {
    const advice = 'add fieldSpecs, such as [{path: metadata/name}]';
    const what = `a ${kind} needs to know its fields`;
    problems.push(yamlProblem(config.node.origin, 'NO_FIELD_SPECS', what, advice));
    return undefined;
  }
  const { origin } = config.node;
  const node = { kind: 'scalar', tag: '!!str', text: '', style: 'plain', origin } as const;
  return transformer((list) =>
    addToNames(list, kind, text ?? { text: '', node }, specsOf(fieldSpecs)),
  );
}

const SUBJECT_MODES: ReadonlySet<string> = new Set(['defaultOnly', 'allServiceAccounts', 'none']);

export const setters: Readonly<Record<string, MakePlugin>> = {
  AnnotationsTransformer: pluginKind(annotationsFields, ({ annotations, fieldSpecs }) =>
    transformer((list) => setMetadata(list, annotations ?? new Map(), specsOf(fieldSpecs))),
  ),
  LabelTransformer: pluginKind(labelFields, ({ labels, fieldSpecs }) =>
    transformer((list) => setMetadata(list, labels ?? new Map(), specsOf(fieldSpecs))),
  ),
  HashTransformer: pluginKind(metadataOnly, () => transformer(addHashes)),
  ImageTagTransformer: pluginKind(imageFields, ({ imageTag, fieldSpecs }) =>
    transformer((list) => {
      if (imageTag !== undefined) setImages(list, imageTag, specsOf(fieldSpecs));
    }),
  ),
  NamespaceTransformer: pluginKind(namespaceFields, (fields, { problems }) => {
    const mode = fields.setRoleBindingSubjects;
    const subjects = mode === undefined || mode.text === '' ? 'defaultOnly' : mode.text;
    if (!SUBJECT_MODES.has(subjects)) {
      const what = `there is no mode "${subjects}"`;
      const advice = `write one of ${[...SUBJECT_MODES].join(', ')}`;
      problems.push(yamlProblem(mode?.node.origin, 'UNKNOWN_MODE', what, advice));
      return undefined;
    }
    const namespace = fields.metadata?.namespace;
    return transformer((list) =>
      setNamespace(list, {
        namespace: namespace?.text ?? '',
        origin: namespace?.node.origin,
        specs: specsOf(fields.fieldSpecs),
        unsetOnly: fields.unsetOnly ?? false,
        subjects: subjects as SubjectMode,
      }),
    );
  }),
  PrefixTransformer: prefix,
  SuffixTransformer: suffix,
  PrefixSuffixTransformer: (context) => {
    const both = [prefix(context), suffix(context)];
    return transformer((list, files, schemas) => {
      for (const each of both) {
        if (each?.kind === 'transformer') each.transform(list, files, schemas);
      }
    });
  },
  ReplicaCountTransformer: pluginKind(replicaFields, ({ replica, fieldSpecs }) =>
    transformer((list) => {
      if (replica !== undefined) setReplicas(list, replica, specsOf(fieldSpecs));
    }),
  ),
  ValueAddTransformer: valueAdd,
};

import type { Problem } from '../../model/errors.ts';
import type { Decoded, Decoder } from '../decode/decoder.ts';
import type { FieldSpec } from '../field-spec.ts';
import type { fieldSpec } from '../kustomization.ts';
import type { Resource } from '../resource.ts';
import { toYamlNode } from '../to-yaml-node.ts';
import type { Plugin } from './plugin.ts';

export interface PluginContext {
  /** The object that configures the plugin. */
  readonly config: Resource;
  /** The folder of the kustomization that lists the plugin. */
  readonly root: string;
  readonly problems: Problem[];
}

/** Makes a plugin of its configuration; `undefined`, with problems, where that is wrong. */
export type MakePlugin = (context: PluginContext) => Plugin | undefined;

/** A kind of plugin: how its configuration is decoded, and what is made of it. */
export function pluginKind<T>(
  fields: Decoder<T>,
  make: (fields: T, context: PluginContext) => Plugin | undefined,
): MakePlugin {
  return (context) => {
    const { config, problems } = context;
    const before = problems.length;
    const decoded = fields(toYamlNode(config.node, problems), { problems, strict: false });
    return decoded === undefined || problems.length > before ? undefined : make(decoded, context);
  };
}

/** The field specs of a configuration. */
export function specsOf(
  specs: readonly Decoded<typeof fieldSpec>[] | undefined,
): readonly FieldSpec[] {
  return (specs ?? []).map((spec) => ({
    group: spec.group?.text ?? '',
    version: spec.version?.text ?? '',
    kind: spec.kind?.text ?? '',
    path: spec.path?.text ?? '',
    create: spec.create ?? false,
    origin: spec.path?.node.origin ?? spec.origin,
  }));
}

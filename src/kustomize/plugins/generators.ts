import { yamlProblem } from '../../model/yaml/problem.ts';
import { generateConfigMap, generateSecret } from '../generate/generate.ts';
import type { ConfigMapGenerator } from '../kustomization.ts';
import { generatorFiles } from '../load/referenced-files.ts';
import { Node } from '../node.ts';
import { Resource } from '../resource.ts';
import { configMapFields, policyFields, secretFields } from './config-fields.ts';
import { type MakePlugin, type PluginContext, pluginKind } from './plugin-kind.ts';

export const generators: Readonly<Record<string, MakePlugin>> = {
  ConfigMapGenerator: pluginKind(configMapFields, (fields, context) => {
    if (hasIgnoredEnv(fields, context)) return undefined;
    const generator = { ...fields, ...identityOf(fields, context) };
    return {
      kind: 'generator',
      files: generatorFiles(generator),
      generate: (files) => [generateConfigMap(generator, undefined, files)],
    };
  }),
  SecretGenerator: pluginKind(secretFields, (fields, context) => {
    if (hasIgnoredEnv(fields, context)) return undefined;
    const generator = { ...fields, ...identityOf(fields, context) };
    return {
      kind: 'generator',
      files: generatorFiles(generator),
      generate: (files) => [generateSecret(generator, undefined, files)],
    };
  }),
  IAMPolicyGenerator: pluginKind(policyFields, (fields, { problems }) => {
    const { cloud, kubernetesService, serviceAccount, origin } = fields;
    if (cloud?.text !== 'gke') {
      const what = `there are no policies for the cloud "${cloud?.text ?? ''}"`;
      problems.push(yamlProblem(cloud?.node.origin ?? origin, 'UNKNOWN_CLOUD', what, 'write gke'));
      return undefined;
    }
    const account = `${serviceAccount?.name?.text ?? ''}@${serviceAccount?.projectId?.text ?? ''}`;
    return {
      kind: 'generator',
      files: [],
      generate: () => {
        const node = Node.mapping(origin);
        node.set('apiVersion', Node.scalar('v1', origin, '!!str'));
        node.set('kind', Node.scalar('ServiceAccount', origin, '!!str'));
        const metadata = Node.mapping(origin);
        const annotations = Node.mapping(origin);
        const email = Node.string(`${account}.iam.gserviceaccount.com`, origin);
        annotations.set('iam.gke.io/gcp-service-account', email);
        metadata.set('annotations', annotations);
        metadata.set('name', Node.scalar(kubernetesService?.name?.text ?? '', origin));
        const namespace = kubernetesService?.namespace?.text ?? '';
        if (namespace !== '') metadata.set('namespace', Node.scalar(namespace, origin));
        node.set('metadata', metadata);
        return [new Resource(node)];
      },
    };
  }),
};

/** kustomize knows `env` here, and drops what it names without a word. */
function hasIgnoredEnv({ env }: ConfigMapGenerator, { problems }: PluginContext): boolean {
  if (env === undefined || env.text === '') return false;
  const what = 'kustomize ignores env in the configuration of a generator';
  problems.push(yamlProblem(env.node.origin, 'IGNORED_FIELD', what, 'write envs, a list'));
  return true;
}

/** Where a generator has no name or namespace, those of its configuration stand in. */
function identityOf(
  fields: ConfigMapGenerator,
  { config }: PluginContext,
): Pick<ConfigMapGenerator, 'name' | 'namespace'> {
  const metadata = config.node.get('metadata');
  const textOf = (field: 'name' | 'namespace') => {
    const own = fields[field];
    const node = metadata?.get(field);
    if ((own !== undefined && own.text !== '') || node === undefined || node.isEmpty) return own;
    const { text, origin } = node;
    return { text, node: { kind: 'scalar', tag: '!!str', text, style: 'plain', origin } } as const;
  };
  return { name: textOf('name'), namespace: textOf('namespace') };
}

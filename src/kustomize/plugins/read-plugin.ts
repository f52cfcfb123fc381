import { didYouMean } from '../../model/did-you-mean.ts';
import { yamlProblem } from '../../model/yaml/problem.ts';
import { generators } from './generators.ts';
import { patchers } from './patchers.ts';
import type { Plugin } from './plugin.ts';
import type { MakePlugin, PluginContext } from './plugin-kind.ts';
import { setters } from './setters.ts';

const KINDS: Readonly<Record<string, MakePlugin>> = { ...generators, ...patchers, ...setters };

/**
 * The plugin that an object configures. Only the built-in ones exist here:
 * everything else would run foreign code, and becomes a problem.
 */
export function readPlugin(context: PluginContext): Plugin | undefined {
  const { config, problems } = context;
  const { group, version, kind } = config.id;
  const { origin } = config.node;
  if (group !== '' || version !== 'builtin') {
    const what = `the plugin ${kind} would run foreign code`;
    const advice = 'use the built-in plugins (apiVersion: builtin), or commit what it prints';
    problems.push(yamlProblem(origin, 'FOREIGN_PLUGIN', what, advice));
    return undefined;
  }
  if (kind === 'HelmChartInflationGenerator') {
    const advice = 'render the chart with "helm template" and commit what it prints';
    problems.push(yamlProblem(origin, 'FOREIGN_PLUGIN', 'Helm charts are not rendered', advice));
    return undefined;
  }
  const make = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (make === undefined) {
    const advice = didYouMean(
      kind,
      Object.keys(KINDS),
      `use one of ${Object.keys(KINDS).join(', ')}`,
    );
    const what = `there is no built-in plugin "${kind}"`;
    problems.push(yamlProblem(origin, 'UNKNOWN_PLUGIN', what, advice));
    return undefined;
  }
  return make(context);
}

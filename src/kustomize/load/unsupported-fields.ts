import type { Problem } from '../../model/errors.ts';
import type { Origin } from '../../model/yaml/node.ts';
import { yamlProblem } from '../../model/yaml/problem.ts';
import type { Kustomization } from '../kustomization.ts';

/** Fields that would run foreign code or reach the network: each a problem that names what to do. */
export function unsupportedFields(kustomization: Kustomization): Problem[] {
  const problems: Problem[] = [];
  const refuse = (field: string, origin: Origin | undefined, advice: string) => {
    const what = `the field ${field} is not supported`;
    problems.push(yamlProblem(origin, 'UNSUPPORTED_FIELD', what, advice));
  };
  const helm = 'render the chart with "helm template" and commit what it prints';
  const { helmCharts, helmChartInflationGenerator } = kustomization;
  if (helmCharts !== undefined && helmCharts.length > 0) {
    refuse('helmCharts', helmCharts[0]?.origin, helm);
  }
  if (helmChartInflationGenerator !== undefined && helmChartInflationGenerator.length > 0) {
    refuse('helmChartInflationGenerator', helmChartInflationGenerator[0]?.origin, helm);
  }
  for (const field of [
    'crds',
    'configurations',
    'generators',
    'transformers',
    'validators',
  ] as const) {
    const [first] = kustomization[field] ?? [];
    if (first !== undefined)
      refuse(field, first.node.origin, 'use the fields of the kustomization itself');
  }
  const [variable] = kustomization.vars ?? [];
  if (variable !== undefined) refuse('vars', variable.origin, 'use replacements');
  const [openapi] = kustomization.openapi?.values() ?? [];
  if (openapi !== undefined) refuse('openapi', openapi.node.origin, 'use JSON patches for lists');
  const [metadata] = kustomization.buildMetadata ?? [];
  if (metadata !== undefined) refuse('buildMetadata', metadata.node.origin, 'remove it');
  return problems;
}

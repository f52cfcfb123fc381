import type { Problem } from '../../model/errors.ts';
import { yamlProblem } from '../../model/yaml/problem.ts';
import type { Kustomization } from '../kustomization.ts';

const HELM_FIELDS = ['helmCharts', 'helmChartInflationGenerator'] as const;

/** Fields that would run foreign code: each a problem that names what to do instead. */
export function unsupportedFields(kustomization: Kustomization): Problem[] {
  return HELM_FIELDS.flatMap((field) => {
    const [chart] = kustomization[field] ?? [];
    if (chart === undefined) return [];
    const what = `the field ${field} is not supported: it runs helm`;
    const advice = 'render the chart with "helm template" and commit what it prints';
    return [yamlProblem(chart.origin, 'UNSUPPORTED_FIELD', what, advice)];
  });
}

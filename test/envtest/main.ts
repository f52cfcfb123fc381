// Finds or builds the programs the end-to-end tests need, and prints their
// folder as the last line: export KUBEBUILDER_ASSETS=$(npm run -s envtest)
import { parseArgs } from 'node:util';
import { ensureTools } from './ensure.ts';
import { surroundings } from './surroundings.ts';
import {
  controlPlaneTools,
  defaultPrometheusTools,
  operatorTools,
  oracleTools,
  prometheusTools,
  type ToolSet,
  thanosTools,
} from './tool-set.ts';

const usage = `npm run -s envtest [-- --kustomize | --prometheus | --default-prometheus | --thanos | --operator]
Finds or builds kube-apiserver, etcd, kube-controller-manager and kubectl, and
prints their folder. With --kustomize: the kustomize that builds are compared
with. With --prometheus: prometheus and promtool; with --default-prometheus: those
of the version that monitors have by default. With --thanos: thanos. With
--operator: what the Prometheus operator makes of PodMonitors and ServiceMonitors.
`;

const OTHER_SETS: Readonly<Record<string, ToolSet>> = {
  kustomize: oracleTools,
  prometheus: prometheusTools,
  'default-prometheus': defaultPrometheusTools,
  thanos: thanosTools,
  operator: operatorTools,
};

try {
  const flags = Object.keys(OTHER_SETS).map((name) => [name, { type: 'boolean' }] as const);
  const { values }: { values: Readonly<Record<string, unknown>> } = parseArgs({
    options: { ...Object.fromEntries(flags), help: { type: 'boolean', short: 'h' } },
  });
  const chosen = Object.entries(OTHER_SETS).find(([name]) => values[name] === true)?.[1];
  if (values.help) process.stdout.write(usage);
  else process.stdout.write(`${await ensureTools(chosen ?? controlPlaneTools, surroundings)}\n`);
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : thrown}\n`);
  process.exitCode = 1;
}

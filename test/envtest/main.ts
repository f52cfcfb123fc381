// Finds or builds the programs the end-to-end tests need, and prints their
// folder as the last line: export KUBEBUILDER_ASSETS=$(npm run -s envtest)
import { parseArgs } from 'node:util';
import { ensureTools } from './ensure.ts';
import { surroundings } from './surroundings.ts';
import { controlPlaneTools, oracleTools, prometheusTools, type ToolSet } from './tool-set.ts';

const usage = `npm run -s envtest [-- --kustomize | --prometheus]
Finds or builds kube-apiserver, etcd, kube-controller-manager and kubectl, and
prints their folder. With --kustomize: the kustomize that builds are compared
with. With --prometheus: prometheus and promtool.
`;

try {
  const { values } = parseArgs({
    options: {
      kustomize: { type: 'boolean' },
      prometheus: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) process.stdout.write(usage);
  else {
    process.stdout.write(`${await ensureTools(chosen(values), surroundings)}\n`);
  }
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : thrown}\n`);
  process.exitCode = 1;
}

function chosen(values: { readonly kustomize?: boolean; readonly prometheus?: boolean }): ToolSet {
  if (values.kustomize) return oracleTools;
  return values.prometheus ? prometheusTools : controlPlaneTools;
}

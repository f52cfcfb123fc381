// Finds or builds the programs the end-to-end tests need, and prints their
// folder as the last line: export KUBEBUILDER_ASSETS=$(npm run -s envtest)
import { parseArgs } from 'node:util';
import { ensureTools } from './ensure.ts';
import { surroundings } from './surroundings.ts';
import { controlPlaneTools, oracleTools } from './tool-set.ts';

const usage = `npm run -s envtest [-- --kustomize]
Finds or builds kube-apiserver, etcd, kube-controller-manager and kubectl, and
prints their folder. With --kustomize: the kustomize that builds are compared with.
`;

try {
  const { values } = parseArgs({
    options: { kustomize: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) process.stdout.write(usage);
  else {
    const toolSet = values.kustomize ? oracleTools : controlPlaneTools;
    process.stdout.write(`${await ensureTools(toolSet, surroundings)}\n`);
  }
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : thrown}\n`);
  process.exitCode = 1;
}

import { join } from 'node:path';
import { ensureTools } from '../../../envtest/ensure.ts';
import { surroundings } from '../../../envtest/surroundings.ts';
import { prometheusTools, thanosTools } from '../../../envtest/tool-set.ts';
import type { Program } from '../../../support/node/test-node.ts';

/** The Prometheus of a pod: the generated command line, and the pod's own address to listen on. */
export async function prometheusProgram(toolSet = prometheusTools): Promise<Program> {
  return {
    container: 'prometheus',
    file: join(await ensureTools(toolSet, surroundings), 'prometheus'),
    path: '/bin/prometheus',
    moreArguments: (address) => [`--web.listen-address=${address}:9090`],
  };
}

/** Thanos, in a container of that name; its address is among its own arguments. */
export async function thanosProgram(
  container: string,
  moreArguments: readonly string[] = [],
): Promise<Program> {
  const file = join(await ensureTools(thanosTools, surroundings), 'thanos');
  return { container, file, path: '/bin/thanos', moreArguments: () => moreArguments };
}

import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';

/** Runs kubectl; gives its standard output, throws with its standard error. */
export type Kubectl = (args: readonly string[], input?: string) => Promise<string>;

/** @param env more variables, such as `KUBE_EDITOR` */
export function createKubectl(
  binaries: string,
  kubeconfig: string,
  env: Readonly<Record<string, string>> = {},
): Kubectl {
  const folder = dirname(kubeconfig);
  // kubectl keeps discovery by host and port, and the next control plane may have the same.
  const common = ['--kubeconfig', kubeconfig, '--cache-dir', join(folder, 'kubectl-cache')];
  const options = {
    env: { PATH: process.env.PATH, HOME: folder, ...env },
    maxBuffer: 64 * 1024 * 1024,
  };
  return (args, input = '') =>
    new Promise((resolve, reject) => {
      const program = join(binaries, 'kubectl');
      const child = execFile(program, [...common, ...args], options, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`kubectl ${args.join(' ')}: ${stderr.trim() || error.message}`));
      });
      // A kubectl that ends without reading its input has said why on standard error.
      child.stdin?.on('error', () => {});
      child.stdin?.end(input);
    });
}

import { writeFile } from 'node:fs/promises';
import { kubeconfigText } from './kubeconfig.ts';
import type { Kubectl } from './kubectl.ts';

/** A service account and where to write its kubeconfig. */
export interface ServiceAccountKubeconfig {
  readonly namespace: string;
  readonly name: string;
  readonly file: string;
}

/**
 * Writes a kubeconfig with a token of an existing service account, so that a
 * test has exactly the rights that RBAC gives it. Gives the file's path.
 */
export async function writeServiceAccountKubeconfig(
  kubectl: Kubectl,
  { namespace, name, file }: ServiceAccountKubeconfig,
): Promise<string> {
  const cluster = '{.clusters[0].cluster';
  const view = (path: string) =>
    kubectl(['config', 'view', '--raw', '--output', `jsonpath=${cluster}${path}}`]);
  const [serverUrl, authority, token] = await Promise.all([
    view('.server'),
    view('.certificate-authority-data'),
    kubectl(['create', 'token', name, '--namespace', namespace]),
  ]);
  const text = kubeconfigText({
    serverUrl,
    certificateAuthority: Buffer.from(authority, 'base64').toString('utf8'),
    token: token.trim(),
    user: `${namespace}/${name}`,
    namespace,
  });
  await writeFile(file, text, { mode: 0o600 });
  return file;
}

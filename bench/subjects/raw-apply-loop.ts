import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import type { Manifest } from '../../src/model/manifest.ts';

/** How many requests are under way at once. */
const inFlight = 32;

interface Kubeconfig {
  readonly clusters: readonly [
    {
      readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string };
    },
  ];
  readonly users: readonly [{ readonly user: { readonly token: string } }];
}

/**
 * The floor: one server-side apply after the other for each ConfigMap over
 * keep-alive connections of `node:https`, as soon as one of 32 is free. Nothing
 * is read, decided, recorded or reported. The connections are opened on the way.
 */
export async function rawApplyLoop(
  kubeconfigFile: string,
  manifests: readonly Manifest[],
): Promise<void> {
  const kubeconfig = JSON.parse(await readFile(kubeconfigFile, 'utf8')) as Kubeconfig;
  const { server, 'certificate-authority-data': authority } = kubeconfig.clusters[0].cluster;
  const agent = new Agent({
    keepAlive: true,
    maxSockets: inFlight,
    ca: Buffer.from(authority, 'base64'),
  });
  const { token } = kubeconfig.users[0].user;
  let next = 0;
  const worker = async () => {
    for (let manifest = manifests[next++]; manifest !== undefined; manifest = manifests[next++]) {
      await apply(agent, server, token, manifest);
    }
  };
  try {
    await Promise.all(Array.from({ length: inFlight }, worker));
  } finally {
    agent.destroy();
  }
}

function apply(agent: Agent, server: string, token: string, manifest: Manifest): Promise<void> {
  const { namespace, name } = manifest.metadata;
  const url = `${server}/api/v1/namespaces/${namespace}/configmaps/${name}?fieldManager=tidewatch&force=true`;
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/apply-patch+yaml',
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method: 'PATCH', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode === 201 || response.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(`${url}: ${response.statusCode} ${text}`));
      });
    });
    sent.once('error', reject);
    sent.end(JSON.stringify(manifest));
  });
}

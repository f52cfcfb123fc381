import type { RequestOptions } from 'node:https';
import { request } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';

/** Reads JSON from the API server of a kubeconfig file. */
export type FetchJson = (path: string, accept?: string) => Promise<Record<string, unknown>>;

export async function readApiServer(kubeconfigFile: string): Promise<FetchJson> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfigFile);
  const server = config.getCurrentCluster()?.server ?? '';
  const credentials: RequestOptions = {};
  await config.applyToHTTPSOptions(credentials);
  return (path, accept = 'application/json') =>
    new Promise((resolve, reject) => {
      const url = new URL(path, server);
      const headers = { ...credentials.headers, accept };
      const sent = request(url, { ...credentials, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          if (response.statusCode === 200) resolve(JSON.parse(text));
          else reject(new Error(`${url}: ${response.statusCode} ${text}`));
        });
      });
      sent.on('error', reject);
      sent.end();
    });
}

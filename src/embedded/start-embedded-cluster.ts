import { randomBytes } from 'node:crypto';
import { createCertificate } from './http/certificate.ts';
import { serve } from './http/server.ts';
import { kubeconfigText } from './kubeconfig.ts';
import type { EmbeddedCluster, EmbeddedClusterOptions } from './options.ts';
import { startRegistry } from './start-registry.ts';

/** Starts a Kubernetes API that lives in this process, and its controllers. */
export async function startEmbeddedCluster(
  options: EmbeddedClusterOptions,
): Promise<EmbeddedCluster> {
  const { host = '127.0.0.1', port = 0, tls = false, clock } = options;
  const { registry, controllers } = startRegistry(options);
  const token = randomBytes(24).toString('base64url');
  const certificate = tls ? await createCertificate(host) : undefined;
  const served = await serve(registry, { host, port, token, certificate });
  const url = `${tls ? 'https' : 'http'}://${served.address}`;
  return {
    url,
    kubeconfig: kubeconfigText({ url, token, certificate: certificate?.certificate }),
    clock,
    settled: () => controllers.settled(),
    compact: () => registry.store.compact(),
    close: () => {
      controllers.stop();
      return served.close();
    },
  };
}

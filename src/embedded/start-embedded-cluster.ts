import { randomBytes, randomUUID } from 'node:crypto';
import { startControllers } from './controllers/start-controllers.ts';
import { serveDefinitions } from './crd/serve-definitions.ts';
import { createCertificate } from './http/certificate.ts';
import { serve } from './http/server.ts';
import { builtinTypes } from './kinds/builtin-types.ts';
import { kubeconfigText } from './kubeconfig.ts';
import type { EmbeddedCluster, EmbeddedClusterOptions } from './options.ts';
import { createInitialObjects } from './registry/initial-objects.ts';
import type { Registry } from './registry/registry.ts';
import { Store } from './registry/store.ts';
import { TypeCatalog } from './registry/type-catalog.ts';

const WATCH_HISTORY = 20_000;
const SUFFIX_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

function newSuffix(): string {
  return [...randomBytes(5)].map((byte) => SUFFIX_LETTERS[byte % SUFFIX_LETTERS.length]).join('');
}

function createRegistry({ clock, watchHistory }: EmbeddedClusterOptions): Registry {
  const types = new TypeCatalog();
  for (const type of builtinTypes()) types.add(type);
  return {
    store: new Store(watchHistory ?? WATCH_HISTORY),
    types,
    clock,
    newUid: () => randomUUID(),
    newSuffix,
  };
}

/** Starts a Kubernetes API that lives in this process, and its controllers. */
export async function startEmbeddedCluster(
  options: EmbeddedClusterOptions,
): Promise<EmbeddedCluster> {
  const { host = '127.0.0.1', port = 0, tls = false, clock } = options;
  const registry = createRegistry(options);
  serveDefinitions(registry);
  const withControllers = options.controllers !== false;
  const controllers = startControllers(
    registry,
    withControllers ? { startup: options.podStartup ?? 0, outcome: options.podOutcome } : undefined,
  );
  createInitialObjects(registry, withControllers);
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

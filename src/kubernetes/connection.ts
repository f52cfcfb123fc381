import type { Cluster, Discovery } from '../model/ports/cluster.ts';
import { applyObject } from './apply.ts';
import type { ConnectOptions, KubernetesConnection } from './connection-options.ts';
import { deleteObject } from './delete.ts';
import { createDiscovery } from './discovery.ts';
import { getObject } from './get.ts';
import { listObjects } from './list.ts';
import { loadConfiguration } from './load-configuration.ts';
import { patchObject } from './patch.ts';
import { createPodLogs } from './pod-logs.ts';
import { isReady } from './readiness.ts';
import { defaultRetryPolicy } from './retry.ts';
import { openSession, type Session } from './session.ts';
import { watchObjects } from './watch.ts';

const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * Prepares a connection from a kubeconfig, as kubectl finds it, or from the
 * service account of a Pod. Sends nothing yet. Throws `InvalidInputError` where
 * there is no usable configuration.
 */
export function connect(options: ConnectOptions): KubernetesConnection {
  const read = () =>
    loadConfiguration({
      kubeconfig: options.kubeconfig,
      context: options.context,
      environment: options.environment ?? process.env,
      serviceAccountFolder,
    });
  const configuration = read();
  const session = openSession(
    {
      clock: options.clock,
      random: options.random ?? Math.random,
      endpoint: {
        serverUrl: configuration.serverUrl,
        proxyUrl: configuration.proxyUrl,
        userAgent: options.userAgent ?? 'tidewatch',
        requestTimeout: options.requestTimeout ?? 30_000,
      },
      retryPolicy: {
        ...defaultRetryPolicy,
        attempts: options.attempts ?? defaultRetryPolicy.attempts,
      },
      loadConfiguration: read,
      onRequest: options.onRequest ?? (() => {}),
      onWarning: options.onWarning ?? (() => {}),
    },
    configuration,
  );
  const discovery = createDiscovery(session);
  return {
    cluster: createCluster(session, discovery),
    discovery,
    logs: createPodLogs(session),
    serverUrl: configuration.serverUrl,
    currentNamespace: configuration.namespace,
    ready: (signal) => isReady(session, signal),
    close: () => session.close(),
  };
}

function createCluster(session: Session, discovery: Discovery): Cluster {
  return {
    get: (reference, signal) => getObject(session, discovery, reference, signal),
    list: (options) => listObjects(session, discovery, options),
    watch: (options) => watchObjects(session, discovery, options),
    apply: (manifest, options) => applyObject(session, discovery, manifest, options),
    patch: (reference, patch, options) =>
      patchObject(session, discovery, reference, patch, options),
    delete: (reference, options) => deleteObject(session, discovery, reference, options),
  };
}

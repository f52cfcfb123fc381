import { isIPv4 } from 'node:net';
import { systemClock } from '../agent/system-clock.ts';
import type { EmbeddedCluster, EmbeddedClusterOptions } from '../embedded/options.ts';
import { messageOf, TidewatchError } from '../model/errors.ts';
import { removeKubeconfig, writeKubeconfig } from './kubeconfig-file.ts';

/** The embedded API cannot be served where it was asked for. */
export class ListenError extends TidewatchError {
  override readonly code = 'LISTEN';
}

export interface ServeOptions extends Pick<EmbeddedClusterOptions, 'podStartup'> {
  /** An IPv4 address of this machine. */
  readonly host: string;
  /** 0 is a free one. */
  readonly port: number;
  /** Where the kubeconfig is written, absolute. */
  readonly kubeconfig: string;
}

/**
 * Serves an embedded Kubernetes API and writes its kubeconfig; closing it removes
 * the file. Always by HTTPS with a token: other users of a machine reach its
 * loopback, too. Throws `ListenError` and `KubeconfigFileError`.
 */
export async function serveEmbedded(
  options: ServeOptions,
): Promise<EmbeddedCluster & AsyncDisposable> {
  const { host, port, kubeconfig, podStartup = 0 } = options;
  if (!isIPv4(host)) {
    throw new ListenError(`--listen ${host}: not an IPv4 address; write one such as 127.0.0.1`);
  }
  const { startEmbeddedCluster } = await import('../embedded/start-embedded-cluster.ts');
  const cluster = await startEmbeddedCluster({
    clock: systemClock,
    host,
    port,
    podStartup,
    tls: true,
  }).catch((cause: unknown) => {
    throw new ListenError(
      `${host}:${port}: cannot be listened on (${messageOf(cause)}); choose another --port, or none`,
      { data: { host, port }, cause },
    );
  });
  try {
    await writeKubeconfig(kubeconfig, cluster.kubeconfig);
  } catch (thrown) {
    await cluster.close();
    throw thrown;
  }
  const close = async () => {
    await removeKubeconfig(kubeconfig);
    await cluster.close();
  };
  return { ...cluster, close, [Symbol.asyncDispose]: close };
}

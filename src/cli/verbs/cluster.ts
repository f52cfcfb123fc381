import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Io } from '../io.ts';
import { serveEmbedded } from '../serve-embedded.ts';
import { untilAborted } from '../until-aborted.ts';

export interface ServeClusterOptions {
  readonly port: number;
  readonly listen: string;
  readonly kubeconfig?: string;
}

/** Serves the embedded Kubernetes API until it is told to stop. */
export async function clusterVerb(options: ServeClusterOptions, io: Io): Promise<number> {
  const folder =
    options.kubeconfig === undefined
      ? await mkdtemp(join(tmpdir(), 'tidewatch-cluster-'))
      : undefined;
  const kubeconfig = resolve(io.cwd, options.kubeconfig ?? join(folder ?? '', 'kubeconfig'));
  try {
    const { listen: host, port } = options;
    await using cluster = await serveEmbedded({ host, port, kubeconfig });
    if (!host.startsWith('127.')) {
      io.stderr(`warning: ${cluster.url} can be reached from other machines\n`);
    }
    // Data alone on standard output: the line to paste into another terminal.
    io.stdout(`export KUBECONFIG=${quoted(kubeconfig)}\n`);
    io.stderr(usage(cluster.url));
    await untilAborted(io.signal);
    return 0;
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

function usage(url: string): string {
  return `An embedded Kubernetes API listens on ${url}: for trying things out, not for production.
It is empty, lives in memory, and pods only claim to run. In another terminal, after the line above:

  kubectl get namespaces
  tidewatch apply overlays/dev
  kubectl get tm -A

Ctrl-C ends it, and everything on it.
`;
}

/** A path as a shell takes it. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { systemClock } from '../../src/agent/system-clock.ts';
import type { EmbeddedCluster } from '../../src/embedded/options.ts';
import { startEmbeddedCluster } from '../../src/embedded/start-embedded-cluster.ts';
import { connect } from '../../src/kubernetes/connection.ts';
import { clusterPortContract } from '../contract/cluster-port/suite.ts';

let embedded: EmbeddedCluster;
let folder: string;
let count = 0;
beforeAll(async () => {
  embedded = await startEmbeddedCluster({ clock: systemClock });
  folder = await mkdtemp(join(tmpdir(), 'tidewatch-embedded-'));
  await writeFile(join(folder, 'kubeconfig'), embedded.kubeconfig);
});
afterAll(async () => {
  await embedded?.close();
  await rm(folder, { recursive: true, force: true });
});

clusterPortContract('the embedded API', async () => {
  const kubeconfig = join(folder, 'kubeconfig');
  const { cluster, discovery, close } = connect({ clock: systemClock, kubeconfig });
  const name = `contract-${++count}`;
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  await cluster.apply(namespace, { fieldManager: 'test' });
  await embedded.settled();
  // Versions from before a compaction are forgotten.
  embedded.compact();
  return { cluster, discovery, namespace: name, forgottenVersion: '1', close };
});

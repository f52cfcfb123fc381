import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/agent/system-clock.ts';
import { connect } from '../../../src/kubernetes/connection.ts';
import type {
  KubernetesConnection,
  SentRequest,
} from '../../../src/kubernetes/connection-options.ts';
import type { Cluster } from '../../../src/model/ports/cluster.ts';
import { GoneError } from '../../../src/model/ports/cluster-errors.ts';
import { startControlPlane } from '../../support/control-plane.ts';
import type { ControlPlane } from '../../support/control-plane-types.ts';

const manager = { fieldManager: 'tidewatch' };
let controlPlane: ControlPlane;
let connection: KubernetesConnection;
const sent: SentRequest[] = [];

beforeAll(async () => {
  controlPlane = await startControlPlane();
  const { kubeconfig } = controlPlane;
  // As many tries as it takes: how long a restart takes is not what is tested.
  const onRequest = (request: SentRequest) => sent.push(request);
  connection = connect({ clock: systemClock, kubeconfig, attempts: 60, onRequest });
});
afterAll(async () => {
  await connection?.close();
  await controlPlane?.stop();
});

const configMap = (name: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
});
const configMaps = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default' };

describe('a restart of the API server', () => {
  it('is survived by applies that are under way, each done once', async () => {
    const names = Array.from({ length: 64 }, (_, index) => `during-${index}`);
    await connection.cluster.apply(configMap('before'), manager);
    const applies = names.map((name) => connection.cluster.apply(configMap(name), manager));
    const [, ...applied] = await Promise.all([controlPlane.restartApiServer(), ...applies]);
    expect(applied.map((object) => object.metadata.name)).toEqual(names);
    expect(applied.every((object) => object.metadata.uid !== undefined)).toBe(true);
  });

  it('is survived by a watch, which goes on or says that the list has to be read again', async () => {
    const names = follow(connection.cluster);
    await connection.cluster.apply(configMap('first'), manager);
    await readUntil(names, 'first');
    // It came with the list, so the next one comes over the watch.
    await connection.cluster.apply(configMap('second'), manager);
    await readUntil(names, 'second');
    const third = readUntil(names, 'third');
    await controlPlane.restartApiServer();
    await connection.cluster.apply(configMap('third'), manager);
    await third;
    await names.return();
    expect(sent.filter((request) => request.verb === 'watch').length).toBeGreaterThan(1);
  });

  it('is seen as not ready while it lasts', async () => {
    expect(await connection.ready()).toBe(true);
    await controlPlane.stopApiServer();
    expect(await connection.ready()).toBe(false);
    await controlPlane.startApiServer();
    expect(await connection.ready()).toBe(true);
  });
});

/** The names of the ConfigMaps there are and of those that change, without end. */
async function* follow(cluster: Cluster): AsyncGenerator<string, void> {
  for (;;) {
    const { items, resourceVersion } = await cluster.list(configMaps);
    for (const item of items) yield item.metadata.name;
    try {
      for await (const event of cluster.watch({ ...configMaps, resourceVersion })) {
        if (event.type !== 'BOOKMARK') yield event.object.metadata.name;
      }
    } catch (thrown) {
      // A restarted server may have forgotten the versions from before.
      if (!(thrown instanceof GoneError)) throw thrown;
    }
  }
}

async function readUntil(names: AsyncGenerator<string, void>, wanted: string): Promise<void> {
  for (;;) {
    const { value, done } = await names.next();
    if (done) throw new Error(`ended before ${wanted} came`);
    if (value === wanted) return;
  }
}

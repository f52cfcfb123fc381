import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/agent/system-clock.ts';
import { connect } from '../../src/kubernetes/connection.ts';
import type { Clock } from '../../src/model/ports/clock.ts';
import { manualClock } from '../support/manual-clock.ts';
import { kubeconfigOf } from '../support/scripted-api-server.ts';

let server: Server;
let close: () => Promise<void>;
afterEach(() => close());

/** A server without aggregated discovery, as before Kubernetes 1.26. */
async function serve(documents: Record<string, object>, clock: Clock = systemClock) {
  const asked: string[] = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const document = documents[request.url ?? ''];
    response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document ?? { kind: 'Status', message: 'not found' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const folder = await mkdtemp(join(tmpdir(), 'tidewatch-discovery-'));
  const kubeconfig = join(folder, 'config');
  await writeFile(kubeconfig, kubeconfigOf(`http://127.0.0.1:${port}`, { token: 't' }));
  const connection = connect({ clock, kubeconfig });
  close = async () => {
    await connection.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  };
  return { discovery: connection.discovery, asked };
}

const plain = {
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/apis': {
    kind: 'APIGroupList',
    groups: [
      {
        name: 'batch',
        versions: [{ version: 'v1beta1' }, { version: 'v1' }],
        preferredVersion: { version: 'v1' },
      },
      { name: 'down.example.com', versions: [{ version: 'v1' }] },
    ],
  },
  '/api/v1': {
    kind: 'APIResourceList',
    resources: [
      { name: 'pods', kind: 'Pod', namespaced: true, verbs: ['get'] },
      { name: 'pods/status', kind: 'Pod', namespaced: true, verbs: ['get'] },
    ],
  },
  '/apis/batch/v1': {
    kind: 'APIResourceList',
    resources: [{ name: 'jobs', kind: 'Job', namespaced: true, verbs: ['get', 'list'] }],
  },
  '/apis/batch/v1beta1': {
    kind: 'APIResourceList',
    resources: [{ name: 'jobs', kind: 'Job', namespaced: true, verbs: ['get'] }],
  },
};

describe('discovery', () => {
  it('finds a kind that somebody has defined since, though nobody asked to look again', async () => {
    const clock = manualClock();
    const documents: Record<string, object> = { ...plain };
    const { discovery, asked } = await serve(documents, clock);
    expect(await discovery.find('', 'Late')).toBeUndefined();
    const late = { name: 'lates', kind: 'Late', namespaced: true, verbs: ['get'] };
    documents['/api/v1'] = { kind: 'APIResourceList', resources: [late] };
    clock.advance(299_999);
    const before = asked.length;
    expect(await discovery.find('', 'Late')).toBeUndefined();
    expect(asked).toHaveLength(before);
    clock.advance(1);
    expect(await discovery.find('', 'Late')).toMatchObject({ resource: 'lates' });
  });
});

describe('discovery on a server without aggregated discovery', () => {
  it('asks each group and version, and prefers what the server prefers', async () => {
    const { discovery } = await serve(plain);
    expect(await discovery.find('batch', 'Job')).toEqual({
      group: 'batch',
      version: 'v1',
      kind: 'Job',
      resource: 'jobs',
      namespaced: true,
      verbs: ['get', 'list'],
    });
    expect(await discovery.find('batch', 'Job', 'v1beta1')).toMatchObject({ version: 'v1beta1' });
  });

  it('leaves subresources out', async () => {
    const { discovery } = await serve(plain);
    expect(await discovery.find('', 'Pod')).toMatchObject({ resource: 'pods' });
  });

  it('does without a group whose server is not there', async () => {
    const { discovery } = await serve(plain);
    expect(await discovery.find('down.example.com', 'Thing')).toBeUndefined();
  });

  it('asks once for many questions, and again after a refresh', async () => {
    const { discovery, asked } = await serve(plain);
    await Promise.all([discovery.find('', 'Pod'), discovery.find('batch', 'Job')]);
    await discovery.find('', 'Nothing');
    expect(asked).toHaveLength(6);
    discovery.refresh();
    await discovery.find('', 'Pod');
    expect(asked).toHaveLength(12);
  });
});

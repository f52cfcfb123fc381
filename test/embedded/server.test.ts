import { request } from 'node:http';
import { KubeConfig } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import { startEmbeddedCluster } from '../../src/embedded/start-embedded-cluster.ts';
import { type Step, watch } from '../contract/cluster/contract-case.ts';
import { type Server, send } from '../contract/cluster/run-case.ts';
import { manualClock } from '../support/manual-clock.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';
const create = (name: string): Step => ({
  method: 'POST',
  path: configMaps,
  body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } },
});
const read: Step = { method: 'GET', path: configMaps };

/** What a kubeconfig says about a server. */
function serverOf(kubeconfig: string): Server {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  const caData = config.getCurrentCluster()?.caData;
  const token = config.getCurrentUser()?.token;
  return {
    url: config.getCurrentCluster()?.server ?? '',
    ...(token === undefined ? {} : { token }),
    ...(caData === undefined
      ? {}
      : { certificateAuthority: Buffer.from(caData, 'base64').toString('utf8') }),
  };
}

it('listens on 127.0.0.1 alone, on a free port', async () => {
  const embedded = await startEmbeddedCluster({ clock: manualClock() });
  expect(embedded.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  await embedded.close();
});

it('over HTTPS, asks for the token of its kubeconfig', async () => {
  const embedded = await startEmbeddedCluster({ clock: manualClock(), tls: true });
  const server = serverOf(embedded.kubeconfig);
  expect(server.url).toMatch(/^https:/);
  expect(await send(server, read)).toMatchObject({ status: 200 });
  const { token: _, ...anonymous } = server;
  expect(await send(anonymous, read)).toMatchObject({
    status: 401,
    body: { kind: 'Status', reason: 'Unauthorized', message: 'Unauthorized' },
  });
  expect(await send({ ...server, token: 'other' }, read)).toMatchObject({ status: 401 });
  await embedded.close();
});

it('over HTTP, refuses a token that is not its own', async () => {
  const embedded = await startEmbeddedCluster({ clock: manualClock() });
  expect(await send({ url: embedded.url, token: 'other' }, read)).toMatchObject({ status: 401 });
  expect(await send({ url: embedded.url }, read)).toMatchObject({ status: 200 });
  await embedded.close();
});

it('answers 410 to watches and pages from before a compaction', async () => {
  const embedded = await startEmbeddedCluster({ clock: manualClock(), controllers: false });
  const server = { url: embedded.url };
  await send(server, create('a'));
  await send(server, create('b'));
  const page = await send(server, { ...read, path: `${configMaps}?limit=1` });
  await send(server, create('c'));
  embedded.compact();
  const watched = await send(server, watch(`${configMaps}?watch=true&resourceVersion=2`, 1));
  expect(watched.body).toMatchObject([
    { type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } },
  ]);
  const { metadata } = page.body as { metadata: { continue: string } };
  const next = `${configMaps}?limit=1&continue=${metadata.continue}`;
  expect(await send(server, { ...read, path: next })).toMatchObject({
    status: 410,
    body: { reason: 'Expired' },
  });
  await embedded.close();
});

it('forgets the oldest changes once there are too many', async () => {
  const embedded = await startEmbeddedCluster({
    clock: manualClock(),
    controllers: false,
    watchHistory: 2,
  });
  const server = { url: embedded.url };
  for (const name of ['a', 'b', 'c', 'd', 'e']) await send(server, create(name));
  const watched = await send(server, watch(`${configMaps}?watch=true&resourceVersion=2`, 1));
  expect(watched.body).toMatchObject([{ type: 'ERROR', object: { code: 410 } }]);
  await embedded.close();
});

it('ends open watches when it closes', async () => {
  const embedded = await startEmbeddedCluster({ clock: manualClock(), controllers: false });
  const ended = new Promise<void>((resolve, reject) => {
    const sent = request(`${embedded.url}${configMaps}?watch=true`, (response) => {
      response.resume();
      response.on('close', resolve);
      embedded.close().catch(reject);
    });
    sent.on('error', reject);
    sent.end();
  });
  await ended;
});

it('answers nothing in protocol buffers', async () => {
  const embedded = await startEmbeddedCluster({ clock: manualClock(), controllers: false });
  const accept = 'application/vnd.kubernetes.protobuf';
  expect(await send({ url: embedded.url }, { ...read, accept })).toMatchObject({
    status: 406,
    body: { reason: 'NotAcceptable' },
  });
  await embedded.close();
});

it('reads no protocol buffers of custom kinds', async () => {
  const embedded = await startEmbeddedCluster({ clock: manualClock(), controllers: false });
  const server = { url: embedded.url };
  const schema = { openAPIV3Schema: { type: 'object' } };
  await send(server, {
    method: 'POST',
    path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    body: {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'things.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'things', kind: 'Thing' },
        versions: [{ name: 'v1', served: true, storage: true, schema }],
      },
    },
  });
  const things = '/apis/example.com/v1/namespaces/default/things';
  const body = { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a' } };
  expect(await send(server, { method: 'POST', path: things, body })).toMatchObject({ status: 201 });
  const contentType = 'application/vnd.kubernetes.protobuf';
  expect(
    await send(server, { method: 'POST', path: things, text: 'k8s\0', contentType }),
  ).toMatchObject({ status: 415, body: { reason: 'UnsupportedMediaType' } });
  await embedded.close();
});

it('refuses definitions whose rules it cannot enforce', async () => {
  const embedded = await startEmbeddedCluster({ clock: manualClock(), controllers: false });
  const schema = {
    type: 'object',
    properties: {
      spec: { type: 'object', 'x-kubernetes-validations': [{ rule: 'self.a < self.b' }] },
    },
  };
  const answer = await send(
    { url: embedded.url },
    {
      method: 'POST',
      path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      body: {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'things.example.com' },
        spec: {
          group: 'example.com',
          scope: 'Namespaced',
          names: { plural: 'things', kind: 'Thing' },
          versions: [
            { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } },
          ],
        },
      },
    },
  );
  expect(answer).toMatchObject({
    status: 501,
    body: {
      reason: 'NotImplemented',
      message:
        'customresourcedefinitions.apiextensions.k8s.io "things.example.com": the embedded API does not know x-kubernetes-validations (CEL rules); use a real cluster, or a definition without them',
    },
  });
  await embedded.close();
});

it('keeps integers that JavaScript numbers cannot hold', async () => {
  const embedded = await startEmbeddedCluster({ clock: manualClock(), controllers: false });
  const server = { url: embedded.url };
  const text =
    '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"big"},"spec":{"activeDeadlineSeconds":9007199254740993,"containers":[{"name":"c","image":"i"}]}}';
  const made = await sendText(server, '/api/v1/namespaces/default/pods', text);
  expect(made).toContain('"activeDeadlineSeconds":9007199254740993');
  await embedded.close();
});

function sendText(server: Server, path: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request(server.url + path, { method: 'POST', headers }, (response) => {
      let answer = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        answer += chunk;
      });
      response.on('end', () => resolve(answer));
    });
    sent.on('error', reject);
    sent.end(text);
  });
}

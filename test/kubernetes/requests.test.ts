import { afterEach, describe, expect, it } from 'vitest';
import type { ObjectReference } from '../../src/model/ports/cluster.ts';
import {
  type Reply,
  type ScriptedApiServer,
  type ScriptOptions,
  startScriptedApiServer,
  status,
} from '../support/scripted-api-server.ts';

const reference: ObjectReference = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  namespace: 'web',
  name: 'a',
};
const live = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', namespace: 'web', uid: 'u-1', resourceVersion: '7' },
};
const found: Reply = { status: 200, body: live };
const overloaded = status(503, 'ServiceUnavailable', 'the server is starting');
const manager = { fieldManager: 'tidewatch' };

let server: ScriptedApiServer;
afterEach(() => server.close());
const serve = async (script: readonly Reply[], options?: ScriptOptions) => {
  server = await startScriptedApiServer(script, options);
  return server.connection.cluster;
};

describe('a read', () => {
  it('is tried again until it is answered', async () => {
    const cluster = await serve([
      overloaded,
      'lost',
      status(429, 'TooManyRequests', 'slow'),
      found,
    ]);
    expect(await cluster.get(reference)).toEqual(live);
    expect(server.received).toHaveLength(4);
    expect(server.sleeps).toEqual([100, 200, 400]);
  });

  it('waits as long as the server asks for', async () => {
    const cluster = await serve([{ ...overloaded, headers: { 'retry-after': '7' } }, found]);
    expect(await cluster.get(reference)).toEqual(live);
    expect(server.sleeps).toEqual([7100]);
  });

  it('gives up after six tries with the last answer', async () => {
    const cluster = await serve([overloaded]);
    await expect(cluster.get(reference)).rejects.toMatchObject({
      name: 'UnavailableError',
      code: 'CLUSTER_UNAVAILABLE',
      status: 503,
      message: 'ConfigMap/web/a: the server is starting',
      data: { reason: 'ServiceUnavailable', attempts: 6 },
    });
    expect(server.received).toHaveLength(6);
  });

  it('says so when no answer came at all', async () => {
    const cluster = await serve(['lost']);
    await expect(cluster.get(reference)).rejects.toMatchObject({
      name: 'UnavailableError',
      status: 0,
      message: `ConfigMap/web/a: no answer from ${server.url} after 6 tries (other side closed); check that the API server runs and can be reached from here`,
    });
  });

  it('keeps integers that a number cannot hold', async () => {
    const body = JSON.stringify({ ...live, count: 0 }).replace(
      '"count":0',
      '"count":9007199254740993',
    );
    const cluster = await serve([{ status: 200, body }]);
    expect(await cluster.get(reference)).toEqual({ ...live, count: 9007199254740993n });
  });

  it('is tried again when the server takes too long', async () => {
    const silent: Reply = () => {};
    const cluster = await serve([silent, found], { connect: { requestTimeout: 50 } });
    expect(await cluster.get(reference)).toEqual(live);
    expect(server.received).toHaveLength(2);
  });

  it.each(['', '.', '..', 'a/b', 'a%2fb'])('refuses the name "%s" before sending', async (name) => {
    const cluster = await serve([found]);
    for (const action of [
      cluster.get({ ...reference, name }),
      cluster.delete({ ...reference, name }, {}),
    ]) {
      await expect(action).rejects.toMatchObject({
        name: 'RefusedError',
        message: `ConfigMap/web/${name}: "${name}" cannot be a name; correct metadata`,
      });
    }
    expect(server.received).toEqual([]);
  });

  it('refuses an answer that is not JSON', async () => {
    const cluster = await serve([{ status: 200, body: 'hunter2' }]);
    const refused = cluster.get(reference);
    // The parser's own message quotes what it read.
    await expect(refused).rejects.not.toHaveProperty('cause');
    await expect(refused).rejects.toMatchObject({
      name: 'RefusedError',
      message: `ConfigMap/web/a: ${server.url} did not answer with JSON; check that it is the URL of a Kubernetes API server`,
    });
  });
});

describe('a server-side apply', () => {
  it('sends the manifest with every digit, and leaves what to refuse to the schema', async () => {
    const cluster = await serve([found]);
    await cluster.apply({ ...live, count: 9007199254740993n }, { ...manager, force: true });
    const [request] = server.received;
    expect(request?.method).toBe('PATCH');
    expect(`${request?.url.pathname}${request?.url.search}`).toBe(
      '/api/v1/namespaces/web/configmaps/a?fieldManager=tidewatch&force=true&fieldValidation=Ignore',
    );
    expect(request?.headers['content-type']).toBe('application/apply-patch+yaml');
    expect(request?.body).toContain('"count":9007199254740993');
  });

  it('is tried again after a lost connection', async () => {
    const cluster = await serve(['lost', found]);
    expect(await cluster.apply(live, manager)).toEqual(live);
  });

  it('is not tried again where the object does not fit its schema', async () => {
    const message = 'failed to create typed patch object (web/a; /v1, Kind=ConfigMap): .x: no';
    const cluster = await serve([status(500, '', message)]);
    await expect(cluster.apply(live, manager)).rejects.toMatchObject({
      name: 'RefusedError',
      status: 500,
      message: `ConfigMap/web/a: ${message}`,
    });
    expect(server.received).toHaveLength(1);
  });
});

describe('a patch', () => {
  const patch = { type: 'merge', document: { data: { a: '1' } } } as const;

  it.each<{ what: string; reply: Reply; tries: number }>([
    { what: 'a lost connection', reply: 'lost', tries: 1 },
    { what: '500', reply: status(500, 'InternalError', 'etcd'), tries: 1 },
    { what: '429', reply: status(429, 'TooManyRequests', 'slow down'), tries: 6 },
  ])('is tried $tries times after $what', async ({ reply, tries }) => {
    const cluster = await serve([reply]);
    await expect(cluster.patch(reference, patch, manager)).rejects.toMatchObject({
      name: 'UnavailableError',
    });
    expect(server.received).toHaveLength(tries);
  });

  it('is tried again in a dry run', async () => {
    const cluster = await serve(['lost', found]);
    expect(await cluster.patch(reference, patch, { ...manager, dryRun: true })).toEqual(live);
  });
});

describe('a delete', () => {
  const gone = status(404, 'NotFound', 'configmaps "a" not found');
  const conflict = status(409, 'Conflict', 'Precondition failed: UID');
  const other: Reply = {
    status: 200,
    body: { ...live, metadata: { ...live.metadata, uid: 'u-2' } },
  };
  const ending: Reply = {
    status: 200,
    body: { ...live, metadata: { ...live.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } },
  };
  const uid = 'u-1';

  it.each<{ what: string; script: Reply[]; deleted: boolean }>([
    { what: 'is not there', script: [gone], deleted: false },
    { what: 'is gone after a lost answer', script: ['lost', gone], deleted: true },
    { what: 'is gone after a 500', script: [status(500, '', 'x'), gone], deleted: true },
    { what: 'is gone after a 429', script: [status(429, '', 'x'), gone], deleted: false },
    { what: 'was replaced after a lost answer', script: ['lost', conflict, other], deleted: true },
    { what: 'is ending after a lost answer', script: ['lost', conflict, ending], deleted: true },
  ])('of an object that $what gives $deleted', async ({ script, deleted }) => {
    const cluster = await serve(script);
    expect(await cluster.delete(reference, { uid })).toBe(deleted);
  });

  it('conflicts where the object moved on and stays', async () => {
    const cluster = await serve(['lost', conflict, found]);
    await expect(cluster.delete(reference, { resourceVersion: '6' })).rejects.toMatchObject({
      name: 'ConflictError',
    });
  });

  it('is not tried again without a precondition: it could hit a new object', async () => {
    const cluster = await serve(['lost']);
    await expect(cluster.delete(reference, {})).rejects.toMatchObject({ name: 'UnavailableError' });
    expect(server.received).toHaveLength(1);
  });

  it('sends its preconditions and propagation', async () => {
    const cluster = await serve([{ status: 200, body: {} }]);
    await cluster.delete(reference, { uid, resourceVersion: '7', propagation: 'Foreground' });
    expect(JSON.parse(server.received[0]?.body ?? '')).toEqual({
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      preconditions: { uid, resourceVersion: '7' },
      propagationPolicy: 'Foreground',
    });
  });
});

describe('a list', () => {
  const page = (names: string[], token?: string): Reply => ({
    status: 200,
    body: {
      kind: 'ConfigMapList',
      metadata: { resourceVersion: '9', continue: token },
      items: names.map((name) => ({ metadata: { name, namespace: 'web' } })),
    },
  });
  const expired = status(410, 'Expired', 'The provided continue parameter is too old');
  const names = (items: readonly { metadata: { name: string } }[]) =>
    items.map((item) => item.metadata.name);

  it('reads page after page', async () => {
    const cluster = await serve([page(['a', 'b'], 'more'), page(['c'])]);
    const { items, resourceVersion } = await cluster.list({ apiVersion: 'v1', kind: 'ConfigMap' });
    expect(names(items)).toEqual(['a', 'b', 'c']);
    expect(resourceVersion).toBe('9');
    expect(server.received.map(({ url }) => url.search)).toEqual([
      '?limit=500',
      '?limit=500&continue=more',
    ]);
  });

  it('begins again where the pages expired, at last without pages', async () => {
    const begun = page(['old'], 'more');
    const cluster = await serve([begun, expired, begun, expired, page(['new'])]);
    const { items } = await cluster.list({ apiVersion: 'v1', kind: 'ConfigMap' });
    expect(names(items)).toEqual(['new']);
    expect(server.received.at(-1)?.url.search).toBe('');
  });
});

describe('what is counted and told', () => {
  it('is every request, with its verb and try', async () => {
    const sent: string[] = [];
    const onRequest: NonNullable<ScriptOptions['connect']>['onRequest'] = (request) =>
      sent.push(`${request.verb} ${request.attempt} ${request.path}`);
    const cluster = await serve([overloaded, found], { connect: { onRequest } });
    await cluster.get(reference);
    expect(sent).toEqual([
      'discover 1 /api',
      'discover 1 /apis',
      'get 1 /api/v1/namespaces/web/configmaps/a',
      'get 2 /api/v1/namespaces/web/configmaps/a',
    ]);
  });

  it('are the warnings of the server', async () => {
    const warnings: string[] = [];
    const headers = { warning: '299 - "v1 ComponentStatus is deprecated in \\"v1.19+\\""' };
    const cluster = await serve([{ status: 200, body: live, headers }], {
      connect: { onWarning: (warning) => warnings.push(warning) },
    });
    await cluster.get(reference);
    expect(warnings).toEqual(['v1 ComponentStatus is deprecated in "v1.19+"']);
  });
});

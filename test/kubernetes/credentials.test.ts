import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  kubeconfigOf,
  type Reply,
  type ScriptedApiServer,
  startScriptedApiServer,
  status,
} from '../support/scripted-api-server.ts';

const reference = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'web', name: 'a' };
const found = {
  status: 200,
  body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'web' } },
};
const unauthorized = status(401, 'Unauthorized', 'Unauthorized');

const plugin = {
  apiVersion: 'client.authentication.k8s.io/v1',
  command: './plugin',
  args: ['token'],
};

let server: ScriptedApiServer;
afterEach(() => server.close());
const authorizations = () => server.received.map(({ headers }) => headers.authorization);

describe('credentials', () => {
  it('are a token', async () => {
    server = await startScriptedApiServer([found], { user: { token: 'secret-token' } });
    await server.connection.cluster.get(reference);
    expect(authorizations()).toEqual(['Bearer secret-token']);
  });

  it('are a name and a password', async () => {
    server = await startScriptedApiServer([found], { user: { username: 'u', password: 'p' } });
    await server.connection.cluster.get(reference);
    expect(authorizations()).toEqual([`Basic ${Buffer.from('u:p').toString('base64')}`]);
  });

  it('may be for acting as somebody else', async () => {
    const user = { token: 't', as: 'jane', 'as-groups': ['dev', 'ops'] };
    server = await startScriptedApiServer([found], { user });
    await server.connection.cluster.get(reference);
    expect(server.received[0]?.headers).toMatchObject({
      'impersonate-user': 'jane',
      'impersonate-group': 'dev, ops',
    });
  });

  it('come from a token file, which is read again after a 401', async () => {
    server = await startScriptedApiServer([found, unauthorized, found], {
      user: { tokenFile: 'token' },
    });
    const tokenFile = join(server.folder, 'token');
    await writeFile(tokenFile, 'old\n');
    await server.connection.cluster.get(reference);
    await writeFile(tokenFile, 'new\n');
    await server.connection.cluster.get(reference);
    expect(authorizations()).toEqual(['Bearer old', 'Bearer old', 'Bearer new']);
  });

  it('come from a kubeconfig that is read again after a 401', async () => {
    server = await startScriptedApiServer([unauthorized, found], { user: { token: 'expired' } });
    await writeFile(join(server.folder, 'config'), kubeconfigOf(server.url, { token: 'fresh' }));
    await server.connection.cluster.get(reference);
    expect(authorizations()).toEqual(['Bearer expired', 'Bearer fresh']);
  });

  it('come from a plugin, which is run once and again after a 401', async () => {
    const script = [found, found, unauthorized, found];
    server = await startScriptedApiServer(script, { user: { exec: plugin } });
    await writePlugin(server.folder);
    for (let count = 0; count < 3; count++) await server.connection.cluster.get(reference);
    expect(authorizations()).toEqual([
      'Bearer token-1',
      'Bearer token-1',
      'Bearer token-1',
      'Bearer token-2',
    ]);
  });

  it('that are refused twice are not good enough', async () => {
    server = await startScriptedApiServer([unauthorized]);
    await expect(server.connection.cluster.get(reference)).rejects.toMatchObject({
      name: 'ForbiddenError',
      status: 401,
      message: 'ConfigMap/web/a: Unauthorized',
    });
    expect(server.received).toHaveLength(2);
  });

  it('are renewed once for many requests that are refused together', async () => {
    const script: Reply = (response, { headers }) => {
      const accepted = headers.authorization === 'Bearer token-2';
      const { status: code, body } = accepted ? found : unauthorized;
      response.writeHead(code, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    server = await startScriptedApiServer([script], { user: { exec: plugin } });
    await writePlugin(server.folder);
    await Promise.all(Array.from({ length: 8 }, () => server.connection.cluster.get(reference)));
    expect(new Set(authorizations())).toEqual(new Set(['Bearer token-1', 'Bearer token-2']));
  });

  it('of another server are never used for this one', async () => {
    server = await startScriptedApiServer([unauthorized]);
    const other = kubeconfigOf('http://127.0.0.1:9', { token: 'of-another-server' });
    await writeFile(join(server.folder, 'config'), other);
    await expect(server.connection.cluster.get(reference)).rejects.toMatchObject({
      name: 'ForbiddenError',
      message: `${server.url}: the credentials cannot be read (the kubeconfig now names http://127.0.0.1:9; start again to use it); correct the user of the kubeconfig's context`,
    });
    expect(authorizations()).toEqual(['Bearer first']);
  });

  it('say what is wrong where a plugin cannot be run', async () => {
    const user = { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './missing' } };
    server = await startScriptedApiServer([found], { user });
    await expect(server.connection.cluster.get(reference)).rejects.toMatchObject({
      name: 'ForbiddenError',
      message: `${server.url}: the credentials cannot be read (spawn ${join(server.folder, 'missing')} ENOENT); correct the user of the kubeconfig's context`,
    });
  });
});

/** A plugin that gives another token each time, if it is called as plugins are. */
async function writePlugin(folder: string): Promise<void> {
  const file = join(folder, 'plugin');
  const script = `#!/bin/sh
case "$1 $KUBERNETES_EXEC_INFO" in
  'token {"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1"'*) ;;
  *) echo "called with $1 $KUBERNETES_EXEC_INFO" >&2; exit 1 ;;
esac
echo run >> '${folder}/runs'
count=$(wc -l < '${folder}/runs' | tr -d ' ')
echo '{"kind":"ExecCredential","status":{"token":"token-'"$count"'"}}'
`;
  await writeFile(file, script);
  await chmod(file, 0o755);
}

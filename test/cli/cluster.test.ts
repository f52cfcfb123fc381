import { existsSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/agent/system-clock.ts';
import { run } from '../../src/cli/run.ts';
import { connect } from '../../src/kubernetes/connection.ts';
import { createFileFolder } from '../support/file-folder.ts';
import { recordingIo } from '../support/recording-io.ts';
import { startVerb } from './start-verb.ts';

async function namespacesBy(kubeconfig: string): Promise<readonly string[]> {
  const connection = connect({ clock: systemClock, environment: {}, kubeconfig });
  try {
    const { items } = await connection.cluster.list({ apiVersion: 'v1', kind: 'Namespace' });
    return items.map(({ metadata }) => metadata.name);
  } finally {
    await connection.close();
  }
}

const everyCluster = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

describe('tidewatch cluster', () => {
  it('serves a Kubernetes API by the kubeconfig that it writes, and leaves nothing behind', async () => {
    await using folder = await createFileFolder({});
    const cluster = await startVerb(['cluster', '--kubeconfig', 'my kubeconfig'], 'export', {
      cwd: folder.path,
    });
    const kubeconfig = join(folder.path, 'my kubeconfig');
    expect(cluster.io.output()).toBe(`export KUBECONFIG='${kubeconfig}'\n`);
    expect((await stat(kubeconfig)).mode & 0o777).toBe(0o600);
    expect(await namespacesBy(kubeconfig)).toEqual(everyCluster);
    expect(
      cluster.io.errors().replace(/:\d+/, ':<port>'),
    ).toBe(`An embedded Kubernetes API listens on https://127.0.0.1:<port>: for trying things out, not for production.
It is empty, lives in memory, and pods only claim to run. In another terminal, after the line above:

  kubectl get namespaces
  tidewatch apply overlays/dev
  kubectl get tm -A

Ctrl-C ends it, and everything on it.
`);
    expect(await cluster.stop()).toBe(0);
    expect(existsSync(kubeconfig)).toBe(false);
  });

  it('keeps the kubeconfig in a temporary folder where none is named', async () => {
    const cluster = await startVerb(['cluster'], 'export');
    const kubeconfig = cluster.io.output().replace('export KUBECONFIG=', '').trim();
    expect(await namespacesBy(kubeconfig)).toEqual(everyCluster);
    expect(await cluster.stop()).toBe(0);
    expect(existsSync(dirname(kubeconfig))).toBe(false);
  });

  it('lets nobody in without the token of the kubeconfig', async () => {
    await using folder = await createFileFolder({});
    const kubeconfig = join(folder.path, 'kubeconfig');
    const cluster = await startVerb(['cluster', '--kubeconfig', kubeconfig], 'export');
    const text = await readFile(kubeconfig, 'utf8');
    await writeFile(kubeconfig, text.replace(/token: .*/, 'token: guessed'));
    await expect(namespacesBy(kubeconfig)).rejects.toThrow('Unauthorized');
    await cluster.stop();
  });

  it('replaces a kubeconfig that an earlier one left behind, and no other file', async () => {
    await using folder = await createFileFolder({ mine: 'apiVersion: v1\nkind: Config\n' });
    const mine = join(folder.path, 'mine');
    const io = recordingIo('/');
    expect(await run(['cluster', '--kubeconfig', mine], io)).toBe(1);
    expect(io.errors()).toBe(
      `error: ${mine}: there is a file that tidewatch did not write; name another one, or remove it\n`,
    );
    expect(await readFile(mine, 'utf8')).toBe('apiVersion: v1\nkind: Config\n');

    const left = join(folder.path, 'left');
    const first = await startVerb(['cluster', '--kubeconfig', left], 'export');
    const text = await readFile(left, 'utf8');
    await first.stop();
    await writeFile(left, text, { mode: 0o644 });
    const second = await startVerb(['cluster', '--kubeconfig', left], 'export');
    expect((await stat(left)).mode & 0o777).toBe(0o600);
    expect(await namespacesBy(left)).toEqual(everyCluster);
    await second.stop();
  });

  it('listens on loopback, and warns where it is told to show itself to the network', async () => {
    const cluster = await startVerb(['cluster', '--listen', '0.0.0.0'], 'export');
    expect(cluster.io.errors()).toMatch(
      /^warning: https:\/\/0\.0\.0\.0:\d+ can be reached from other machines\n/,
    );
    await cluster.stop();
  });

  it.each([
    [
      ['--listen', 'localhost'],
      'error: --listen localhost: not an IPv4 address; write one such as 127.0.0.1\n',
    ],
    [
      ['--port', '70000'],
      "error: option '--port <PORT>' argument '70000' is invalid. Write a number from 0 to 65535.\n",
    ],
    [
      ['--kubeconfig', '/nowhere/kubeconfig'],
      'error: /nowhere/kubeconfig: cannot be written (ENOENT); name a file in a folder that is there and yours\n',
    ],
  ])('refuses %j', async (args, message) => {
    const io = recordingIo('/');
    expect(await run(['cluster', ...args], io)).toBe(1);
    expect(io.errors()).toBe(message);
    expect(io.output()).toBe('');
  });

  it('says when its port is taken', async () => {
    const other = createServer();
    const listening = Promise.withResolvers<void>();
    other.listen(0, '127.0.0.1', listening.resolve);
    await listening.promise;
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const io = recordingIo('/');
    expect(await run(['cluster', '--port', port], io)).toBe(1);
    expect(io.errors()).toBe(
      `error: 127.0.0.1:${port}: cannot be listened on (listen EADDRINUSE: address already in use 127.0.0.1:${port}); choose another --port, or none\n`,
    );
    other.close();
  });
});

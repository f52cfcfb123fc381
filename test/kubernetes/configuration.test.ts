import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/kubernetes/load-configuration.ts';
import { messageOf } from '../../src/model/errors.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidewatch-kubeconfig-'));
});
afterAll(() => rm(folder, { recursive: true }));

const write = async (name: string, text: string) => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};
const config = (context: string, server: string, more = '') => `
apiVersion: v1
kind: Config
current-context: ${context}
clusters:
- name: ${context}
  cluster: {server: "${server}"}
users:
- name: ${context}
  user: {token: t}
contexts:
- name: ${context}
  context: {cluster: ${context}, user: ${context}${more}}
`;
const load = (
  environment: Record<string, string>,
  more: { kubeconfig?: string; context?: string } = {},
) =>
  loadConfiguration({
    environment: { HOME: join(folder, 'nobody'), ...environment },
    serviceAccountFolder: join(folder, 'service-account'),
    ...more,
  });
const refusal = (action: () => unknown): string => {
  try {
    action();
  } catch (thrown) {
    return messageOf(thrown).replaceAll(folder, '<folder>');
  }
  throw new Error('nothing was thrown');
};

describe('a configuration', () => {
  it('is the given file before anything else', async () => {
    const kubeconfig = await write('given', config('given', 'https://given:6443/'));
    const other = await write('other', config('other', 'https://other:6443'));
    expect(load({ KUBECONFIG: other }, { kubeconfig })).toMatchObject({
      serverUrl: 'https://given:6443',
      namespace: 'default',
      proxyUrl: undefined,
    });
  });

  it('is ~/.kube/config where nothing else is said', async () => {
    await mkdir(join(folder, 'home', '.kube'), { recursive: true });
    await write('home/.kube/config', config('home', 'https://home:6443', ', namespace: web'));
    expect(load({ HOME: join(folder, 'home') })).toMatchObject({
      serverUrl: 'https://home:6443',
      namespace: 'web',
    });
  });

  it('is made of all files of KUBECONFIG; the first to name a thing wins', async () => {
    const first = await write('first', config('a', 'https://first:6443'));
    const second = await write('second', config('a', 'https://second:6443'));
    const third = await write('third', config('b', 'https://third:6443'));
    const KUBECONFIG = [first, join(folder, 'missing'), second, third].join(delimiter);
    expect(load({ KUBECONFIG }).serverUrl).toBe('https://first:6443');
    expect(load({ KUBECONFIG }, { context: 'b' }).serverUrl).toBe('https://third:6443');
  });

  it('is the service account of a Pod where there is no file', async () => {
    await mkdir(join(folder, 'service-account'));
    await write('service-account/token', 'from the Pod\n');
    await write('service-account/ca.crt', 'authority');
    await write('service-account/namespace', 'tidewatch-system');
    const inCluster = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
    expect(load(inCluster)).toMatchObject({
      serverUrl: 'https://[fd00::1]:443',
      namespace: 'tidewatch-system',
    });
  });

  it('can act as another user and in groups', async () => {
    const user = '{token: t, as: jane, as-groups: [dev, ops], as-uid: "7"}';
    const text = config('as', 'https://as:6443').replace('{token: t}', user);
    const { impersonation } = load({ KUBECONFIG: await write('as', text) });
    expect(impersonation).toEqual({ 'impersonate-group': ['dev', 'ops'], 'impersonate-uid': '7' });
  });
});

describe('a configuration is refused', () => {
  it.each([
    {
      what: 'where there is none',
      action: () => load({}),
      message:
        '<folder>/nobody/.kube/config: there is no kubeconfig, and this is not a Pod with a service account; give --kubeconfig FILE or set KUBECONFIG',
    },
    {
      what: 'where there is not even a home folder',
      action: () => load({ HOME: '' }),
      message:
        'KUBECONFIG: there is no kubeconfig, and this is not a Pod with a service account; give --kubeconfig FILE or set KUBECONFIG',
    },
    {
      what: 'where the file does not exist',
      action: () => load({}, { kubeconfig: join(folder, 'missing') }),
      message:
        "<folder>/missing: cannot be read: ENOENT: no such file or directory, open '<folder>/missing'; give the path of a kubeconfig",
    },
  ])('$what', ({ action, message }) => {
    expect(refusal(action)).toBe(message);
  });

  it.each([
    {
      name: 'broken',
      text: 'clusters: [\n  {a: b',
      message: /^<folder>\/broken:2:\d+: not valid YAML: .*; correct the kubeconfig$/,
    },
    {
      name: 'no-server',
      text: config('x', 'https://x').replace('server', 'sever'),
      message: '<folder>/no-server: clusters[0].cluster.server is missing; correct the kubeconfig',
    },
    {
      name: 'bad-server',
      text: config('x', 'not a url'),
      message:
        '<folder>/bad-server: context "x" names no cluster with a valid server URL; correct the context or the cluster it names',
    },
    {
      name: 'no-context',
      text: config('x', 'https://x').replace('current-context: x', ''),
      message: '<folder>/no-context: there is no current context; choose one with --context: "x"',
    },
    {
      name: 'no-user',
      text: config('x', 'https://x').replace('user: x', 'user: y'),
      message:
        '<folder>/no-user: context "x" names the user "y", which is not there; add the user, or correct the context',
    },
    {
      name: 'empty',
      text: '',
      message: '<folder>/empty: there is no current context; add a context',
    },
  ])('as $name', async ({ name, text, message }) => {
    const kubeconfig = await write(name, text);
    const said = refusal(() => load({}, { kubeconfig }));
    if (typeof message === 'string') expect(said).toBe(message);
    else expect(said).toMatch(message);
  });

  it('where the chosen context does not exist', async () => {
    const kubeconfig = await write('one', config('x', 'https://x'));
    expect(refusal(() => load({}, { kubeconfig, context: 'y' }))).toBe(
      '<folder>/one: there is no context "y"; choose one with --context: "x"',
    );
  });
});

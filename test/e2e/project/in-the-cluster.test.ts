import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { systemClock } from '../../../src/agent/system-clock.ts';
import { connect } from '../../../src/kubernetes/connection.ts';
import { root } from '../../project/manifest-goldens.ts';
import { startControlPlane } from '../../support/control-plane.ts';
import type { ControlPlane } from '../../support/control-plane-types.ts';
import { createGitRepository, type GitRepository } from '../../support/git-repository.ts';
import type { Kubectl } from '../../support/kubectl.ts';
import { startPodReadiness } from '../../support/pod-readiness.ts';
import { runTidewatch, type VerbResult } from '../../support/run-tidewatch.ts';
import { writeServiceAccountKubeconfig } from '../../support/service-account-kubeconfig.ts';

inject('binaries');

/** A control plane of its own: on another one, other targets have the same definition. */
let plane: ControlPlane;
let kubectl: Kubectl;
const monitorNamespace = 'tidb-monitoring';
const clusterNamespaces = ['tidb-orders', 'tidb-billing'];

/** The files of some folders of this repository, by path. */
async function filesOf(...folders: string[]): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const folder of folders) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((one) => one.isFile())) {
      const path = join(entry.parentPath, entry.name);
      files[path.slice(root.length + 1)] = await readFile(path, 'utf8');
    }
  }
  return files;
}

/** Namespaces are no part of the example's rights: somebody else makes those of TiDB clusters. */
async function bind(role: 'watched' | 'scraped', namespace: string): Promise<void> {
  const manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  await kubectl(['apply', '-f', '-'], JSON.stringify(manifest));
  await kubectl(['apply', '-n', namespace, '-k', join(root, `base/agent/${role}-namespace`)]);
}

describe('base/agent on a real API server', () => {
  let folder: string;
  let repository: GitRepository;
  let kubeconfig: string;

  beforeAll(async () => {
    plane = await startControlPlane();
    kubectl = plane.kubectl;
    folder = await mkdtemp(join(tmpdir(), 'tidewatch-in-cluster-'));
    repository = await createGitRepository(folder, 'monitoring');
    const apply = ['apply', '--server-side', '--force-conflicts', '-k'];
    await kubectl([...apply, join(root, 'base/agent')]);
    await bind('watched', monitorNamespace);
    for (const namespace of clusterNamespaces) await bind('scraped', namespace);
    kubeconfig = await writeServiceAccountKubeconfig(kubectl, {
      namespace: 'tidewatch-system',
      name: 'tidewatch-agent',
      file: join(folder, 'kubeconfig'),
    });
  });

  afterAll(async () => {
    await plane?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** One pass of an agent with the rights of the ServiceAccount, and nothing more. */
  async function agent(): Promise<VerbResult> {
    const where = ['--repo', repository.bare, '--ref', 'main', '--path', 'overlays/dev'];
    const how = ['--kubeconfig', kubeconfig, '--listen', 'off', '--cache-directory', folder];
    const ended = await runTidewatch(['agent', '--once', ...where, ...how]);
    // What it said tells which right is missing.
    if (ended.code !== 0) throw new Error(`${ended.stdout}${ended.stderr}`);
    return ended;
  }

  it('starts a pod that the restricted Pod Security Standard lets in', async () => {
    const selector = 'app.kubernetes.io/name=tidewatch';
    const pods = ['pods', '-l', selector, '-n', 'tidewatch-system'];
    await kubectl(['wait', '--for=create', ...pods, '--timeout=60s']);
    expect(await kubectl(['get', ...pods, '-o', 'name'])).toMatch(/^pod\/tidewatch-agent-/);
  });

  it('gives the agent every right that the example needs', async () => {
    const { cluster, close } = connect({ clock: systemClock, kubeconfig: plane.kubeconfig });
    const readiness = startPodReadiness({ cluster, namespace: monitorNamespace });
    try {
      await repository.publish(await filesOf('base/crd', 'base/monitoring', 'overlays/dev'));
      expect(await agent()).toMatchObject({ code: 0 });
      const monitor = ['get', 'tidbmonitor', 'fleet', '-n', monitorNamespace];
      const ready = '{.status.conditions[?(@.type=="Ready")].status}';
      expect(await kubectl([...monitor, '-o', `jsonpath=${ready}`])).toBe('True');
    } finally {
      await readiness.stop();
      await close();
    }
  });

  it('gives it the rights for monitors that read single namespaces', async () => {
    const { cluster, close } = connect({ clock: systemClock, kubeconfig: plane.kubeconfig });
    const readiness = startPodReadiness({ cluster, namespace: monitorNamespace });
    try {
      const file = 'base/monitoring/tidb-monitor.yaml';
      const text = await readFile(join(root, file), 'utf8');
      const narrowed = text.replace('clusterScoped: true', 'clusterScoped: false');
      expect(narrowed).not.toBe(text);
      await repository.publish({ [file]: narrowed });
      expect(await agent()).toMatchObject({ code: 0 });
      for (const namespace of clusterNamespaces) {
        const selector = ['-l', 'app.kubernetes.io/instance=fleet', '-o', 'name'];
        expect(await kubectl(['get', 'roles', '-n', namespace, ...selector])).toMatch(/fleet/);
      }
    } finally {
      await readiness.stop();
      await close();
    }
  });
});

import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { systemClock } from '../../../src/agent/system-clock.ts';
import { connect } from '../../../src/kubernetes/connection.ts';
import type { KubernetesConnection } from '../../../src/kubernetes/connection-options.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import { createKubectl } from '../../support/kubectl.ts';
import { createNamespace } from '../../support/namespaces.ts';
import { volumeForClaim } from '../../support/persistent-volumes.ts';
import { type PodReadiness, startPodReadiness } from '../../support/pod-readiness.ts';

const manager = { fieldManager: 'tidewatch' };
const kubectl = createKubectl(inject('binaries'), inject('kubeconfig'));
let connection: KubernetesConnection;
let namespace: string;
let readiness: PodReadiness;

beforeAll(async () => {
  connection = connect({ clock: systemClock, kubeconfig: inject('kubeconfig') });
  namespace = await createNamespace(kubectl, 'pods');
  readiness = startPodReadiness({
    cluster: connection.cluster,
    namespace,
    outcome: (pod) => {
      if (pod.metadata.labels?.outcome === 'broken') return 'notReady';
      return pod.metadata.labels?.['job-name'] === undefined ? 'ready' : 'succeeded';
    },
  });
});
afterAll(async () => {
  await readiness?.stop();
  await connection?.close();
});

const apply = (manifest: Omit<Manifest, 'metadata'>, name: string) =>
  connection.cluster.apply({ ...manifest, metadata: { name, namespace } } as Manifest, manager);
const template = (labels: Record<string, string>, more: object = {}) => ({
  metadata: { labels },
  spec: { containers: [{ name: 'main', image: 'registry.k8s.io/pause:3.10' }], ...more },
});
const waitFor = (condition: string, what: string) =>
  kubectl(['wait', `--for=${condition}`, what, '-n', namespace, '--timeout=60s']);

describe('a control plane without nodes', () => {
  it('runs a Deployment, and removes its Pods with it', async () => {
    const labels = { app: 'web' };
    const spec = { replicas: 2, selector: { matchLabels: labels }, template: template(labels) };
    await apply({ apiVersion: 'apps/v1', kind: 'Deployment', spec }, 'web');
    await waitFor('condition=Available', 'deployment/web');
    await kubectl(['delete', 'deployment/web', '-n', namespace, '--cascade=foreground']);
    const pods = { apiVersion: 'v1', kind: 'Pod', namespace, labelSelector: 'app=web' };
    expect((await connection.cluster.list(pods)).items).toEqual([]);
  });

  it('runs a StatefulSet one Pod after the other, with volumes', async () => {
    for (const index of [0, 1]) {
      const claim = { namespace, name: `data-db-${index}` };
      const volume = volumeForClaim({ name: `${namespace}-${index}`, claim, capacity: '1Gi' });
      await connection.cluster.apply(volume, manager);
    }
    const labels = { app: 'db' };
    const storage = {
      accessModes: ['ReadWriteOnce'],
      storageClassName: '',
      resources: { requests: { storage: '1Gi' } },
    };
    const spec = {
      replicas: 2,
      serviceName: 'db',
      selector: { matchLabels: labels },
      template: template(labels),
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: storage }],
    };
    await apply({ apiVersion: 'apps/v1', kind: 'StatefulSet', spec }, 'db');
    await waitFor('jsonpath={.status.readyReplicas}=2', 'statefulset/db');
    await waitFor('jsonpath={.status.phase}=Bound', 'persistentvolumeclaim/data-db-1');
  });

  it('runs a Job to its end', async () => {
    const spec = { template: template({}, { restartPolicy: 'Never' }) };
    await apply({ apiVersion: 'batch/v1', kind: 'Job', spec }, 'migrate');
    await waitFor('condition=Complete', 'job/migrate');
  });

  it('keeps a Pod from becoming ready where a test wants it so', async () => {
    const labels = { outcome: 'broken' };
    const spec = { selector: { matchLabels: labels }, template: template(labels) };
    await apply({ apiVersion: 'apps/v1', kind: 'Deployment', spec }, 'broken');
    await waitFor('jsonpath={.status.unavailableReplicas}=1', 'deployment/broken');
    const selected = ['-n', namespace, '-l', 'outcome=broken', '--timeout=60s'];
    await kubectl(['wait', '--for=jsonpath={.status.phase}=Running', 'pod', ...selected]);
    expect(await kubectl(['get', 'pod', '-n', namespace, '-l', 'outcome=broken'])).toMatch(
      / 0\/1 /,
    );
  });
});

import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createKubectl } from '../../support/kubectl.ts';
import { createNamespace } from '../../support/namespaces.ts';
import { configMap, secret, statefulSet } from '../../support/objects.ts';
import { createDeployer, type Deployer } from './deployer.ts';

const kubectl = createKubectl(inject('binaries'), inject('kubeconfig'));

describe('a target of 500 objects', () => {
  let deployer: Deployer;
  let namespace: string;
  beforeAll(async () => {
    namespace = await createNamespace(kubectl, 'scale');
    deployer = createDeployer(inject('kubeconfig'), namespace, namespace);
  });
  afterAll(() => deployer.close());

  // Numbers that the server writes otherwise: only a dry-run can tell that nothing differs.
  const resources = { limits: { cpu: 1, memory: '1024Mi' } };
  const containers = [{ name: 'main', image: 'example.com/main:1', resources }];
  const workloads = Array.from({ length: 20 }, (_, index) => {
    const labels = { app: `w${index}` };
    return statefulSet(`w${index}`, {
      replicas: 0,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
    });
  });
  const objects = [
    ...Array.from({ length: 460 }, (_, index) => configMap(`c${index}`)),
    ...Array.from({ length: 20 }, (_, index) => secret(`s${index}`, { key: `${index}` })),
    ...workloads,
  ];
  const verbs = () => Object.groupBy(deployer.takeRequests(), ({ verb }) => verb);

  it('takes one dry-run and one write for each object, and two writes for the record', async () => {
    await deployer.plan([]);
    deployer.takeRequests();
    const { result } = await deployer.deploy(objects);
    expect(result.outcome).toBe('done');
    const { apply = [], list = [], get = [] } = verbs();
    const dryRuns = apply.filter(({ path }) => path.includes('dryRun=All'));
    expect(dryRuns).toHaveLength(500);
    expect(apply).toHaveLength(1002);
    expect(list.length + get.length).toBeLessThan(10);
  });

  it('takes fewer than ten requests when nothing has changed', async () => {
    const seen = '--for=jsonpath={.status.observedGeneration}=1';
    await kubectl(['wait', seen, 'statefulset', '--all', '-n', namespace]);
    // What the server wrote otherwise is found out once.
    await deployer.deploy(objects);
    expect(verbs().apply).toHaveLength(workloads.length);
    const { plan, result } = await deployer.deploy(objects);
    expect(plan.summary).toMatchObject({ create: 0, update: 0, unchanged: 500 });
    expect(result).toMatchObject({ outcome: 'done', healthy: true });
    const sent = deployer.takeRequests();
    expect(sent.map(({ verb }) => verb)).toEqual(['get', 'get', 'list', 'list', 'list']);
  });
});

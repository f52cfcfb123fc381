import { afterAll, beforeAll, expect, it } from 'vitest';
import { concurrently } from '../../../src/model/concurrently.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { configMapYaml, kustomizationYaml } from '../../support/monitoring-repository.ts';
import { type AgentStage, deploymentYaml, openAgentStage, says } from '../agent/agent-stage.ts';

let stage: AgentStage;
beforeAll(async () => {
  stage = await openAgentStage();
});
afterAll(() => stage.close());

const workloads = 20;
const settings = 980;
const number = (index: number) => String(index).padStart(3, '0');

it('finds no drift in 1,000 objects that others work on, and that Git changes meanwhile', async () => {
  const setting = await stage.setUp('soak');
  const { namespace } = setting;
  const { cluster } = stage.connection;
  const files = (value: string) => {
    const names = {
      ...Object.fromEntries(
        Array.from({ length: settings }, (_, index) => [
          `settings-${number(index)}`,
          configMapYaml(`settings-${number(index)}`, value),
        ]),
      ),
      ...Object.fromEntries(
        Array.from({ length: workloads }, (_, index) => {
          const name = `web-${number(index)}`;
          return [
            name,
            deploymentYaml(name).replace('spec:\n', 'spec:\n  paused: true\n  replicas: 1\n'),
          ];
        }),
      ),
    };
    return {
      ...Object.fromEntries(
        Object.entries(names).map(([name, text]) => [`overlays/web/${name}.yaml`, text]),
      ),
      'overlays/web/kustomization.yaml': kustomizationYaml(
        namespace,
        Object.keys(names).map((name) => `${name}.yaml`),
      ),
    };
  };
  const first = await setting.repository.publish(files('one'));
  const agent = setting.runWith(
    ...['--repo', setting.url, '--ref', 'main', '--path', 'overlays/web'],
    ...['--poll', '1s', '--interval', '2s', '--wait', 'false'],
  );
  await agent.waitFor('the deployment', says('overlays-web', first), 120_000);

  const deployment = (index: number) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    namespace,
    name: `web-${number(index)}`,
  });
  const merge = (document: JsonObject) => ({ type: 'merge', document }) as const;

  let round = 0;
  /** An autoscaler, an injector of sidecars, and something that annotates everything. */
  async function others(): Promise<void> {
    round += 1;
    const all = Array.from({ length: workloads }, (_, index) => index);
    await concurrently(all, 4, async (index) => {
      await cluster.patch(deployment(index), merge({ spec: { replicas: 2 + (round % 3) } }), {
        fieldManager: 'kube-controller-manager',
        subresource: 'scale',
      });
      const sidecar = { name: 'istio-proxy', image: `registry.example.com/proxy:${round}` };
      await cluster.apply(
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: `web-${number(index)}`, namespace },
          spec: {
            selector: { matchLabels: { app: `web-${number(index)}` } },
            template: {
              metadata: {
                labels: { app: `web-${number(index)}` },
                annotations: { injected: 'yes' },
              },
              spec: { containers: [sidecar] },
            },
          },
        },
        { fieldManager: 'istio-injector' },
      );
    });
    const some = Array.from({ length: 50 }, (_, index) => (index * 19 + round) % settings);
    await concurrently(some, 4, (index) =>
      cluster.patch(
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          namespace,
          name: `settings-${number(index)}`,
        },
        merge({ metadata: { annotations: { 'example.com/seen': String(round) } } }),
        { fieldManager: 'annotator' },
      ),
    );
  }

  const second = await setting.repository.publish(files('two'));
  const ready = agent.waitFor('the second commit', says('overlays-web', second), 120_000);
  for (let more = 0; more < 4; more += 1) await others();
  await ready;
  for (let more = 0; more < 2; more += 1) await others();
  await new Promise((resolve) => setTimeout(resolve, 2_000));

  const drift = agent.lines.filter(({ reason }) => String(reason).startsWith('Drift'));
  console.log(`no drift in 1,000 objects over ${round} rounds of other controllers' writes`);
  expect(drift).toEqual([]);
  const { stdout } = await setting.verb('drift');
  expect(stdout).toBe('overlays-web: no drift\n');
  const replicas = await stage.kubectl([
    ...['get', 'deployments', '-n', namespace, '-o'],
    'jsonpath={.items[*].spec.replicas}',
  ]);
  expect(new Set(replicas.split(' '))).toEqual(new Set([String(2 + (round % 3))]));
}, 300_000);

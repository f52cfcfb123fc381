import { describe, expect, it } from 'vitest';
import { warn } from '../../../src/model/drift-policy.ts';
import { type DriftStageOptions, openDriftStage } from './drift-stage.ts';

const settings = (level: string, annotation?: string) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: default
${annotation === undefined ? '' : `  annotations:\n    tidewatch.dev/drift: "${annotation}"\n`}data:
  level: ${level}
  mode: fast
`;

const database = `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
  namespace: default
spec:
  replicas: 2
  serviceName: db
  selector:
    matchLabels: {app: db}
  template:
    metadata:
      labels: {app: db}
    spec:
      containers:
      - name: main
        image: example.com/main:1
        env:
        - name: POD
          valueFrom: {fieldRef: {fieldPath: metadata.name}}
        resources:
          requests: {cpu: 1000m}
`;

const secret = `apiVersion: v1
kind: Secret
metadata:
  name: login
  namespace: default
stringData:
  password: geheim
`;

function files(documents: Readonly<Record<string, string>>): Record<string, string> {
  const names = Object.keys(documents);
  return {
    ...documents,
    'kustomization.yaml': `resources:\n${names.map((name) => `- ${name}\n`).join('')}`,
  };
}

const web = files({ 'settings.yaml': settings('info'), 'db.yaml': database, 'login.yaml': secret });
const stage = (options: Partial<DriftStageOptions> = {}) =>
  openDriftStage({ files: web, standard: warn, ...options });

describe('drift', () => {
  it('is not what was just applied, and costs no request', async () => {
    await using on = await stage();
    await on.attempt();
    await on.advance(1_000);
    const requests = on.requests.length;
    await on.advance(60_000);
    expect(await on.drifted()).toEqual([]);
    expect(on.requests).toHaveLength(requests);
  });

  it('is a changed field, told with who, what it means and where Git has it', async () => {
    await using on = await stage();
    await on.attempt();
    await on.edit('StatefulSet', 'db', {
      spec: { template: { spec: { containers: [{ name: 'main', image: 'example.com/main:2' }] } } },
    });
    expect(await on.drifted()).toEqual([
      'StatefulSet/default/db: spec.template.spec.containers[0].image, and 2 more changed by kubectl-edit (Update): example.com/main: version 1 -> 2 (in Git at db.yaml:17:9)',
    ]);
  });

  it('is kept in the status record, with no value of a Secret', async () => {
    await using on = await stage();
    await on.attempt();
    await on.edit('Secret', 'login', { data: { password: 'b2ZmZW4=' } });
    await on.drifted();
    const { drift } = await on.record();
    expect(drift).toEqual([
      {
        object: 'Secret/default/login',
        kind: 'changed',
        firstSeen: '2030-01-01T00:00:00.100Z',
        answer: 'left as it is',
        writtenAt: 'login.yaml:1:1',
        fields: [
          {
            path: 'data.password',
            wanted: '"*** (before)"',
            setAt: 'login.yaml:7:3',
            live: '"*** (after)"',
            by: 'kubectl-edit (Update)',
            recorded: true,
            at: '2030-01-01T00:00:00Z',
            meaning: ['value password changed'],
          },
        ],
      },
    ]);
  });

  it('is gone when somebody changes it back', async () => {
    await using on = await stage();
    await on.attempt();
    await on.edit('ConfigMap', 'settings', { data: { level: 'debug' } });
    expect(await on.drifted()).toHaveLength(1);
    await on.edit('ConfigMap', 'settings', { data: { level: 'info' } });
    expect(await on.drifted()).toEqual([]);
    expect(await on.record()).not.toHaveProperty('drift');
  });

  it('is a deleted object', async () => {
    await using on = await stage();
    await on.attempt();
    const reference = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default' };
    await on.open.cluster.delete({ ...reference, name: 'settings' }, {});
    expect(await on.drifted()).toEqual(['ConfigMap/default/settings: deleted on the cluster']);
  });

  it('is a label that somebody took away, not a deletion', async () => {
    await using on = await stage();
    await on.attempt();
    await on.edit('ConfigMap', 'settings', {
      metadata: { labels: { 'tidewatch.dev/target': null } },
    });
    expect(await on.drifted()).toEqual([
      'ConfigMap/default/settings: metadata.labels removed by somebody who is not on record (in Git at settings.yaml:3:1)',
    ]);
  });

  it('is an object that only carries the label', async () => {
    await using on = await stage();
    await on.attempt();
    const metadata = {
      name: 'stranger',
      namespace: 'default',
      labels: { 'tidewatch.dev/target': 'web' },
    };
    const stranger = { apiVersion: 'v1', kind: 'ConfigMap', metadata };
    await on.open.cluster.apply(stranger, { fieldManager: 'somebody' });
    expect(await on.drifted()).toEqual([
      'ConfigMap/default/stranger: not from Git, by somebody (Apply)',
    ]);
    await on.open.cluster.delete({ ...stranger, ...metadata }, {});
    expect(await on.drifted()).toEqual([]);
  });

  it('is not an autoscaler at work, and no attempt takes its number back', async () => {
    await using on = await stage();
    await on.attempt();
    await on.open.cluster.patch(
      { apiVersion: 'apps/v1', kind: 'StatefulSet', namespace: 'default', name: 'db' },
      { type: 'merge', document: { spec: { replicas: 5 } } },
      { fieldManager: 'kube-controller-manager', subresource: 'scale' },
    );
    expect(await on.drifted()).toEqual([]);
    await on.attempt();
    expect(await on.find('StatefulSet', 'db')).toMatchObject({ spec: { replicas: 5 } });
  });

  it('is what another Tidewatch applied in our name', async () => {
    await using on = await stage();
    await on.attempt();
    await on.advance(2_000);
    const live = await on.find('ConfigMap', 'settings');
    await on.open.cluster.apply(
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: 'settings',
          namespace: 'default',
          labels: live?.metadata.labels ?? {},
        },
        data: { level: 'trace', mode: 'fast' },
      },
      { fieldManager: 'tidewatch', force: true },
    );
    expect(await on.drifted()).toEqual([
      'ConfigMap/default/settings: data.level changed by tidewatch (Apply) (in Git at settings.yaml:7:3)',
    ]);
  });

  it('is found again after the server has forgotten what the watch saw last', async () => {
    await using on = await stage();
    await on.attempt();
    on.open.embedded.compact();
    await on.edit('ConfigMap', 'settings', { data: { level: 'debug' } });
    await on.advance(60_000);
    expect(await on.drifted()).toHaveLength(1);
  });
});

describe('the policy', () => {
  it('correct applies what Git has again, and records it', async () => {
    await using on = await stage({ standard: { action: 'correct', after: 0 } });
    await on.attempt();
    await on.edit('ConfigMap', 'settings', { data: { level: 'debug' } });
    await on.drifted();
    expect(await on.drifted()).toEqual([]);
    expect(await on.find('ConfigMap', 'settings')).toMatchObject({ data: { level: 'info' } });
    expect(on.writes.filter((write) => write === 'ConfigMap/settings')).toHaveLength(2);
  });

  it('correct makes a deleted object again', async () => {
    await using on = await stage({ standard: { action: 'correct', after: 0 } });
    await on.attempt();
    const reference = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default' };
    await on.open.cluster.delete({ ...reference, name: 'settings' }, {});
    await on.drifted();
    expect(await on.drifted()).toEqual([]);
    expect(await on.find('ConfigMap', 'settings')).toMatchObject({ data: { level: 'info' } });
  });

  it('correct after a while waits for it, whatever is attempted meanwhile', async () => {
    await using on = await stage({ standard: { action: 'correct', after: 600_000 } });
    await on.attempt();
    await on.edit('ConfigMap', 'settings', { data: { level: 'debug' } });
    expect(await on.drifted()).toHaveLength(1);
    await on.attempt();
    expect(await on.find('ConfigMap', 'settings')).toMatchObject({ data: { level: 'debug' } });
    await on.advance(600_000);
    await on.advance(1_000);
    expect(await on.find('ConfigMap', 'settings')).toMatchObject({ data: { level: 'info' } });
  });

  it('warn leaves everything as it is, until Git changes the object', async () => {
    await using on = await stage();
    await on.attempt();
    await on.edit('ConfigMap', 'settings', { data: { level: 'debug' } });
    await on.open.cluster.delete(
      { apiVersion: 'apps/v1', kind: 'StatefulSet', namespace: 'default', name: 'db' },
      {},
    );
    expect(await on.drifted()).toHaveLength(2);
    await on.attempt();
    expect(await on.drifted()).toHaveLength(2);
    expect(await on.find('ConfigMap', 'settings')).toMatchObject({ data: { level: 'debug' } });
    expect(await on.find('StatefulSet', 'db')).toBeUndefined();

    const changed = files({ ...web, 'settings.yaml': settings('warn') });
    await on.attempt({ ...changed, 'kustomization.yaml': web['kustomization.yaml'] ?? '' });
    expect(await on.find('ConfigMap', 'settings')).toMatchObject({ data: { level: 'warn' } });
    expect(await on.drifted()).toEqual(['StatefulSet/default/db: deleted on the cluster']);
  });

  it('may differ from field to field of one object', async () => {
    const annotated = settings('info', 'correct; data.level: warn');
    await using on = await stage({ files: files({ 'settings.yaml': annotated }) });
    await on.attempt();
    await on.edit('ConfigMap', 'settings', { data: { level: 'debug', mode: 'slow' } });
    await on.drifted();
    expect(await on.drifted()).toEqual([
      'ConfigMap/default/settings: data.level changed by kubectl-edit (Update) (in Git at settings.yaml:9:3)',
    ]);
    expect(await on.find('ConfigMap', 'settings')).toMatchObject({
      data: { level: 'debug', mode: 'fast' },
    });
  });

  it('ignore makes it none, and leaves it to whoever wrote it', async () => {
    await using on = await stage({
      rules: ['web/ConfigMap/*#data.level: ignore'],
      standard: { action: 'correct', after: 0 },
    });
    await on.attempt();
    await on.edit('ConfigMap', 'settings', { data: { level: 'debug' } });
    expect(await on.drifted()).toEqual([]);
    await on.attempt();
    expect(await on.find('ConfigMap', 'settings')).toMatchObject({ data: { level: 'debug' } });
  });
});

describe('a fight', () => {
  it('ends with the third correction, and names both sides', async () => {
    await using on = await stage({ standard: { action: 'correct', after: 0 } });
    await on.attempt();
    for (let round = 0; round < 4; round += 1) {
      await on.edit('ConfigMap', 'settings', { data: { level: 'debug' } }, 'image-updater');
      for (const pause of [100, 100, 25_000, 100]) await on.advance(pause);
    }
    expect(on.known()).toMatchObject([
      {
        answer: {
          kind: 'fight',
          message:
            'tidewatch and image-updater fight over it: corrected 3 times within 10m; left alone for 1h, unless Git changes it',
        },
      },
    ]);
    expect(await on.find('ConfigMap', 'settings')).toMatchObject({ data: { level: 'debug' } });
    await on.attempt();
    expect(await on.find('ConfigMap', 'settings')).toMatchObject({ data: { level: 'debug' } });
  });
});

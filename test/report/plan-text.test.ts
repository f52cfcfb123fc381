import { describe, expect, it } from 'vitest';
import type { Plan, PlannedObject } from '../../src/plan/plan.ts';
import { planText } from '../../src/report/plan-text.ts';

function planned(kind: string, name: string, fields: Partial<PlannedObject>): PlannedObject {
  return {
    id: { group: '', kind, namespace: 'db', name },
    action: 'create',
    reason: 'does not exist',
    diff: [],
    position: undefined,
    manifest: { apiVersion: 'v1', kind, metadata: { name, namespace: 'db' } },
    live: undefined,
    dryRun: 'accepted',
    takesOverFrom: [],
    ...fields,
  };
}

const plan: Plan = {
  target: 'overlays-production',
  revision: 'main@sha1:1111',
  digest: 'sha256:abc',
  desiredDigest: 'sha256:def',
  phases: [
    {
      name: 'Sync',
      migrations: [],
      waves: [
        {
          wave: 0,
          level: 0,
          title: '',
          waitHealthy: true,
          hooks: [],
          stages: [
            {
              name: 'configuration',
              waitEstablished: false,
              objects: [
                planned('ConfigMap', 'new', {
                  position: { file: 'base/a.yaml', line: 3, column: 1 },
                }),
                planned('ConfigMap', 'old', { action: 'unchanged', reason: 'nothing differs' }),
                planned('ConfigMap', 'changed', {
                  action: 'update',
                  reason: '3 fields differ',
                  diff: [
                    { path: ['data', 'a.b'], before: '1', after: '2' },
                    { path: ['data', 'gone'], before: 'x', after: undefined },
                    { path: ['data', 'long'], before: undefined, after: 'y'.repeat(200) },
                  ],
                }),
              ],
            },
            { name: 'workloads', waitEstablished: false, objects: [] },
          ],
        },
      ],
    },
  ],
  removal: false,
  uninterrupted: false,
  openRuns: [],
  holds: [],
  waiting: [],
  remaining: {
    digest: 'sha256:none',
    kept: [],
    pruned: [],
    approved: 'sha256:none',
    record: undefined,
    over: [],
  },
  prunes: [
    {
      id: { group: 'apps', kind: 'StatefulSet', namespace: 'db', name: 'm' },
      apiVersion: 'apps/v1',
      reason: 'left Git',
      live: { uid: 'u', resourceVersion: '1' },
      propagation: 'Background',
      wave: 0,
      level: 0,
      stage: 'workloads',
      seen: {},
    },
  ],
  skips: [
    {
      id: { group: '', kind: 'Secret', namespace: 'db', name: 's' },
      what: 'prune',
      reason: { code: 'HOLDS_DATA', text: 'it may hold data' },
      position: undefined,
    },
  ],
  problems: [],
  warnings: [],
  approval: {
    scope: 'deletions',
    begun: [],
    required: true,
    granted: false,
    held: true,
    reasons: ['a StatefulSet would be deleted'],
  },
  summary: { create: 1, update: 1, unchanged: 1, skip: 1, prune: 1, hooks: 0, steps: 0 },
  inventory: {
    recorded: { target: 'overlays-production', revision: '', entries: [] },
    applied: [],
    retained: [],
    deleteHooks: [],
    hasHooks: false,
  },
  timeout: 1,
  healthChecks: [],
  observed: [],
  toJSON: () => null,
};

describe('a plan as text', () => {
  it('shows what happens to what, in order, and why', () => {
    expect(planText(plan)).toBe(
      [
        'overlays-production at main@sha1:1111',
        '  Sync',
        '    configuration',
        '      + ConfigMap/db/new   does not exist   base/a.yaml:3:1',
        '      ~ ConfigMap/db/changed   3 fields differ',
        '          ~ data["a.b"]: "1" → "2"',
        '          - data.gone: "x"',
        `          + data.long: "${'y'.repeat(119)}… (202 characters)`,
        '  Prune (needs approval: a StatefulSet would be deleted)',
        '      - StatefulSet/db/m   left Git',
        '  · Secret/db/s: not deleted: it may hold data',
        '  1 to create, 1 to update, 1 unchanged, 1 skipped, 1 to delete, waiting for approval; plan sha256:abc',
        '',
      ].join('\n'),
    );
  });

  it('shows the data that goes because somebody has approved it', () => {
    const claim = { group: '', kind: 'PersistentVolumeClaim', namespace: 'db', name: 'data-1' };
    const live = { uid: 'u', resourceVersion: '1' };
    const pruned = [{ id: claim, apiVersion: 'v1', live, size: '10Gi' }];
    const text = planText({ ...plan, remaining: { ...plan.remaining, pruned } });
    expect(text).toContain(
      '  Prune data, as approved\n      - PersistentVolumeClaim/db/data-1   10Gi of a shard or replica that is no more\n',
    );
    expect(text).toContain('waiting for approval, 1 claim to delete; plan sha256:abc');
  });

  it('says that an approved deletion does not wait', () => {
    const granted = { ...plan, approval: { ...plan.approval, granted: true, held: false } };
    expect(planText(granted)).toContain('  Prune\n');
    expect(planText(granted)).toContain('1 to delete; plan sha256:abc');
  });
});

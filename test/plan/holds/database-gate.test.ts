import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import { databaseGates } from '../../../src/plan/holds/database-gate.ts';

function object(kind: string, name: string, spec: JsonObject, status: JsonObject): Manifest {
  return {
    apiVersion: 'pingcap.com/v1alpha1',
    kind,
    metadata: { name, namespace: 'db' },
    spec,
    status,
  };
}

const cluster = (status: JsonObject = {}) => object('TidbCluster', 'basic', {}, status);
const conditions = (...types: readonly string[]) => ({
  conditions: types.map((type) => ({ type, status: 'True' })),
});
const reasons = (status: JsonObject, ...jobs: readonly Manifest[]) =>
  databaseGates({ clusters: [cluster(status)], jobs }).map(({ reason }) => reason);

describe('changes that disrupt wait for a database', () => {
  it('that is being upgraded', () => {
    const status = {
      pd: { phase: 'Normal' },
      tikv: { phase: 'Upgrade' },
      tidb: { phase: 'Upgrade' },
    };
    expect(reasons(status)).toEqual(['TidbCluster/db/basic is being upgraded (tikv, tidb)']);
  });

  it.each([
    ['by BR', { br: { cluster: 'basic' } }],
    ['by BR of another namespace', { br: { cluster: 'basic', clusterNamespace: 'db' } }],
    ['by its address', { from: { host: 'basic-tidb' } }],
    ['by its full address', { from: { host: 'basic-tidb.db.svc' } }],
  ])('that is being backed up: %s', (_how, spec) => {
    const backup = object('Backup', 'nightly', spec, conditions('Scheduled', 'Running'));
    expect(reasons({}, backup)).toEqual([
      'TidbCluster/db/basic is being backed up (Backup/db/nightly)',
    ]);
  });

  it('that is being restored', () => {
    const restore = object(
      'Restore',
      'back',
      { to: { host: 'basic-tidb' } },
      conditions('Running'),
    );
    expect(reasons({}, restore)).toEqual([
      'TidbCluster/db/basic is being restored (Restore/db/back)',
    ]);
  });
});

describe('they do not wait for', () => {
  it.each([
    ['a backup that is complete', { br: { cluster: 'basic' } }, conditions('Running', 'Complete')],
    ['a backup that has failed', { br: { cluster: 'basic' } }, conditions('Running', 'Failed')],
    ['a backup that has not begun', { br: { cluster: 'basic' } }, {}],
    ['a backup of another cluster', { br: { cluster: 'other' } }, conditions('Running')],
    [
      'a backup of a cluster of that name elsewhere',
      { br: { cluster: 'basic', clusterNamespace: 'else' } },
      conditions('Running'),
    ],
    [
      'a log backup, which never ends',
      { mode: 'log', br: { cluster: 'basic' } },
      conditions('Running'),
    ],
  ])('%s', (_what, spec, status) => {
    expect(reasons({}, object('Backup', 'b', spec, status))).toEqual([]);
  });

  it('a cluster in its normal state', () => {
    expect(reasons({ pd: { phase: 'Normal' }, tikv: { phase: 'Scale' } })).toEqual([]);
  });
});

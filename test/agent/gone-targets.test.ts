import { describe, expect, it } from 'vitest';
import { createdNamespace } from '../../src/agent/created-namespace.ts';
import { farewellTo, goneTargets } from '../../src/agent/gone-targets.ts';
import { statusRecordOf } from '../../src/report/status-record.ts';
import { aReport, aTarget } from '../support/targets.ts';

const record = (target: string, repository = 'repository//overlays', prune = true) =>
  statusRecordOf(aReport(target, { repository, prune }), undefined);

describe('targets that left Git', () => {
  it('are those of the same repository and path that it does not declare any more', () => {
    const records = [
      record('kept'),
      record('gone'),
      record('elsewhere', 'another//overlays'),
      record('by-hand', 'local'),
    ];
    const gone = goneTargets(records, 'repository//overlays', [aTarget('kept')]);
    expect(gone.map(({ target }) => target)).toEqual(['gone']);
  });

  it('wait for every declared target but the suspended ones', () => {
    const declared = [aTarget('a'), aTarget('b', { suspend: true }), aTarget('c')];
    const defaults = { interval: 1_000, timeout: 2_000 };
    expect(farewellTo(record('gone'), declared, defaults)).toMatchObject({
      name: 'gone',
      dependsOn: ['a', 'c'],
      prune: true,
      interval: 1_000,
      timeout: 2_000,
    });
  });

  it('keep what they have where they were declared not to prune', () => {
    const kept = record('gone', 'repository//overlays', false);
    expect(farewellTo(kept, [], { interval: 1, timeout: 1 }).prune).toBe(false);
  });
});

describe('a namespace that a target asks for', () => {
  const createNamespace = { labels: { team: 'db' }, annotations: {} };
  const target = aTarget('app', { defaultNamespace: 'db', createNamespace });

  it('is made, left as it is once it is there, and never pruned', () => {
    expect(createdNamespace(target, []).map(({ manifest }) => manifest)).toEqual([
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: {
          name: 'db',
          labels: { team: 'db' },
          annotations: {
            'kustomize.toolkit.fluxcd.io/ssa': 'IfNotPresent',
            'kustomize.toolkit.fluxcd.io/prune': 'disabled',
          },
        },
      },
    ]);
  });

  it('is not made twice when the files hold it', () => {
    const manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'db' } };
    const provenance = { object: undefined, field: () => undefined };
    expect(createdNamespace(target, [{ manifest, provenance }])).toEqual([]);
  });

  it('is not made unasked', () => {
    expect(createdNamespace(aTarget('app', { defaultNamespace: 'db' }), [])).toEqual([]);
  });
});

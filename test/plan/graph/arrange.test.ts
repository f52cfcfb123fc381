import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../../src/model/errors.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import { objectIdOf, objectKey } from '../../../src/model/object-id.ts';
import { type Arranged, arrange } from '../../../src/plan/graph/arrange.ts';
import type { GraphNode } from '../../../src/plan/graph/node.ts';
import type { PhaseName } from '../../../src/plan/plan.ts';
import {
  configMap,
  definition,
  namespace,
  ownedBy,
  rendered,
  statefulSet,
} from '../../support/objects.ts';

const waveKey = 'argocd.argoproj.io/sync-wave';
const dependsOnKey = 'config.kubernetes.io/depends-on';

function withAnnotations(manifest: Manifest, annotations: Record<string, string>): Manifest {
  return { ...manifest, metadata: { namespace: 'ns', ...manifest.metadata, annotations } };
}

const inWave = (name: string, wave: string) =>
  withAnnotations(configMap(name), { [waveKey]: wave });
const dependent = (name: string, ...others: readonly string[]) =>
  withAnnotations(configMap(name), {
    [dependsOnKey]: others.map((other) => `/namespaces/ns/ConfigMap/${other}`).join(', '),
  });

function nodesOf(manifests: readonly Manifest[]): readonly GraphNode[] {
  return rendered(manifests).map((source) => {
    const id = objectIdOf(source.manifest);
    const object = {
      id,
      action: 'create' as const,
      reason: 'it does not exist',
      diff: [],
      position: source.provenance.object,
      manifest: source.manifest,
      live: undefined,
      dryRun: 'accepted' as const,
      takesOverFrom: [],
    };
    return { key: objectKey(id), source, phase: 'Sync', what: { object } };
  });
}

function arranged(manifests: readonly Manifest[], more: readonly GraphNode[] = []): Arranged {
  const nodes = [...nodesOf(manifests), ...more];
  const desired = new Set(nodes.map(({ key }) => key));
  return arrange(nodes, { migrations: {}, desired, wait: true });
}

/** `Sync: a b | wave 1: c`, in order. */
function orderOf({ phases }: Arranged): string {
  return phases
    .map(({ name, waves }) => {
      const steps = waves.map(({ title, stages, hooks }) => {
        const objects = stages.flatMap((stage) => stage.objects.map(({ id }) => id.name));
        const names = [...objects, ...hooks.map(({ id }) => id.name)].join(' ');
        return title === '' ? names : `${title}: ${names}`;
      });
      return `${name} [${steps.join(' | ')}]`;
    })
    .join(' ');
}

function hookIn(phase: PhaseName, manifest: Manifest): GraphNode {
  const [source] = rendered([manifest], 'hooks.yaml');
  if (source === undefined) throw new Error('there is one');
  const id = objectIdOf(manifest);
  const hook = {
    id,
    action: 'run' as const,
    reason: 'it has not run for this yet',
    step: `hook/${phase}/${id.name}`,
    digest: 'sha256:1',
    facts: {},
    record: undefined,
    unsettled: [],
    deletePolicies: ['BeforeHookCreation'] as const,
    everyRevision: false,
    generated: false,
    timeout: 1,
    position: undefined,
    manifest,
    live: undefined,
  };
  return { key: hook.step, source, phase, what: { hook } };
}

describe('waves', () => {
  it('go in the order of their numbers, negative ones first, and 0 where none is asked for', () => {
    const set = [inWave('late', '10'), inWave('early', '-2'), inWave('two', '2'), configMap('a')];
    expect(orderOf(arranged(set))).toBe(
      'Sync [wave -2: early | wave 0: a | wave 2: two | wave 10: late]',
    );
  });

  it('have no name where there is only one', () => {
    expect(orderOf(arranged([configMap('b'), configMap('a')]))).toBe('Sync [a b]');
  });

  it('are waited for, the last one only where the target asks for it or hooks come after it', () => {
    const waits = (wait: boolean, more: readonly GraphNode[] = []) => {
      const nodes = [...nodesOf([configMap('a'), inWave('b', '1')]), ...more];
      const desired = new Set(nodes.map(({ key }) => key));
      const { phases } = arrange(nodes, { migrations: {}, desired, wait });
      return phases[0]?.waves.map(({ waitHealthy }) => waitHealthy);
    };
    expect(waits(true)).toEqual([true, true]);
    expect(waits(false)).toEqual([true, false]);
    expect(waits(false, [hookIn('PostSync', configMap('hook'))])).toEqual([true, true]);
  });

  it('are taken over from an owner', () => {
    const owner = inWave('owner', '3');
    const child = ownedBy(owner, configMap('child', {}, { namespace: 'ns' }));
    expect(orderOf(arranged([child, owner, configMap('a')]))).toBe(
      'Sync [wave 0: a | wave 3: owner child]',
    );
  });

  it.each(['x', '1.5', '', '99999999999'])('cannot be %j', (wave) => {
    expect(arranged([inWave('a', wave)]).problems.map(formatProblem)).toEqual([
      `objects.yaml:1:1: ConfigMap/ns/a: ${waveKey}: ${JSON.stringify(wave)} is not a whole number; write one such as "-1", "0" or "5"`,
    ]);
  });
});

describe('what a server needs first', () => {
  it('goes ahead to the wave where it is needed: namespaces', () => {
    const inside = (name: string, wave: string) => ({
      ...inWave(name, wave),
      metadata: { ...inWave(name, wave).metadata, namespace: 'new' },
    });
    const late = withAnnotations(namespace('new'), { [waveKey]: '5' });
    const { namespace: _none, ...metadata } = late.metadata;
    expect(orderOf(arranged([inside('a', '2'), { ...late, metadata }]))).toBe(
      'Sync [wave 2: new a]',
    );
  });

  it('goes ahead to the wave where it is needed: definitions', () => {
    const kind = withAnnotations(definition('example.com', 'Thing'), { [waveKey]: '1' });
    const { namespace: _none, ...metadata } = kind.metadata;
    const thing = {
      apiVersion: 'example.com/v1',
      kind: 'Thing',
      metadata: { name: 'thing', namespace: 'ns' },
    };
    expect(orderOf(arranged([thing, { ...kind, metadata }]))).toBe(
      'Sync [things.example.com thing]',
    );
  });

  it('goes ahead to the wave where it is needed: owners and roles', () => {
    const owner = inWave('owner', '4');
    const child = ownedBy(owner, inWave('child', '1'));
    const role = withAnnotations(
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'role' } },
      { [waveKey]: '2' },
    );
    const binding = withAnnotations(
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: 'binding' },
        roleRef: { kind: 'Role', name: 'role', apiGroup: 'rbac.authorization.k8s.io' },
      },
      { [waveKey]: '-1' },
    );
    expect(orderOf(arranged([owner, child, role, binding]))).toBe(
      'Sync [wave -1: role binding | wave 1: owner child]',
    );
  });

  it('goes ahead into the phase of a hook that needs it', () => {
    const hook = { ...configMap('hook'), metadata: { name: 'hook', namespace: 'new' } };
    const set = arranged([namespace('new'), configMap('a')], [hookIn('PreSync', hook)]);
    expect(orderOf(set)).toBe('PreSync [new hook] Sync [a]');
  });

  it('stays where it is for hooks that run only on failure', () => {
    const hook = { ...configMap('hook'), metadata: { name: 'hook', namespace: 'new' } };
    const set = arranged([namespace('new')], [hookIn('SyncFail', hook)]);
    expect(orderOf(set)).toBe('Sync [new] SyncFail [hook]');
  });
});

describe('dependencies', () => {
  it('make steps inside a wave', () => {
    const set = [dependent('c', 'b'), dependent('b', 'a'), configMap('a', {}, { namespace: 'ns' })];
    expect(orderOf(arranged(set))).toBe(
      'Sync [wave 0, step 1: a | wave 0, step 2: b | wave 0, step 3: c]',
    );
  });

  it('on an earlier wave are met anyway', () => {
    expect(orderOf(arranged([dependent('b', 'a'), inWave('a', '-1')]))).toBe(
      'Sync [wave -1: a | wave 0: b]',
    );
  });

  it('that go round are an error that shows the way round', () => {
    const set = [dependent('a', 'b'), dependent('b', 'c'), dependent('c', 'a')];
    expect(arranged(set).problems.map(formatProblem)).toEqual([
      'objects.yaml:1:1: ConfigMap/ns/a: it waits for itself: ConfigMap/ns/a => ConfigMap/ns/b => ConfigMap/ns/c => ConfigMap/ns/a; remove one of the dependencies',
    ]);
  });

  it('on oneself are an error', () => {
    expect(arranged([dependent('a', 'a')]).problems.map(formatProblem)).toEqual([
      'objects.yaml:1:1: ConfigMap/ns/a: it waits for itself: ConfigMap/ns/a => ConfigMap/ns/a; remove one of the dependencies',
    ]);
  });

  it('on a later wave are an error that says why', () => {
    expect(arranged([dependent('a', 'b'), inWave('b', '5')]).problems.map(formatProblem)).toEqual([
      'objects.yaml:1:1: ConfigMap/ns/a: it waits for itself: ConfigMap/ns/a => ConfigMap/ns/b => ConfigMap/ns/a (Sync wave 0 goes before Sync wave 5); change the wave of one of the two',
    ]);
  });

  it('on what the target does not have are an error', () => {
    expect(arranged([dependent('a', 'gone')]).problems.map(formatProblem)).toEqual([
      'objects.yaml:1:1: ConfigMap/ns/a: it depends on ConfigMap/ns/gone, which this target does not have; add it to the target, or correct the entry',
    ]);
  });

  it.each(['ConfigMap/a', 'a/b/c/d', '/namespaces/ns/ConfigMap/', 'x/places/ns/ConfigMap/a'])(
    'cannot be written as %s',
    (text) => {
      const { problems } = arranged([withAnnotations(configMap('a'), { [dependsOnKey]: text })]);
      expect(problems.map(formatProblem)).toEqual([
        `objects.yaml:1:1: ConfigMap/ns/a: ${dependsOnKey}: ${JSON.stringify(text)} names no object; write group/namespaces/namespace/kind/name, or group/kind/name without one`,
      ]);
    },
  );

  it('name objects of a group, and of the whole cluster', () => {
    const database = withAnnotations(statefulSet('db'), {});
    const set = [
      database,
      namespace('other'),
      withAnnotations(configMap('a'), {
        [dependsOnKey]: 'apps/namespaces/ns/StatefulSet/db, /Namespace/other',
      }),
    ];
    expect(orderOf(arranged(set))).toBe('Sync [wave 0, step 1: other db | wave 0, step 2: a]');
  });
});

describe('whatever waves and dependencies a set has', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const wishes = fc.array(
    fc.record({
      wave: fc.integer({ min: -2, max: 2 }),
      dependsOn: fc.subarray(names, { maxLength: 2 }),
    }),
    { minLength: names.length, maxLength: names.length },
  );

  it('everything has one place, and comes after all it depends on, unless it waits for itself', () => {
    fc.assert(
      fc.property(wishes, (all) => {
        const set = all.map(({ wave, dependsOn }, index) =>
          withAnnotations(configMap(names[index] ?? ''), {
            [waveKey]: String(wave),
            [dependsOnKey]: dependsOn.map((other) => `/namespaces/ns/ConfigMap/${other}`).join(','),
          }),
        );
        const { phases, problems } = arranged(set);
        const waves = phases.flatMap((phase) => phase.waves);
        const steps = waves.map(({ stages }) =>
          stages.flatMap(({ objects }) => objects.map(({ id }) => id.name)),
        );
        expect(steps.flat().sort()).toEqual(names);
        const stepOf = (name: string) => steps.findIndex((step) => step.includes(name));
        const wavesInOrder = waves.map(({ wave }) => wave);
        expect(wavesInOrder).toEqual(wavesInOrder.toSorted((a, b) => a - b));
        if (problems.length > 0) return;
        all.forEach(({ dependsOn }, index) => {
          for (const other of dependsOn) {
            expect(stepOf(other)).toBeLessThan(stepOf(names[index] ?? ''));
          }
        });
      }),
    );
  });
});

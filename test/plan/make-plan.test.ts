import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Inventory } from '../../src/model/inventory.ts';
import { emptyLedger } from '../../src/model/ledger/step-ledger.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { objectIdOf, objectKey } from '../../src/model/object-id.ts';
import { RefusedError } from '../../src/model/ports/cluster-errors.ts';
import { makePlan, type PlanOptions } from '../../src/plan/make-plan.ts';
import { noSurroundings } from '../../src/plan/migrations/surroundings.ts';
import type { Observation } from '../../src/plan/observe.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Prediction } from '../../src/plan/predict.ts';
import { rendered, secret, statefulSet } from '../support/objects.ts';
import { aTarget } from '../support/targets.ts';

interface Scene {
  readonly desired?: readonly Manifest[];
  /** Objects on the cluster and on record. */
  readonly recorded?: readonly Manifest[];
  readonly predictions?: ReadonlyMap<string, Prediction>;
  readonly options?: Partial<PlanOptions>;
  readonly wait?: boolean;
}

const kinds: readonly (readonly [apiVersion: string, kind: string])[] = [
  ['v1', 'ConfigMap'],
  ['v1', 'Secret'],
  ['v1', 'PersistentVolumeClaim'],
  ['v1', 'PersistentVolume'],
  ['v1', 'Namespace'],
  ['apps/v1', 'StatefulSet'],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
  ['rbac.authorization.k8s.io/v1', 'Role'],
  ['rbac.authorization.k8s.io/v1', 'RoleBinding'],
  ['pingcap.com/v1alpha1', 'TidbMonitor'],
  ['pingcap.com/v1alpha1', 'TidbCluster'],
];

function ours(manifest: Manifest): Manifest {
  const labels = { 'tidewatch.dev/target': 'web' };
  const { metadata } = manifest;
  return {
    ...manifest,
    metadata: { ...metadata, labels, uid: `uid-${metadata.name}`, resourceVersion: '1' },
  };
}

function planOf({
  desired = [],
  recorded = [],
  predictions = new Map(),
  options = {},
  wait = true,
}: Scene): Plan {
  const objects = rendered(desired);
  const inventory: Inventory = {
    target: 'web',
    revision: 'main@sha1:0',
    entries: recorded.map((manifest) => ({
      id: objectIdOf(manifest),
      version: 'v1',
      uid: `uid-${manifest.metadata.name}`,
      adopted: false,
    })),
  };
  const observation: Observation = {
    inventory,
    live: new Map(recorded.map(ours).map((object) => [objectKey(objectIdOf(object)), object])),
    predictions: new Map(
      desired.map((manifest) => {
        const key = objectKey(objectIdOf(manifest));
        return [key, predictions.get(key) ?? { kind: 'create' }];
      }),
    ),
    adoptedBefore: new Set(),
    unserved: new Set(),
    refusedHooks: new Map(),
    around: noSurroundings,
    ledger: emptyLedger('web'),
  };
  const target = aTarget('web', { wait });
  const prepared = {
    desired: { target, revision: 'main@sha1:1', objects, hooks: [] },
    problems: [],
    warnings: [],
  };
  return makePlan(prepared, observation, { goneTargets: new Set(), ...options });
}

const someObject: fc.Arbitrary<Manifest> = fc
  .record({
    kind: fc.constantFrom(...kinds),
    name: fc.stringMatching(/^[a-z]{1,3}$/),
    value: fc.nat(3),
  })
  .map(({ kind: [apiVersion, kind], name, value }) => ({
    apiVersion,
    kind,
    metadata: { name, namespace: 'ns' },
    data: { value },
  }));
const someObjects = fc.uniqueArray(someObject, {
  selector: (manifest) => objectKey(objectIdOf(manifest)),
  maxLength: 12,
});

describe('every plan', () => {
  it('has the same digest, and the same order, whatever the order of its input', () => {
    fc.assert(
      fc.property(someObjects, someObjects, (desired, recorded) => {
        const plan = planOf({ desired, recorded });
        const other = planOf({ desired: desired.toReversed(), recorded: recorded.toReversed() });
        expect(other.digest).toBe(plan.digest);
        expect(other.prunes.map(({ id }) => id)).toEqual(plan.prunes.map(({ id }) => id));
        expect(stagesOf(other)).toEqual(stagesOf(plan));
      }),
    );
  });

  it('never deletes what holds data', () => {
    const holding = [
      'PersistentVolume',
      'PersistentVolumeClaim',
      'Namespace',
      'CustomResourceDefinition',
    ];
    fc.assert(
      fc.property(someObjects, someObjects, fc.boolean(), (desired, recorded, retire) => {
        const { prunes } = planOf({ desired, recorded, options: { retire } });
        expect(prunes.filter(({ id }) => holding.includes(id.kind))).toEqual([]);
      }),
    );
  });

  it('accounts for each desired object once, and for each recorded one that is not desired', () => {
    fc.assert(
      fc.property(someObjects, someObjects, (desired, recorded) => {
        const plan = planOf({ desired, recorded });
        const key = ({ id }: { id: ReturnType<typeof objectIdOf> }) => objectKey(id);
        const planned = plan.phases.flatMap((phase) =>
          phase.waves.flatMap(({ stages }) => stages.flatMap(({ objects }) => objects.map(key))),
        );
        expect(planned.toSorted()).toEqual(
          desired.map((one) => objectKey(objectIdOf(one))).toSorted(),
        );
        const left = recorded
          .map((one) => objectKey(objectIdOf(one)))
          .filter((one) => !planned.includes(one));
        expect([...plan.prunes.map(key), ...plan.skips.map(key)].toSorted()).toEqual(
          left.toSorted(),
        );
        // Whatever is not deleted stays on record.
        const kept = [...plan.inventory.applied, ...plan.inventory.retained, ...plan.prunes].map(
          key,
        );
        expect(kept.toSorted()).toEqual([...planned, ...left].toSorted());
      }),
    );
  });

  it('deletes in the reverse of the order in which it applies', () => {
    fc.assert(
      fc.property(someObjects, (recorded) => {
        const deleted = planOf({ recorded, options: { retire: true, pruneData: true } }).prunes;
        const applied = planOf({ desired: recorded }).phases.flatMap((phase) =>
          phase.waves.flatMap(({ stages }) => stages.flatMap(({ objects }) => objects)),
        );
        expect(deleted.map(({ id }) => objectKey(id))).toEqual(
          applied.map(({ id }) => objectKey(id)).toReversed(),
        );
      }),
    );
  });
});

describe('the digest of a plan', () => {
  const base: Scene = { desired: [statefulSet('a')], recorded: [statefulSet('old')] };

  it('stays the same while the objects are being applied', () => {
    const key = 'apps/StatefulSet//a';
    const after = planOf({ ...base, predictions: new Map([[key, { kind: 'unchanged' }]]) });
    expect(after.digest).toBe(planOf(base).digest);
  });

  it.each<[string, Scene]>([
    ['a desired object differs', { ...base, desired: [statefulSet('a', { replicas: 2 })] }],
    ['an object comes', { ...base, desired: [statefulSet('a'), statefulSet('b')] }],
    ['another object is to be deleted', { ...base, recorded: [statefulSet('older')] }],
    ['nothing is to be deleted', { ...base, recorded: [] }],
  ])('differs when %s', (_what, scene) => {
    expect(planOf(scene).digest).not.toBe(planOf(base).digest);
  });
});

describe('a plan', () => {
  it('applies in stages, and waits for definitions and, if asked, for health', () => {
    const desired = kinds.map(([apiVersion, kind]) => ({
      apiVersion,
      kind,
      metadata: { name: 'a', namespace: 'ns' },
    }));
    const plan = planOf({ desired });
    expect(
      plan.phases.flatMap(({ name, waves }) => waves.map(({ waitHealthy }) => [name, waitHealthy])),
    ).toEqual([['Sync', true]]);
    expect(stagesOf(plan)).toEqual([
      ['definitions', true, 'CustomResourceDefinition', 'Namespace'],
      ['intents', false, 'TidbMonitor'],
      ['identities', false, 'Role'],
      ['bindings', false, 'RoleBinding'],
      ['configuration', false, 'ConfigMap', 'Secret'],
      ['storage', false, 'PersistentVolume', 'PersistentVolumeClaim'],
      ['workloads', false, 'StatefulSet'],
      ['routes', false, 'TidbCluster'],
    ]);
    expect(planOf({ desired, wait: false }).phases[0]?.waves[0]?.waitHealthy).toBe(false);
  });

  it('is not to be run when the server refuses an object, and says where that was written', () => {
    const [object] = rendered([statefulSet('a')]);
    const error = new RefusedError('StatefulSet/a: no such field', { status: 400 });
    const { problems } = planOf({
      desired: object === undefined ? [] : [object.manifest],
      predictions: new Map([['apps/StatefulSet//a', { kind: 'refused', error }]]),
    });
    expect(problems).toEqual([
      {
        code: 'REFUSED_BY_SERVER',
        position: { file: 'objects.yaml', line: 1, column: 1 },
        subject: 'StatefulSet/a',
        what: 'the API server refuses it: no such field',
        advice: 'correct it in Git',
      },
    ]);
  });

  it('says why an owner cannot be, and not again for everything it owns', () => {
    const owner = objectIdOf(statefulSet('owner'));
    const missing: Prediction = { kind: 'ownerless', owner };
    const error = new RefusedError('StatefulSet//owner: no', { status: 400 });
    const desired = [statefulSet('owner'), secret('child', {}), secret('other', {})];
    const predictions = new Map<string, Prediction>([
      ['/Secret//child', missing],
      ['/Secret//other', missing],
    ]);
    const codes = (plan: Plan) => plan.problems.map(({ code }) => code);
    expect(codes(planOf({ desired, predictions }))).toEqual(['OWNER_MISSING', 'OWNER_MISSING']);
    predictions.set('apps/StatefulSet//owner', { kind: 'refused', error });
    expect(codes(planOf({ desired, predictions }))).toEqual(['REFUSED_BY_SERVER']);
  });

  it('can be shown: no secret is in its JSON', () => {
    const object = {
      ...secret('s', {}),
      data: { password: 'aHVudGVyMg==' },
      big: 9007199254740993n,
    };
    const text = JSON.stringify([planOf({ desired: [object] })]);
    expect(text).toContain('"password":"***"');
    expect(text).not.toContain('aHVudGVyMg==');
  });
});

function stagesOf(plan: Plan) {
  return plan.phases.flatMap(({ waves }) =>
    waves
      .flatMap(({ stages }) => stages)
      .map(({ name, waitEstablished, objects }) => [
        name,
        waitEstablished,
        ...objects.map(({ id }) => id.kind),
      ]),
  );
}

import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { formatProblem } from '../../../src/model/errors.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import { createKubectl } from '../../support/kubectl.ts';
import { createNamespace } from '../../support/namespaces.ts';
import { configMap, definition, namespace, ownedBy } from '../../support/objects.ts';
import { createDeployer, type Deployer, shortChanges } from './deployer.ts';

const kubectl = createKubectl(inject('binaries'), inject('kubeconfig'));

describe('objects that need each other, in one commit', () => {
  let home: string;
  let deployer: Deployer;
  beforeAll(async () => {
    home = await createNamespace(kubectl, 'order');
    deployer = createDeployer(inject('kubeconfig'), home, home);
  });
  afterAll(() => deployer.close());

  const group = 'order.example.com';
  const widget: Manifest = {
    apiVersion: `${group}/v1`,
    kind: 'Widget',
    metadata: { name: 'owner' },
    spec: { size: 1 },
  };

  function objects(): readonly Manifest[] {
    const place = `${home}-new`;
    return [
      ownedBy(widget, configMap('child')),
      widget,
      definition(group, 'Widget'),
      configMap('inside', { a: 'b' }, { namespace: place }),
      binding(place),
      role(place),
      namespace(place),
    ];
  }

  it('plans what cannot be asked about yet as such, with the reason', async () => {
    const plan = await deployer.plan(objects());
    expect(plan.problems).toEqual([]);
    const stages = plan.phases.flatMap(({ waves }) => waves).flatMap(({ stages }) => stages);
    expect(
      stages.map(({ name, objects }) => [
        name,
        ...objects.map(({ id, reason, dryRun }) => `${id.kind} ${id.name}: ${reason} (${dryRun})`),
      ]),
    ).toEqual([
      [
        'definitions',
        `CustomResourceDefinition widgets.${group}: it does not exist (accepted)`,
        `Namespace ${home}-new: it does not exist (accepted)`,
      ],
      [
        'intents',
        `Widget owner: CustomResourceDefinition/${definitionName} is created first (deferred)`,
      ],
      ['identities', `Role reader: Namespace/${home}-new is created first (deferred)`],
      ['bindings', `RoleBinding reader: Namespace/${home}-new is created first (deferred)`],
      [
        'configuration',
        'ConfigMap child: it does not exist (accepted)',
        `ConfigMap inside: Namespace/${home}-new is created first (deferred)`,
      ],
    ]);
  });

  it('applies them in one go, children with the uid of their owner', async () => {
    const { result } = await deployer.deploy(objects());
    expect(result).toMatchObject({ outcome: 'done', problems: [] });
    const get = (kind: string) =>
      kubectl([
        'get',
        kind,
        '-n',
        home,
        '-o',
        'jsonpath={..metadata.uid} {..ownerReferences[*].uid}',
      ]);
    const [uid] = (await get('widget/owner')).split(' ');
    expect((await get('configmap/child')).split(' ')[1]).toBe(uid);
  });

  it('finds nothing to do the second time', async () => {
    const { plan, result } = await deployer.deploy(objects());
    expect(plan.summary).toMatchObject({ create: 0, update: 0, unchanged: 7 });
    expect(result.outcome).toBe('done');
  });

  it('refuses a field that a definition does not have', async () => {
    const { problems } = await deployer.plan(
      objects().map((object) => (object.kind === 'Widget' ? { ...object, spce: {} } : object)),
    );
    expect(problems.map(({ what }) => what)).toEqual([
      expect.stringContaining('.spce: field not declared in schema'),
    ]);
  });

  it('compares objects of a kind once its changed definition is there', async () => {
    const wider = objects().map((object) =>
      object.kind === 'CustomResourceDefinition' ? withShortName(object) : object,
    );
    const moved = wider.map((object) =>
      object.kind === 'Widget' ? { ...object, spec: { size: 2 } } : object,
    );
    const { plan, result } = await deployer.deploy(moved);
    const deferred = plan.phases
      .flatMap(({ waves }) => waves.flatMap(({ stages }) => stages))
      .flatMap((stage) => stage.objects)
      .filter(({ dryRun }) => dryRun === 'deferred');
    expect(deferred.map(({ id, action, reason }) => `${action} ${id.kind}: ${reason}`)).toEqual([
      `update Widget: CustomResourceDefinition/${definitionName} is updated first`,
    ]);
    expect(shortChanges(result).filter((line) => line.startsWith('configured'))).toEqual([
      `configured CustomResourceDefinition ${definitionName}`,
      'configured Widget owner',
    ]);
  });

  it('never deletes a namespace or a definition', async () => {
    const kept = objects().filter(({ kind }) => !['Namespace', definitionKind].includes(kind));
    const { plan, result } = await deployer.deploy(kept);
    expect(plan.prunes).toEqual([]);
    expect(plan.skips.map(({ id, reason }) => `${id.kind}: ${reason.text}`)).toEqual([
      'Namespace: deleting it would delete data; delete it by hand once nothing needs it',
      `${definitionKind}: deleting it would delete data; delete it by hand once nothing needs it`,
    ]);
    expect(result.outcome).toBe('done');
  });

  it('says at once when an owner is missing', async () => {
    const stranger = { ...widget, metadata: { name: 'stranger' } };
    const plan = await deployer.plan([...objects(), ownedBy(stranger, configMap('orphan'))]);
    expect(plan.problems.map(formatProblem)).toEqual([
      `objects.yaml:8:1: ConfigMap/${home}/orphan: its owner Widget/${home}/stranger does not exist; add the owner to this target, or remove the owner reference`,
    ]);
  });
});

const definitionKind = 'CustomResourceDefinition';
const definitionName = 'widgets.order.example.com';

function withShortName(object: Manifest): Manifest {
  const text = JSON.stringify(object).replace('"singular":', '"shortNames":["wdg"],"singular":');
  return JSON.parse(text) as Manifest;
}

function role(place: string): Manifest {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'reader', namespace: place },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
  };
}

function binding(place: string): Manifest {
  const apiGroup = 'rbac.authorization.k8s.io';
  return {
    apiVersion: `${apiGroup}/v1`,
    kind: 'RoleBinding',
    metadata: { name: 'reader', namespace: place },
    roleRef: { apiGroup, kind: 'Role', name: 'reader' },
    subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: place }],
  };
}

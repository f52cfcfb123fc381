import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../src/model/errors.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { prepareDesired } from '../../src/plan/desired.ts';
import { builtInDiscovery } from '../support/built-in-discovery.ts';
import {
  configMap,
  definition,
  namespace,
  rendered,
  secret,
  statefulSet,
} from '../support/objects.ts';
import { aTarget } from '../support/targets.ts';

function prepare(manifests: readonly Manifest[], fields = {}) {
  return prepareDesired(
    aTarget('web', fields),
    'main@sha1:1',
    rendered(manifests),
    builtInDiscovery(),
  );
}

async function prepared(manifest: Manifest, fields = {}): Promise<Manifest | undefined> {
  return (await prepare([manifest], fields)).desired.objects[0]?.manifest;
}

describe('a rendered object, made ready', () => {
  it('is labelled on its own metadata, never in a selector or a template', async () => {
    const ready = await prepared(statefulSet('a'));
    expect(ready?.metadata.labels).toEqual({ 'tidewatch.dev/target': 'web' });
    expect(ready?.spec).toEqual(statefulSet('a').spec);
  });

  it.each([
    ['none', {}, undefined, 'default'],
    ['its own', {}, 'own', 'own'],
    ["the target's default", { defaultNamespace: 'fallback' }, undefined, 'fallback'],
    ['its own before the default', { defaultNamespace: 'fallback' }, 'own', 'own'],
    ['its own, which the build has set already', { targetNamespace: 'built' }, 'own', 'own'],
  ])('is in the namespace that comes of %s', async (_what, fields, own, expected) => {
    const object = configMap('a', {}, own === undefined ? {} : { namespace: own });
    expect((await prepared(object, fields))?.metadata.namespace).toBe(expected);
  });

  it('has no namespace where its kind has none', async () => {
    const object = namespace('a');
    const misplaced = { ...object, metadata: { ...object.metadata, namespace: 'x' } };
    expect(
      (await prepared(misplaced, { defaultNamespace: 'y' }))?.metadata.namespace,
    ).toBeUndefined();
  });

  it('loses what only a server writes, as in files exported from a cluster', async () => {
    const exported = configMap(
      'a',
      { key: 'value' },
      {
        uid: 'u',
        resourceVersion: '1',
        generation: 3,
        creationTimestamp: '2026-01-01T00:00:00Z',
        managedFields: [],
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', mine: 'yes' },
      },
    );
    expect(await prepared({ ...exported, status: { phase: 'Active' } })).toEqual(
      configMap(
        'a',
        { key: 'value' },
        {
          namespace: 'default',
          labels: { 'tidewatch.dev/target': 'web' },
          annotations: { mine: 'yes' },
        },
      ),
    );
  });

  it('has its stringData folded into its data', async () => {
    const object = {
      ...secret('a', { text: 'ü', both: 'wins' }),
      data: { both: 'bG9zZXM=', old: 'eA==' },
    };
    const ready = await prepared(object);
    expect(ready?.data).toEqual({ text: 'w7w=', both: 'd2lucw==', old: 'eA==' });
    expect(ready?.stringData).toBeUndefined();
  });
});

describe('a set of rendered objects', () => {
  it('is sorted, whatever its order', async () => {
    const objects = [secret('b', {}), configMap('b'), configMap('a')];
    const names = async (manifests: readonly Manifest[]) =>
      (await prepare(manifests)).desired.objects.map(
        ({ manifest }) => `${manifest.kind} ${manifest.metadata.name}`,
      );
    expect(await names(objects)).toEqual(['ConfigMap a', 'ConfigMap b', 'Secret b']);
    expect(await names(objects.toReversed())).toEqual(await names(objects));
  });

  it('must not hold one object twice: both places are named', async () => {
    const { problems } = await prepare([
      configMap('a', {}, { namespace: 'default' }),
      configMap('b'),
      configMap('a'),
    ]);
    expect(problems.map(formatProblem)).toEqual([
      'objects.yaml:3:1: ConfigMap/default/a: the same object is already produced at objects.yaml:1:1; remove or rename one of the two',
    ]);
  });

  it('must not hold a kind that nobody defines', async () => {
    const { problems } = await prepare([
      { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a' } },
    ]);
    expect(problems.map(formatProblem)).toEqual([
      'objects.yaml:1:1: Widget/default/a: the cluster does not serve Widget of example.com/v1; correct apiVersion and kind, or add the CustomResourceDefinition',
    ]);
  });

  it('may define a kind itself', async () => {
    const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a' } };
    const { problems, desired } = await prepare([widget, definition('example.com', 'Widget')]);
    expect(problems).toEqual([]);
    expect(desired.objects.map(({ manifest }) => manifest.metadata.namespace)).toEqual([
      undefined,
      'default',
    ]);
  });

  it('is looked up again before a kind counts as unknown', async () => {
    const { find } = builtInDiscovery();
    let refreshed = false;
    const discovery = {
      find: async (...given: Parameters<typeof find>) =>
        given[1] === 'ConfigMap' && !refreshed ? undefined : find(...given),
      refresh: () => {
        refreshed = true;
      },
    };
    const { problems } = await prepareDesired(
      aTarget('web'),
      'r',
      rendered([configMap('a')]),
      discovery,
    );
    expect(problems).toEqual([]);
  });
});

describe('annotations that ask for something we do not do', () => {
  it.each([
    [
      'helm.sh/hook',
      'pre-install',
      'helm.sh/hook is not read: it is applied like any other object; write argocd.argoproj.io/hook to make it a hook',
    ],
    [
      'argocd.argoproj.io/sync-options',
      'Prune=false,Replace=true',
      'argocd.argoproj.io/sync-options: Replace=true is not supported: fields that others own stay as they are; remove the option',
    ],
    [
      'argocd.argoproj.io/sync-options',
      'Force=true',
      'argocd.argoproj.io/sync-options: Force=true is not supported: nothing is ever deleted to be created again; remove the option',
    ],
    [
      'argocd.argoproj.io/sync-options',
      'Validate=false',
      'argocd.argoproj.io/sync-options: Validate=false is not supported: the API server validates every object; remove the option',
    ],
    [
      'kustomize.toolkit.fluxcd.io/force',
      'enabled',
      'kustomize.toolkit.fluxcd.io/force: enabled is not supported: nothing is ever deleted to be created again; remove the annotation',
    ],
  ])('%s: %s is a warning', async (annotation, value, expected) => {
    const { warnings } = await prepare([
      configMap('a', {}, { annotations: { [annotation]: value } }),
    ]);
    expect(warnings.map(formatProblem)).toEqual([
      `objects.yaml:1:1: ConfigMap/default/a: ${expected}`,
    ]);
  });

  it.each([
    ['argocd.argoproj.io/sync-wave', '-5'],
    ['argocd.argoproj.io/hook', 'PreSync'],
    ['config.kubernetes.io/depends-on', '/namespaces/ns/ConfigMap/b'],
    ['argocd.argoproj.io/sync-options', 'Prune=false, Delete=confirm,ServerSideApply=true'],
    ['kustomize.toolkit.fluxcd.io/prune', 'disabled'],
  ])('%s: %s is none', async (annotation, value) => {
    const { warnings } = await prepare([
      configMap('a', {}, { annotations: { [annotation]: value } }),
    ]);
    expect(warnings).toEqual([]);
  });
});

describe('a record of Tidewatch itself that comes from Git', () => {
  it.each([
    ['by its name, which could approve deletions', configMap('tidewatch-status-other')],
    ['by its name, which could empty an inventory', configMap('tidewatch-inventory-other')],
    [
      'by its label, which could say that a target is gone',
      configMap('a', {}, { labels: { 'tidewatch.dev/status': 'other' } }),
    ],
  ])('is refused %s', async (_what, object) => {
    const { problems } = await prepare([object], { defaultNamespace: 'tidewatch-system' });
    expect(problems.map(formatProblem)).toEqual([
      `objects.yaml:1:1: ConfigMap/tidewatch-system/${object.metadata.name}: the records of Tidewatch itself do not come from Git; give it another name, and no label tidewatch.dev/inventory or tidewatch.dev/status`,
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { applyGuard } from '../../src/plan/apply-guard.ts';
import { type PruneSettings, pruneGuard } from '../../src/plan/prune-guard.ts';
import { configMap } from '../support/objects.ts';

const annotated = (annotations: Readonly<Record<string, string>>) =>
  configMap('a', {}, { annotations });
const labelled = (labels: Readonly<Record<string, string>>) => configMap('a', {}, { labels });

describe('an object of Git is not applied when', () => {
  it.each<[string, Manifest, Manifest | undefined, string, string]>([
    [
      'Argo CD would skip it',
      annotated({ 'argocd.argoproj.io/hook': 'Skip' }),
      undefined,
      'SKIPPED',
      'argocd.argoproj.io/hook: Skip keeps it off the cluster',
    ],
    [
      'it is for tools only',
      annotated({ 'config.kubernetes.io/local-config': 'true' }),
      undefined,
      'LOCAL_CONFIG',
      'config.kubernetes.io/local-config keeps it off the cluster',
    ],
    [
      'Flux is asked to leave it',
      annotated({ 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' }),
      undefined,
      'RECONCILE_DISABLED',
      'kustomize.toolkit.fluxcd.io/reconcile: disabled is set',
    ],
    [
      'a label asks it, too',
      labelled({ 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' }),
      undefined,
      'RECONCILE_DISABLED',
      'kustomize.toolkit.fluxcd.io/reconcile: disabled is set',
    ],
    [
      'somebody has asked it on the cluster',
      configMap('a'),
      annotated({ 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' }),
      'RECONCILE_DISABLED',
      'kustomize.toolkit.fluxcd.io/reconcile: disabled is set',
    ],
    [
      'ssa: Ignore is set',
      annotated({ 'kustomize.toolkit.fluxcd.io/ssa': 'Ignore' }),
      undefined,
      'RECONCILE_DISABLED',
      'kustomize.toolkit.fluxcd.io/ssa: Ignore is set',
    ],
    [
      'mutation: ignore is set',
      annotated({ 'client.lifecycle.config.k8s.io/mutation': 'ignore' }),
      undefined,
      'RECONCILE_DISABLED',
      'client.lifecycle.config.k8s.io/mutation: ignore is set',
    ],
    [
      'it is only to be made, and exists',
      annotated({ 'kustomize.toolkit.fluxcd.io/ssa': 'IfNotPresent' }),
      configMap('a'),
      'ALREADY_PRESENT',
      'kustomize.toolkit.fluxcd.io/ssa: IfNotPresent is set and it exists',
    ],
  ])('%s', (_what, desired, live, code, text) => {
    expect(applyGuard(desired, live)).toEqual({ code, text });
  });

  it.each<[string, Manifest, Manifest | undefined]>([
    ['nothing is said', configMap('a'), configMap('a')],
    [
      'it is only to be made, and does not exist',
      annotated({ 'kustomize.toolkit.fluxcd.io/ssa': 'IfNotPresent' }),
      undefined,
    ],
    [
      'local-config is switched off',
      annotated({ 'config.kubernetes.io/local-config': 'false' }),
      undefined,
    ],
    [
      'ssa: Merge is set',
      annotated({ 'kustomize.toolkit.fluxcd.io/ssa': 'Merge' }),
      configMap('a'),
    ],
    [
      'it must not be pruned',
      annotated({ 'kustomize.toolkit.fluxcd.io/prune': 'disabled' }),
      configMap('a'),
    ],
  ])('(but it is when %s)', (_what, desired, live) => {
    expect(applyGuard(desired, live)).toBeUndefined();
  });
});

const settings: PruneSettings = {
  target: 'web',
  prune: true,
  emptyRender: false,
  pruneData: false,
  wantedBy: undefined,
};

interface Recorded {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: JsonObject;
  readonly spec?: JsonObject;
  readonly adopted?: boolean;
  readonly recordedUid?: string | undefined;
}

function guard(recorded: Recorded, changes: Partial<PruneSettings> = {}) {
  const { apiVersion = 'v1', kind = 'ConfigMap', adopted = false } = recorded;
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  const labels = { 'tidewatch.dev/target': 'web' };
  const live: Manifest = {
    apiVersion,
    kind,
    metadata: { name: 'a', namespace: 'ns', uid: 'u', labels, ...recorded.metadata },
    spec: recorded.spec,
  };
  const uid = 'recordedUid' in recorded ? recorded.recordedUid : 'u';
  const entry = { id: { group, kind, namespace: 'ns', name: 'a' }, version: 'v1', uid, adopted };
  return pruneGuard(entry, live, { ...settings, ...changes });
}

const byHand = '; delete it by hand once nothing needs it';
const whenDeleted = (value: string) => ({
  persistentVolumeClaimRetentionPolicy: { whenDeleted: value },
});

describe('an object that left Git is not deleted when', () => {
  it.each<[string, Recorded, Partial<PruneSettings>, string, string]>([
    [
      'its label is gone',
      { metadata: { labels: {} } },
      {},
      'NOT_OURS',
      'the label tidewatch.dev/target is gone from it',
    ],
    [
      'it is another one of that name',
      { recordedUid: 'other' },
      {},
      'NOT_OURS',
      'somebody has deleted it and made another one of that name',
    ],
    [
      'another target has it',
      { metadata: { labels: { 'tidewatch.dev/target': 'db' } } },
      {},
      'MOVED',
      'it belongs to the target "db" now',
    ],
    [
      'another target is about to have it',
      {},
      { wantedBy: 'db' },
      'MOVING',
      'the target "db" takes it over',
    ],
    [
      'it is being deleted',
      { metadata: { deletionTimestamp: 'now' } },
      {},
      'BEING_DELETED',
      'it is being deleted already',
    ],
    [
      'the target does not prune',
      {},
      { prune: false },
      'TARGET_DOES_NOT_PRUNE',
      'pruning is off for this target',
    ],
    [
      'nothing was rendered',
      {},
      { emptyRender: true },
      'EMPTY_RENDER',
      'nothing was rendered, and that never deletes anything',
    ],
    [
      'cli-utils is asked to keep it',
      { metadata: { annotations: { 'cli-utils.sigs.k8s.io/on-remove': 'keep' } } },
      {},
      'PRUNE_DISABLED',
      'cli-utils.sigs.k8s.io/on-remove: keep is set on it',
    ],
    [
      'Argo CD is asked to keep it',
      { metadata: { annotations: { 'argocd.argoproj.io/sync-options': 'A=b, Prune=false' } } },
      {},
      'PRUNE_DISABLED',
      'argocd.argoproj.io/sync-options: Prune=false is set on it',
    ],
    [
      'ssa: Ignore is set',
      { metadata: { annotations: { 'kustomize.toolkit.fluxcd.io/ssa': 'Ignore' } } },
      {},
      'PRUNE_DISABLED',
      'kustomize.toolkit.fluxcd.io/ssa: Ignore is set on it',
    ],
    [
      'it is a claim',
      { kind: 'PersistentVolumeClaim' },
      {},
      'HOLDS_DATA',
      `deleting it would delete data${byHand}`,
    ],
    [
      'it is a volume',
      { kind: 'PersistentVolume' },
      {},
      'HOLDS_DATA',
      `deleting it would delete data${byHand}`,
    ],
    [
      'it is a namespace',
      { kind: 'Namespace' },
      {},
      'HOLDS_DATA',
      `deleting it would delete data${byHand}`,
    ],
    [
      'it is a definition',
      { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
      {},
      'HOLDS_DATA',
      `deleting it would delete data${byHand}`,
    ],
    [
      'it is a Secret that was there before',
      { kind: 'Secret', adopted: true },
      {},
      'HOLDS_DATA',
      `it was there before this target${byHand}`,
    ],
    [
      'its claims would go with it',
      { apiVersion: 'apps/v1', kind: 'StatefulSet', spec: whenDeleted('Delete') },
      {},
      'HOLDS_DATA',
      `its volume claims would be deleted with it (whenDeleted: Delete)${byHand}`,
    ],
  ])('%s', (_what, recorded, changes, code, text) => {
    expect(guard(recorded, changes)).toEqual({ code, text });
  });

  it.each<[string, Recorded, Partial<PruneSettings>]>([
    ['nothing is said', {}, {}],
    ['its uid was never recorded', { recordedUid: undefined }, {}],
    ['it is a Secret of ours', { kind: 'Secret' }, {}],
    ['it was there before, and is no Secret', { adopted: true }, {}],
    [
      'its claims stay',
      { apiVersion: 'apps/v1', kind: 'StatefulSet', spec: whenDeleted('Retain') },
      {},
    ],
    ['data may be pruned', { kind: 'PersistentVolumeClaim' }, { pruneData: true }],
    [
      'it asks for confirmation, which the budget deals with',
      { metadata: { annotations: { 'argocd.argoproj.io/sync-options': 'Prune=confirm' } } },
      {},
    ],
  ])('(but it is when %s)', (_what, recorded, changes) => {
    expect(guard(recorded, changes)).toBeUndefined();
  });
});

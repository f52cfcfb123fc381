import type { Rendered } from '../model/manifest.ts';
import { formatObjectId, objectIdOf } from '../model/object-id.ts';
import type { NamespaceMetadata } from '../model/target.ts';
import { readApplicationSources } from './argo-source.ts';
import type { Declaration } from './declaration.ts';
import { readDriftPolicy } from './drift-annotation.ts';
import {
  type FieldReader,
  problemAt,
  readerOf,
  readFlag,
  readObject,
  readText,
  readTextList,
  readTextMap,
} from './field-reader.ts';
import { checkFields, type FieldSupportTable } from './field-support.ts';
import { readIgnoreDifferences } from './ignored-differences.ts';
import type { TargetDefaults } from './layout.ts';

const SPEC: FieldSupportTable = {
  source: 'read',
  sources: 'read',
  destination: 'read',
  syncPolicy: 'read',
  project: 'read',
  ignoreDifferences: 'read',
  info: 'idle',
  revisionHistoryLimit: 'idle',
  sourceHydrator: { refused: 'deploy the branch with the hydrated manifests' },
};

const DESTINATION: FieldSupportTable = { server: 'read', name: 'read', namespace: 'read' };

const SYNC_POLICY: FieldSupportTable = {
  automated: 'read',
  syncOptions: 'read',
  managedNamespaceMetadata: 'read',
  retry: { ignored: 'failed attempts are retried after growing pauses' },
};

const AUTOMATED: FieldSupportTable = {
  prune: 'read',
  selfHeal: 'read',
  enabled: 'read',
  allowEmpty: { ignored: 'a target that renders to nothing never deletes anything' },
};

/** Sync options that are acted on, and those that change nothing because Tidewatch works that way. */
const KNOWN_OPTIONS = new Set([
  'CreateNamespace=true',
  'CreateNamespace=false',
  'Prune=true',
  'Prune=false',
  'RespectIgnoreDifferences=true',
  'RespectIgnoreDifferences=false',
  'ServerSideApply=true',
  'ServerSideApply=false',
  'PruneLast=true',
  'PruneLast=false',
  'ApplyOutOfSyncOnly=true',
  'ApplyOutOfSyncOnly=false',
  'ClientSideApplyMigration=true',
  'Validate=true',
  'Replace=false',
  'Force=false',
]);

/** What an Argo CD Application object declares. */
export function readArgoApplication(object: Rendered, defaults: TargetDefaults): Declaration {
  const reader = readerOf(object);
  const { group, kind, name } = objectIdOf(object.manifest);
  const namespace = object.manifest.metadata.namespace ?? '';
  checkFields(reader, ['spec'], SPEC);
  checkFields(reader, ['spec', 'syncPolicy'], SYNC_POLICY);
  checkFields(reader, ['spec', 'syncPolicy', 'automated'], AUTOMATED);
  checkAnnotations(reader);
  checkProject(reader);
  const options = readTextList(reader, ['spec', 'syncPolicy', 'syncOptions']);
  checkOptions(reader, options);
  const defaultNamespace = readDestination(reader);
  return {
    declaredBy: 'Application',
    object,
    subject: formatObjectId({ group, kind, namespace, name }),
    namespace,
    name,
    position: object.provenance.object,
    folders: readApplicationSources(reader, defaults.repository),
    source: undefined,
    targetNamespace: undefined,
    defaultNamespace,
    createNamespace: readCreateNamespace(reader, options, defaultNamespace),
    prune: readPrune(reader, options),
    suspend: readSuspend(reader),
    drift: readDriftPolicy(reader),
    ignoredDifferences: readIgnoreDifferences(reader, options),
    selfHeal: readFlag(reader, ['spec', 'syncPolicy', 'automated', 'selfHeal']) ?? false,
    wait: defaults.wait,
    interval: defaults.interval,
    timeout: defaults.timeout,
    dependsOn: [],
    build: { order: 'legacy', loadRestrictor: 'rootOnly' },
    blocked: reader.blocked,
    warnings: reader.warnings,
  };
}

function checkAnnotations(reader: FieldReader): void {
  const annotations = readTextMap(reader, ['metadata', 'annotations']);
  for (const [key, value] of Object.entries(annotations)) {
    const path = ['metadata', 'annotations', key];
    if (key === 'argocd.argoproj.io/sync-wave' && value !== '0') {
      const what = 'a sync wave of an Application is not supported and has no effect';
      const advice = 'Applications are applied independently of each other';
      reader.warnings.push(problemAt(reader, path, 'UNSUPPORTED_FIELD', what, advice));
    } else if (key === 'argocd-image-updater.argoproj.io/image-list') {
      const what = 'Argo CD Image Updater is not supported and has no effect';
      const advice = 'let it write the tags to Git, or write them there yourself';
      reader.warnings.push(problemAt(reader, path, 'UNSUPPORTED_FIELD', what, advice));
    }
  }
}

function checkProject(reader: FieldReader): void {
  const path = ['spec', 'project'];
  const project = readText(reader, path) ?? 'default';
  if (project === 'default') return;
  const what = `the limits of AppProject ${project} are not supported and have no effect`;
  const advice = "limit the agent's ServiceAccount instead";
  reader.warnings.push(problemAt(reader, path, 'UNSUPPORTED_FIELD', what, advice));
}

function checkOptions(reader: FieldReader, options: readonly string[]): void {
  for (const [index, option] of options.entries()) {
    if (KNOWN_OPTIONS.has(option)) continue;
    const path = ['spec', 'syncPolicy', 'syncOptions', index];
    const what = `sync option ${option} is not supported and has no effect`;
    const advice = 'see docs/layout.md for what Tidewatch does instead';
    reader.warnings.push(problemAt(reader, path, 'UNSUPPORTED_FIELD', what, advice));
  }
}

/** The default namespace of a destination, which must be this cluster. */
function readDestination(reader: FieldReader): string | undefined {
  const at = ['spec', 'destination'];
  checkFields(reader, at, DESTINATION);
  readObject(reader, at);
  const server = readText(reader, [...at, 'server']);
  const name = readText(reader, [...at, 'name']);
  if (server === undefined && name === undefined) {
    const what = 'spec.destination names no cluster';
    const advice = 'set spec.destination.server to https://kubernetes.default.svc';
    reader.blocked.push(problemAt(reader, at, 'MISSING_FIELD', what, advice));
  } else if (!isThisCluster(server, name)) {
    const what = `the destination is another cluster: ${server ?? name}`;
    const advice = 'run an agent in that cluster; this one deploys only to its own';
    reader.blocked.push(problemAt(reader, at, 'OTHER_CLUSTER', what, advice));
  }
  return readText(reader, [...at, 'namespace']);
}

function isThisCluster(server: string | undefined, name: string | undefined): boolean {
  return server === undefined
    ? name === 'in-cluster'
    : server.replace(/\/$/, '') === 'https://kubernetes.default.svc';
}

function readCreateNamespace(
  reader: FieldReader,
  options: readonly string[],
  defaultNamespace: string | undefined,
): NamespaceMetadata | undefined {
  if (!options.includes('CreateNamespace=true') || defaultNamespace === undefined) return undefined;
  const at = ['spec', 'syncPolicy', 'managedNamespaceMetadata'];
  return {
    labels: readTextMap(reader, [...at, 'labels']),
    annotations: readTextMap(reader, [...at, 'annotations']),
  };
}

/** `Prune=confirm` asks a person each time; here nothing is deleted then. */
function readPrune(reader: FieldReader, options: readonly string[]): boolean {
  const prune = readFlag(reader, ['spec', 'syncPolicy', 'automated', 'prune']) ?? false;
  return prune && !options.includes('Prune=false') && !options.includes('Prune=confirm');
}

/** Argo CD leaves an Application without automated sync to a person; so does Tidewatch. */
function readSuspend(reader: FieldReader): boolean {
  const skip = readText(reader, ['metadata', 'annotations', 'argocd.argoproj.io/skip-reconcile']);
  if (skip === 'true') return true;
  const at = ['spec', 'syncPolicy', 'automated'];
  const automated = readObject(reader, at);
  const enabled = readFlag(reader, [...at, 'enabled']) ?? true;
  if (automated !== undefined && enabled) return false;
  const what = 'sync is not automated, so the target is suspended';
  const advice = 'set spec.syncPolicy.automated to have it applied';
  reader.warnings.push(problemAt(reader, at, 'MANUAL_SYNC', what, advice));
  return true;
}

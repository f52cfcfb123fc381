import type { Rendered } from '../model/manifest.ts';
import { formatObjectId, objectIdOf } from '../model/object-id.ts';
import type { Declaration, DeclaredDependency, SourceReference } from './declaration.ts';
import { readDriftPolicy } from './drift-annotation.ts';
import {
  type FieldReader,
  problemAt,
  readDuration,
  readerOf,
  readFlag,
  readObjectList,
  readText,
  requireField,
} from './field-reader.ts';
import { checkFields, type FieldSupportTable } from './field-support.ts';
import { readExpression, readHealthChecks, readHealthExpressions } from './flux-health.ts';
import { readIgnoreRules } from './ignored-differences.ts';
import { toRepositoryPath } from './repository-path.ts';

const VERSIONS = ['v1', 'v1beta2'];

const inKustomizationFile = (what: string) => ({
  refused: `move ${what} into the kustomization file of spec.path`,
});

const SPEC: FieldSupportTable = {
  path: 'read',
  prune: 'read',
  targetNamespace: 'read',
  suspend: 'read',
  interval: 'read',
  timeout: 'read',
  wait: 'read',
  dependsOn: 'read',
  sourceRef: 'read',
  healthChecks: 'read',
  healthCheckExprs: 'read',
  retryInterval: 'read',
  ignoreMissingComponents: 'idle',
  validation: 'idle',
  force: { ignored: 'nothing is deleted to be made again; see docs/layout.md' },
  deletionPolicy: { ignored: 'a target that leaves Git follows spec.prune' },
  buildMetadata: { ignored: 'every problem names the file and line it comes from' },
  patches: inKustomizationFile('the patches'),
  patchesStrategicMerge: inKustomizationFile('the patches'),
  patchesJson6902: inKustomizationFile('the patches'),
  images: inKustomizationFile('the images'),
  components: inKustomizationFile('the components'),
  namePrefix: inKustomizationFile('the prefix'),
  nameSuffix: inKustomizationFile('the suffix'),
  commonMetadata: inKustomizationFile('the labels and annotations'),
  postBuild: { refused: 'write the values into the manifests, or set them with patches' },
  decryption: { refused: 'keep the Secrets out of this path; nothing here can decrypt them' },
  kubeConfig: { refused: 'run an agent in the other cluster; this one deploys only to its own' },
  serviceAccountName: {
    refused: 'run an agent with the rights of that ServiceAccount; this one has only its own',
  },
  ignore: 'read',
};

const DEPENDENCY: FieldSupportTable = {
  name: 'read',
  namespace: 'read',
  readyExpr: 'read',
};

/** What a Flux Kustomization object declares. */
export function readFluxKustomization(object: Rendered): Declaration {
  const reader = readerOf(object);
  const { group, kind, name } = objectIdOf(object.manifest);
  const namespace = object.manifest.metadata.namespace ?? '';
  checkVersion(reader, object.manifest.apiVersion.slice(group.length + 1));
  checkFields(reader, ['spec'], SPEC);
  const interval = readDuration(reader, ['spec', 'interval']);
  const prune = readFlag(reader, ['spec', 'prune']);
  requireField(reader, ['spec', 'interval'], 'say how often to reconcile: 10m');
  requireField(reader, ['spec', 'prune'], 'say whether objects that left Git are deleted');
  return {
    declaredBy: 'Kustomization',
    object,
    subject: formatObjectId({ group, kind, namespace, name }),
    namespace,
    name,
    position: object.provenance.object,
    folders: readFolders(reader),
    source: readSource(reader, namespace),
    targetNamespace: readText(reader, ['spec', 'targetNamespace']),
    defaultNamespace: undefined,
    createNamespace: undefined,
    prune: prune ?? false,
    suspend: readFlag(reader, ['spec', 'suspend']) ?? false,
    drift: readDriftPolicy(reader),
    ignoredDifferences: readIgnoreRules(reader),
    selfHeal: true,
    wait: readFlag(reader, ['spec', 'wait']) ?? false,
    healthChecks: readHealthChecks(reader, namespace),
    healthExpressions: readHealthExpressions(reader),
    retryInterval: readDuration(reader, ['spec', 'retryInterval']),
    interval: interval ?? 0,
    timeout: effectiveTimeout(readDuration(reader, ['spec', 'timeout']), interval ?? 0),
    dependsOn: readDependencies(reader, namespace),
    build: { order: 'none', loadRestrictor: 'none' },
    blocked: reader.blocked,
    warnings: reader.warnings,
  };
}

function checkVersion(reader: FieldReader, version: string): void {
  if (VERSIONS.includes(version)) return;
  const what = `version ${version} of this kind is not supported`;
  const advice = 'use kustomize.toolkit.fluxcd.io/v1';
  reader.blocked.push(problemAt(reader, ['apiVersion'], 'UNSUPPORTED_VERSION', what, advice));
}

function readFolders(reader: FieldReader): Declaration['folders'] {
  const path = toRepositoryPath(readText(reader, ['spec', 'path']) ?? '.');
  const position = reader.object.provenance.field(['spec', 'path']);
  if (path !== undefined) return [{ path, position, rule: { as: 'flux' } }];
  const what = 'spec.path leads out of the repository';
  reader.blocked.push(
    problemAt(reader, ['spec', 'path'], 'PATH_OUTSIDE_TREE', what, 'name a folder inside it'),
  );
  return [];
}

function readSource(reader: FieldReader, namespace: string): SourceReference | undefined {
  const at = ['spec', 'sourceRef'];
  const kind = readText(reader, [...at, 'kind']);
  const name = readText(reader, [...at, 'name']);
  requireField(reader, [...at, 'kind'], 'write GitRepository');
  requireField(reader, [...at, 'name'], 'name the GitRepository that stands for this repository');
  if (kind === undefined || name === undefined) return undefined;
  return {
    kind,
    name,
    namespace: readText(reader, [...at, 'namespace']) ?? namespace,
    position: reader.object.provenance.field(at),
  };
}

/** As Flux has it: a little less than the interval, and never under half a minute. */
function effectiveTimeout(timeout: number | undefined, interval: number): number {
  return Math.max(timeout ?? interval - 30_000, 30_000);
}

function readDependencies(reader: FieldReader, namespace: string): DeclaredDependency[] {
  return readObjectList(reader, ['spec', 'dependsOn']).flatMap((path) => {
    checkFields(reader, path, DEPENDENCY);
    const name = readText(reader, [...path, 'name']);
    requireField(reader, [...path, 'name'], 'name the Kustomization to wait for');
    if (name === undefined) return [];
    const position = reader.object.provenance.field(path);
    const ready = readExpression(reader, [...path, 'readyExpr']);
    const place = readText(reader, [...path, 'namespace']) ?? namespace;
    return [{ name, namespace: place, position, ready }];
  });
}

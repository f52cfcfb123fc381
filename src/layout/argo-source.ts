import { type FieldPath, formatFieldPath } from '../model/manifest.ts';
import type { DeclaredFolder } from './declaration.ts';
import {
  type FieldReader,
  problemAt,
  readFlag,
  readObject,
  readObjectList,
  readText,
  requireField,
} from './field-reader.ts';
import { checkFields, type FieldSupportTable } from './field-support.ts';
import type { RepositoryIdentity } from './layout.ts';
import { toRepositoryPath } from './repository-path.ts';
import { checkRevision, isSameRepository } from './same-repository.ts';

const SOURCE: FieldSupportTable = {
  repoURL: 'read',
  path: 'read',
  targetRevision: 'read',
  directory: 'read',
  kustomize: 'read',
  chart: { refused: 'commit the rendered chart; Helm charts are not rendered here' },
  helm: { refused: 'commit the rendered chart; Helm charts are not rendered here' },
  plugin: { refused: 'commit what the plugin generates; plugins are never run' },
  ref: 'idle',
  name: 'idle',
};

const DIRECTORY: FieldSupportTable = {
  recurse: 'read',
  include: { refused: 'list the files in a kustomization file' },
  exclude: { refused: 'list the files in a kustomization file' },
  jsonnet: { refused: 'commit the generated manifests; Jsonnet is never run' },
};

const inKustomizationFile = { refused: 'move it into the kustomization file of the path' };

const KUSTOMIZE: FieldSupportTable = {
  namePrefix: inKustomizationFile,
  nameSuffix: inKustomizationFile,
  images: inKustomizationFile,
  commonLabels: inKustomizationFile,
  commonAnnotations: inKustomizationFile,
  namespace: inKustomizationFile,
  replicas: inKustomizationFile,
  patches: inKustomizationFile,
  components: inKustomizationFile,
  forceCommonLabels: 'idle',
  forceCommonAnnotations: 'idle',
  commonAnnotationsEnvsubst: 'idle',
  labelWithoutSelector: 'idle',
  labelIncludeTemplates: 'idle',
  ignoreMissingComponents: 'idle',
  kubeVersion: 'idle',
  apiVersions: 'idle',
  version: { ignored: 'kustomizations are built as kustomize 5.8 does' },
};

/** The folders of `spec.source` or `spec.sources`. Where there are both, Argo CD takes the latter. */
export function readApplicationSources(
  reader: FieldReader,
  repository: RepositoryIdentity | undefined,
): DeclaredFolder[] {
  const several = readObjectList(reader, ['spec', 'sources']);
  const paths = several.length > 0 ? several : singleSource(reader);
  return paths.flatMap((at) => readSource(reader, at, repository) ?? []);
}

function singleSource(reader: FieldReader): readonly FieldPath[] {
  const at = ['spec', 'source'];
  requireField(reader, at, 'name the repository and the path to deploy');
  return readObject(reader, at) === undefined ? [] : [at];
}

function readSource(
  reader: FieldReader,
  at: FieldPath,
  repository: RepositoryIdentity | undefined,
): DeclaredFolder | undefined {
  checkFields(reader, at, SOURCE);
  checkFields(reader, [...at, 'directory'], DIRECTORY);
  checkFields(reader, [...at, 'kustomize'], KUSTOMIZE);
  // A chart's own repository says nothing about this one; the chart is refused already.
  if (readText(reader, [...at, 'chart']) !== undefined) return undefined;
  checkRepository(reader, at, repository);
  const path = readPath(reader, at);
  if (path === undefined) return undefined;
  const recurse = readFlag(reader, [...at, 'directory', 'recurse']) ?? false;
  const position = reader.object.provenance.field([...at, 'path']);
  return { path, position, rule: { as: 'argo', recurse } };
}

function checkRepository(
  reader: FieldReader,
  at: FieldPath,
  repository: RepositoryIdentity | undefined,
): void {
  const url = readText(reader, [...at, 'repoURL']);
  const field = [...at, 'repoURL'];
  requireField(reader, field, 'name this repository');
  if (url === undefined) return;
  if (!isSameRepository(url, repository)) {
    const what = `the source is another repository: ${url}`;
    const advice = 'watch that repository too, or add the address to the aliases of this one';
    reader.blocked.push(problemAt(reader, field, 'OTHER_REPOSITORY', what, advice));
  } else {
    const revision = readText(reader, [...at, 'targetRevision']);
    checkRevision(reader, [...at, 'targetRevision'], revision, repository);
  }
}

/** A source without a path only lends its files to other sources of the Application. */
function readPath(reader: FieldReader, at: FieldPath): string | undefined {
  const written = readText(reader, [...at, 'path']);
  const lends = readText(reader, [...at, 'ref']) !== undefined;
  const field = [...at, 'path'];
  if (!lends) requireField(reader, field, 'name the folder to deploy');
  if (written === undefined) return undefined;
  const path = toRepositoryPath(written);
  if (path === undefined) {
    const what = `${formatFieldPath(field)} leads out of the repository`;
    const advice = 'name a folder inside it';
    reader.blocked.push(problemAt(reader, field, 'PATH_OUTSIDE_TREE', what, advice));
  }
  return path;
}

import type { Problem } from '../model/errors.ts';
import type { FieldPath, Rendered } from '../model/manifest.ts';
import { objectIdOf } from '../model/object-id.ts';
import {
  type FieldReader,
  problemAt,
  readerOf,
  readFlag,
  readText,
  requireField,
} from './field-reader.ts';
import { checkFields, type FieldSupportTable } from './field-support.ts';
import type { RepositoryIdentity } from './layout.ts';
import { checkRevision, isSameRepository } from './same-repository.ts';

const SPEC: FieldSupportTable = {
  url: 'read',
  ref: 'read',
  suspend: 'read',
  interval: 'idle',
  timeout: 'idle',
  secretRef: 'idle',
  provider: 'idle',
  proxySecretRef: 'idle',
  serviceAccountName: 'idle',
  gitImplementation: 'idle',
  sparseCheckout: 'idle',
  recurseSubmodules: { ignored: 'submodules are not fetched; commit their files' },
  ignore: 'read',
  include: { refused: 'commit the files of the other repository to this one' },
  verify: { refused: 'signatures of commits are not checked here' },
  accessFrom: 'idle',
};

/** The fields of `spec.ref`, the strongest first, as Flux takes them. */
const REFERENCES = ['commit', 'name', 'semver', 'tag', 'branch'] as const;

/** What a Flux GitRepository object says about the repository that is searched. */
export interface FluxSource {
  readonly namespace: string;
  readonly name: string;
  /** A suspended source brings nothing new. */
  readonly suspend: boolean;
  /** Why what comes from it must not be deployed. */
  readonly blocked: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** Why folders without a kustomization file must not be deployed from it. */
  readonly blocksPlainFolders: readonly Problem[];
}

export function readFluxSource(
  object: Rendered,
  repository: RepositoryIdentity | undefined,
): FluxSource {
  const reader = readerOf(object);
  checkFields(reader, ['spec'], SPEC);
  const url = readText(reader, ['spec', 'url']);
  requireField(reader, ['spec', 'url'], 'set the address of the repository');
  if (url !== undefined) checkUrl(reader, url, repository);
  const { namespace, name } = objectIdOf(object.manifest);
  const ignore = readText(reader, ['spec', 'ignore']);
  return {
    namespace,
    name,
    suspend: readFlag(reader, ['spec', 'suspend']) ?? false,
    blocked: reader.blocked,
    warnings: reader.warnings,
    blocksPlainFolders: ignore === undefined ? [] : [ignoreProblem(reader)],
  };
}

/** A kustomization file says what its folder holds; without one, ignored files would be deployed. */
function ignoreProblem(reader: FieldReader): Problem {
  const what = 'spec.ignore is not supported for folders without a kustomization file';
  const advice = 'list the files to deploy in a kustomization file';
  return problemAt(reader, ['spec', 'ignore'], 'UNSUPPORTED_FIELD', what, advice);
}

function checkUrl(
  reader: FieldReader,
  url: string,
  repository: RepositoryIdentity | undefined,
): void {
  if (!isSameRepository(url, repository)) {
    const what = `is another repository: ${url}`;
    const advice = 'watch that repository too, or add the address to the aliases of this one';
    reader.blocked.push(problemAt(reader, ['spec', 'url'], 'OTHER_REPOSITORY', what, advice));
    return;
  }
  for (const field of REFERENCES) {
    const path: FieldPath = ['spec', 'ref', field];
    const revision = readText(reader, path);
    if (revision === undefined) continue;
    checkRevision(reader, path, revision, repository);
    return;
  }
}

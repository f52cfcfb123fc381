import type { Problem } from '../model/errors.ts';
import { lastAppliedAnnotation, targetLabel } from '../model/identity.ts';
import type { Manifest, Rendered } from '../model/manifest.ts';
import { compareObjectIds, formatObjectId, objectIdOf, objectKey } from '../model/object-id.ts';
import type { Discovery } from '../model/ports/cluster.ts';
import { formatPosition } from '../model/position.ts';
import type { Target } from '../model/target.ts';
import { awaitsItsKind } from './annotations.ts';
import { applyGuard } from './apply-guard.ts';
import { foldedProvenance, foldStringData } from './fold-string-data.ts';
import { isHook } from './hooks/hook-declaration.ts';
import { type KindScope, scopesOf } from './kind-scopes.ts';
import { isOwnRecord } from './own-records.ts';
import type { SkipReason } from './skip-reason.ts';
import { unsupportedAnnotations } from './unsupported-annotations.ts';

/** What a target wants on the cluster, ready to be compared and sent. */
export interface Desired {
  readonly target: Target;
  readonly revision: string;
  /** By group, kind, namespace and name; each id once. */
  readonly objects: readonly Rendered[];
  /** What runs rather than stays: not among the objects, in the same order. */
  readonly hooks: readonly Rendered[];
  /** Objects that are not to be applied in this attempt, by `objectKey`, and why. Default none. */
  readonly leftAlone?: ReadonlyMap<string, SkipReason>;
  /** All that Git wants, where not all of it is to be applied in this attempt: what digests are of. */
  readonly whole?: Desired;
}

export interface PreparedDesired {
  readonly desired: Desired;
  /** With problems, nothing of the target may be applied. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/**
 * Makes rendered objects ready for a cluster: namespaces by the target's
 * `defaultNamespace` where an object names none (`default` where the target
 * names none either; `targetNamespace` is part of the build),
 * the label `tidewatch.dev/target` on the objects' own metadata, `stringData`
 * folded into `data`, fields that only a server writes dropped. Finds objects
 * produced twice, and kinds that neither the cluster nor the set defines.
 * Throws `ClusterError` when the cluster cannot say what it serves.
 */
export async function prepareDesired(
  target: Target,
  revision: string,
  rendered: readonly Rendered[],
  discovery: Discovery,
): Promise<PreparedDesired> {
  const scopes = await scopesOf(
    rendered.map(({ manifest }) => manifest),
    discovery,
  );
  const problems: Problem[] = [];
  const byKey = new Map<string, Rendered>();
  for (const one of rendered) {
    const { manifest } = one;
    const scope = scopes(manifest);
    const provenance = foldedProvenance(one);
    const object = { manifest: prepare(manifest, target, scope), provenance };
    const applied = applyGuard(object.manifest, undefined) === undefined;
    if (scope === undefined && applied && !awaitsItsKind(manifest)) {
      problems.push(unknownKind(object));
    }
    if (isOwnRecord(object.manifest)) problems.push(reserved(object));
    const key = objectKey(objectIdOf(object.manifest));
    const other = byKey.get(key);
    if (other === undefined) byKey.set(key, object);
    else problems.push(producedTwice(other, object));
  }
  const objects = [...byKey.values()].sort((a, b) =>
    compareObjectIds(objectIdOf(a.manifest), objectIdOf(b.manifest)),
  );
  const warnings = objects.flatMap(unsupportedAnnotations);
  const desired = {
    target,
    revision,
    objects: objects.filter(({ manifest }) => !isHook(manifest)),
    hooks: objects.filter(({ manifest }) => isHook(manifest)),
  };
  return { desired, problems, warnings };
}

function prepare(manifest: Manifest, target: Target, scope: KindScope | undefined): Manifest {
  const { status: _status, metadata, ...rest } = manifest;
  const {
    managedFields: _managedFields,
    resourceVersion: _resourceVersion,
    uid: _uid,
    generation: _generation,
    creationTimestamp: _creationTimestamp,
    selfLink: _selfLink,
    namespace: _namespace,
    ...kept
  } = metadata;
  const labels = { ...metadata.labels, [targetLabel]: target.name };
  const annotations = withoutLastApplied(metadata.annotations);
  const place = placeOf(manifest, target, scope);
  return foldStringData({
    ...rest,
    metadata: { ...kept, ...place, ...annotations, labels },
  });
}

function placeOf(manifest: Manifest, target: Target, scope: KindScope | undefined) {
  const { namespace } = manifest.metadata;
  if (scope === 'Cluster') return {};
  // Whether its kind has namespaces is known only once that is served.
  if (scope === undefined && awaitsItsKind(manifest)) {
    return namespace === undefined ? {} : { namespace };
  }
  return { namespace: namespace ?? target.defaultNamespace ?? 'default' };
}

/** kubectl's copy of the object, which is in files that were exported from a cluster. */
function withoutLastApplied(annotations: Manifest['metadata']['annotations']) {
  if (annotations?.[lastAppliedAnnotation] === undefined) return {};
  const { [lastAppliedAnnotation]: _copy, ...kept } = annotations;
  return { annotations: kept };
}

function unknownKind({ manifest, provenance }: Rendered): Problem {
  return {
    code: 'KIND_UNKNOWN',
    position: provenance.object,
    subject: formatObjectId(objectIdOf(manifest)),
    what: `the cluster does not serve ${manifest.kind} of ${manifest.apiVersion}`,
    advice: 'correct apiVersion and kind, or add the CustomResourceDefinition',
  };
}

function reserved({ manifest, provenance }: Rendered): Problem {
  return {
    code: 'OWN_RECORD',
    position: provenance.object,
    subject: formatObjectId(objectIdOf(manifest)),
    what: 'the records of Tidewatch itself do not come from Git',
    advice: 'give it another name, and no label tidewatch.dev/inventory or tidewatch.dev/status',
  };
}

function producedTwice(first: Rendered, second: Rendered): Problem {
  const other = first.provenance.object;
  const where = other === undefined ? 'by another source' : `at ${formatPosition(other)}`;
  return {
    code: 'OBJECT_PRODUCED_TWICE',
    position: second.provenance.object,
    subject: formatObjectId(objectIdOf(second.manifest)),
    what: `the same object is already produced ${where}`,
    advice: 'remove or rename one of the two',
  };
}

import { concurrently } from '../model/concurrently.ts';
import { messageOf, type Problem } from '../model/errors.ts';
import { fieldManager } from '../model/identity.ts';
import type { StepLedger } from '../model/ledger/step-ledger.ts';
import type { Manifest, Rendered } from '../model/manifest.ts';
import { formatObjectId, objectIdOf, objectKey } from '../model/object-id.ts';
import type { Cluster, ListOptions, ObjectReference } from '../model/ports/cluster.ts';
import {
  ClusterError,
  ForbiddenError,
  InvalidObjectError,
  NotFoundError,
  UnavailableError,
} from '../model/ports/cluster-errors.ts';
import {
  claimNameOf,
  claimTemplates,
  isMonitorObject,
  replicasOf,
} from './migrations/monitor-set.ts';
import { openMigrations } from './migrations/open-migrations.ts';
import { claimsOfPod, type Surroundings, textAt } from './migrations/surroundings.ts';
import type { Prediction } from './predict.ts';

export interface LookAroundContext {
  readonly cluster: Cluster;
  readonly concurrency: number;
  readonly signal: AbortSignal | undefined;
}

/** What is known before anybody looks around. Keys are `objectKey`s. */
export interface Known {
  readonly live: ReadonlyMap<string, Manifest>;
  readonly predictions: ReadonlyMap<string, Prediction>;
  readonly ledger: StepLedger;
}

/**
 * Reads what migrations have to know beside the desired objects. A StatefulSet
 * that lives and that the server has nothing against costs no request.
 */
export async function lookAround(
  objects: readonly Rendered[],
  known: Known,
  context: LookAroundContext,
): Promise<Surroundings> {
  const begun = new Set(openMigrations(known.ledger).map(({ draft }) => objectKey(draft.object)));
  const sets = objects.filter(({ manifest }) => {
    const key = objectKey(objectIdOf(manifest));
    const prediction = known.predictions.get(key)?.kind;
    const isUsual = known.live.has(key) && prediction !== 'refused' && prediction !== 'update';
    return (
      manifest.kind === 'StatefulSet' && prediction !== undefined && !begun.has(key) && !isUsual
    );
  });
  const looks = await concurrently(
    sets,
    context.concurrency,
    ({ manifest }) => lookAt(manifest, known, context),
    context.signal,
  );
  const claims = await monitorClaims(objects, context);
  return {
    objects: new Map(
      [...claims, ...looks.flatMap((look) => look.objects)].map((one) => [
        objectKey(objectIdOf(one)),
        one,
      ]),
    ),
    anew: new Map(looks.flatMap((look) => look.anew)),
    warnings: looks.flatMap((look) => look.warnings),
  };
}

/** The claims of persistent monitors, and of shards that they have no more. */
async function monitorClaims(
  objects: readonly Rendered[],
  context: LookAroundContext,
): Promise<readonly Manifest[]> {
  const persistent = objects
    .map(({ manifest }) => manifest)
    .filter((one) => one.kind === 'StatefulSet' && isMonitorObject(one))
    .filter((one) => claimTemplates(one).length > 0);
  const namespaces = unique(persistent.map(({ metadata }) => metadata.namespace ?? ''));
  const labelSelector = 'app.kubernetes.io/component=monitor';
  const lists = await concurrently(namespaces, context.concurrency, async (namespace) => {
    const options = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, labelSelector };
    try {
      return await list(options, context);
    } catch (error) {
      // It is only for telling what is left.
      if (error instanceof ForbiddenError) return [];
      throw error;
    }
  });
  return lists.flat();
}

interface Look {
  readonly objects: Manifest[];
  readonly anew: (readonly [string, ClusterError])[];
  readonly warnings: Problem[];
}

async function lookAt(set: Manifest, known: Known, context: LookAroundContext): Promise<Look> {
  const look: Look = { objects: [], anew: [], warnings: [] };
  const key = objectKey(objectIdOf(set));
  try {
    if (known.live.has(key)) await lookAtLive(set, known, context, look);
    else if (isMonitorObject(set)) await lookForDeployment(set, context, look);
  } catch (error) {
    if (!(error instanceof ForbiddenError)) throw error;
    look.warnings.push({
      code: 'CANNOT_LOOK_AROUND',
      position: undefined,
      subject: formatObjectId(objectIdOf(set)),
      what: `whether it needs a migration is not known: ${messageOf(error)}`,
      advice: 'grant the agent what base/agent grants for migrations',
    });
  }
  return look;
}

/** A StatefulSet that does not live: a Deployment of an older tidb-operator may have its data. */
async function lookForDeployment(
  set: Manifest,
  context: LookAroundContext,
  look: Look,
): Promise<void> {
  const { namespace = '', name } = set.metadata;
  const deployment = await get(
    { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name },
    context,
  );
  if (deployment === undefined) return;
  look.objects.push(deployment);
  const podSpec = ((deployment.spec as Manifest | undefined)?.template as Manifest | undefined)
    ?.spec;
  const [old] = claimsOfPod(podSpec);
  if (old === undefined) return;
  look.objects.push(...(await list({ apiVersion: 'v1', kind: 'Pod', namespace }, context)));
  await lookAtClaims([old.claim, ...claimNames(set)], namespace, context, look);
  const isLost = !look.objects.some(
    ({ kind, metadata }) => kind === 'PersistentVolumeClaim' && metadata.name === old.claim,
  );
  if (isLost)
    look.objects.push(...(await list({ apiVersion: 'v1', kind: 'PersistentVolume' }, context)));
}

/** A StatefulSet that lives, and that is to be changed. */
async function lookAtLive(
  set: Manifest,
  { live, predictions }: Known,
  context: LookAroundContext,
  look: Look,
): Promise<void> {
  const { namespace = '' } = set.metadata;
  const key = objectKey(objectIdOf(set));
  const existing = live.get(key);
  const names =
    existing === undefined
      ? []
      : claimNames({ ...set, spec: { ...specOf(set), replicas: replicasOf(existing) } });
  await lookAtClaims(names, namespace, context, look);
  const prediction = predictions.get(key);
  if (prediction?.kind !== 'refused' || !(prediction.error instanceof InvalidObjectError)) return;
  look.objects.push(...(await list({ apiVersion: 'v1', kind: 'Pod', namespace }, context)));
  const refusal = await tryAnew(set, context);
  if (refusal !== undefined) look.anew.push([key, refusal]);
}

function specOf(set: Manifest) {
  return set.spec as Manifest;
}

function claimNames(set: Manifest): readonly string[] {
  return claimTemplates(set).flatMap((template) =>
    Array.from({ length: replicasOf(set) }, (_, ordinal) => claimNameOf(template, set, ordinal)),
  );
}

/** Claims, their volumes, and the classes of those. */
async function lookAtClaims(
  names: readonly string[],
  namespace: string,
  context: LookAroundContext,
  look: Look,
): Promise<void> {
  const found: Manifest[] = [];
  for (const name of names) {
    const claim = await get(
      { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name },
      context,
    );
    if (claim !== undefined) found.push(claim);
  }
  look.objects.push(...found);
  for (const volume of unique(found.map((claim) => textAt(claim, 'spec', 'volumeName')))) {
    const live = await get(
      { apiVersion: 'v1', kind: 'PersistentVolume', namespace: '', name: volume },
      context,
    );
    if (live !== undefined) look.objects.push(live);
  }
  for (const name of unique(found.map((claim) => textAt(claim, 'spec', 'storageClassName')))) {
    const reference = {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      namespace: '',
      name,
    };
    const storageClass = await get(reference, context);
    if (storageClass !== undefined) look.objects.push(storageClass);
  }
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].filter((name) => name !== '');
}

/** What the server says of a StatefulSet under a name that is free: it must not refuse it once the live one is gone. */
async function tryAnew(
  set: Manifest,
  { cluster }: LookAroundContext,
): Promise<ClusterError | undefined> {
  const name = `${set.metadata.name.slice(0, 40)}-tidewatch-dry-run`;
  const metadata = { ...set.metadata, name };
  const { ownerReferences: _owners, ...free } = metadata;
  try {
    await cluster.apply({ ...set, metadata: free }, { fieldManager, force: true, dryRun: true });
    return undefined;
  } catch (error) {
    if (!(error instanceof ClusterError) || error instanceof UnavailableError) throw error;
    return error;
  }
}

async function get(reference: ObjectReference, { cluster, signal }: LookAroundContext) {
  try {
    return await cluster.get(reference, signal);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

async function list(options: ListOptions, { cluster, signal }: LookAroundContext) {
  const { items } = await cluster.list({ ...options, ...(signal === undefined ? {} : { signal }) });
  return items;
}

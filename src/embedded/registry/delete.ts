import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { badRequest, conflict, notFound } from '../status/api-error.ts';
import { invalid, invalidObject, notSupported } from '../status/field-error.ts';
import {
  asManifest,
  formatTime,
  numberOf,
  objectOf,
  textOf,
  textsOf,
  withMetadata,
} from './metadata.ts';
import type { Registry } from './registry.ts';
import { type Answer, inVersion, keyOfRequest, type ResourceRequest } from './request.ts';

type Propagation = 'Background' | 'Foreground' | 'Orphan';

export interface DeleteOptions {
  readonly propagation: Propagation | undefined;
  /** Seconds. */
  readonly gracePeriod: number | undefined;
  readonly uid: string | undefined;
  readonly resourceVersion: string | undefined;
  readonly dryRun: boolean;
}

export const NO_DELETE_OPTIONS: DeleteOptions = {
  propagation: undefined,
  gracePeriod: undefined,
  uid: undefined,
  resourceVersion: undefined,
  dryRun: false,
};

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';
const POLICIES = ['Foreground', 'Background', 'Orphan'];

/** Reads the body of a delete, or its query. */
export function readDeleteOptions(
  body: JsonValue | undefined,
  query: URLSearchParams,
): DeleteOptions {
  if (body !== undefined && !isJsonObject(body)) {
    throw badRequest('the body of the request is not DeleteOptions');
  }
  const sent: JsonObject = body ?? {
    ...(query.has('gracePeriodSeconds')
      ? { gracePeriodSeconds: Number(query.get('gracePeriodSeconds')) }
      : {}),
    ...(query.has('propagationPolicy')
      ? { propagationPolicy: query.get('propagationPolicy') }
      : {}),
    ...(query.has('dryRun') ? { dryRun: query.getAll('dryRun') } : {}),
  };
  const preconditions = objectOf(sent.preconditions);
  return {
    propagation: readPropagation(sent),
    gracePeriod: numberOf(sent.gracePeriodSeconds),
    uid: textOf(preconditions.uid) || undefined,
    resourceVersion: textOf(preconditions.resourceVersion) || undefined,
    dryRun: textsOf(sent.dryRun).length > 0 || query.getAll('dryRun').includes('All'),
  };
}

function readPropagation(sent: JsonObject): Propagation | undefined {
  const policy = sent.propagationPolicy;
  if (policy !== undefined && policy !== null && typeof sent.orphanDependents === 'boolean') {
    const detail = 'orphanDependents and deletionPropagation cannot be both set';
    throw invalidObject({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', [
      invalid('propagationPolicy', policy, detail),
    ]);
  }
  if (policy === undefined || policy === null) {
    const orphan = sent.orphanDependents;
    if (typeof orphan !== 'boolean') return undefined;
    return orphan ? 'Orphan' : 'Background';
  }
  if (policy === 'Background' || policy === 'Foreground' || policy === 'Orphan') return policy;
  throw invalidObject({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', [
    notSupported('propagationPolicy', policy, [...POLICIES, 'nil']),
  ]);
}

/** DELETE: at once, or as soon as nothing holds the object any more. */
export function deleteObject(
  registry: Registry,
  request: ResourceRequest,
  options: DeleteOptions,
): Answer {
  const { type } = request;
  const stored = registry.store.get(type.storage, keyOfRequest(request));
  if (stored === undefined) throw notFound(type.info, request.name);
  const live = inVersion(type, stored);
  requirePreconditions(request, live, options);
  type.strategy.beforeDelete(live, registry);
  const grace = graceOf(request, live, options);
  if (grace === 'pending') return { code: 200, object: live };
  const finalizers = finalizersAfter(request, live, options);
  const waits = finalizers.length > 0 || (grace ?? 0) > 0 || !type.strategy.mayRemove(live);
  if (options.propagation === undefined && type.strategy.deletionWarning !== undefined) {
    request.warnings.push(type.strategy.deletionWarning);
  }
  const marked = markDeleting(registry, request, live, finalizers, grace);
  if (!waits) {
    // A kind with grace is marked before it goes; others go as they are.
    const last = grace === undefined ? live : marked;
    return { code: 200, object: removeNow(registry, request, last, options) };
  }
  const changed = marked === live ? live : storeMarked(registry, request, marked, options);
  return { code: 200, object: changed };
}

function requirePreconditions(
  request: ResourceRequest,
  live: Manifest,
  options: DeleteOptions,
): void {
  const { uid, resourceVersion } = live.metadata;
  const { info } = request.type;
  // The real server names the kind here where it names the plural everywhere else.
  const resource = { group: info.group, plural: info.kind };
  if (options.uid !== undefined && options.uid !== uid) {
    const why = `the UID in the precondition (${options.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`;
    throw conflict(resource, request.name, why);
  }
  if (options.resourceVersion !== undefined && options.resourceVersion !== resourceVersion) {
    const why = `the ResourceVersion in the precondition (${options.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`;
    throw conflict(resource, request.name, why);
  }
}

/** The seconds a deletion waits; `pending` where an earlier one waits at least as short. */
function graceOf(
  request: ResourceRequest,
  live: Manifest,
  options: DeleteOptions,
): number | undefined | 'pending' {
  const requested =
    options.gracePeriod !== undefined && options.gracePeriod < 0 ? 1 : options.gracePeriod;
  const graceful = request.type.strategy.graceful(live, requested);
  if (graceful === undefined) return undefined;
  const { deletionTimestamp, deletionGracePeriodSeconds } = live.metadata;
  if (deletionTimestamp === undefined) return graceful.gracePeriod;
  const current = numberOf(deletionGracePeriodSeconds) ?? 0;
  if (current === 0) return 0;
  return requested === undefined || requested >= current ? 'pending' : requested;
}

function finalizersAfter(
  request: ResourceRequest,
  live: Manifest,
  options: DeleteOptions,
): readonly string[] {
  const finalizers = textsOf(live.metadata.finalizers);
  const fallback = request.type.strategy.propagation;
  if (fallback === 'Unsupported') return finalizers;
  const others = finalizers.filter((one) => one !== FOREGROUND && one !== ORPHAN);
  const held = finalizers.includes(ORPHAN)
    ? 'Orphan'
    : finalizers.includes(FOREGROUND)
      ? 'Foreground'
      : fallback;
  const policy = options.propagation ?? held;
  if (policy === 'Orphan') return [...others, ORPHAN];
  return policy === 'Foreground' ? [...others, FOREGROUND] : others;
}

function markDeleting(
  registry: Registry,
  request: ResourceRequest,
  live: Manifest,
  finalizers: readonly string[],
  grace: number | undefined,
): Manifest {
  const { generation, deletionTimestamp } = live.metadata;
  const wait = grace ?? 0;
  const sameFinalizers = finalizers.join() === textsOf(live.metadata.finalizers).join();
  if (deletionTimestamp !== undefined && sameFinalizers && grace === undefined) return live;
  const marked = asManifest(
    withMetadata(live, {
      deletionTimestamp:
        deletionTimestamp === undefined || grace !== undefined
          ? formatTime(registry.clock.now() + wait * 1000)
          : deletionTimestamp,
      deletionGracePeriodSeconds: wait,
      finalizers: finalizers.length > 0 ? finalizers : undefined,
      generation:
        generation !== undefined && deletionTimestamp === undefined ? generation + 1 : generation,
    }),
  );
  return asManifest(request.type.strategy.whileDeleting(marked, live));
}

function storeMarked(
  registry: Registry,
  request: ResourceRequest,
  marked: Manifest,
  options: DeleteOptions,
): Manifest {
  if (options.dryRun) return marked;
  return registry.store.put(request.type.storage, keyOfRequest(request), marked);
}

/** Removes the object; answers with what is left to say about it. */
function removeNow(
  registry: Registry,
  request: ResourceRequest,
  last: Manifest,
  options: DeleteOptions,
): JsonObject {
  const { type, name } = request;
  let removed: Manifest | undefined = last;
  if (!options.dryRun) {
    const key = keyOfRequest(request);
    if (registry.store.get(type.storage, key) !== last)
      registry.store.replace(type.storage, key, last);
    removed = registry.store.remove(type.storage, key);
  }
  if (type.strategy.returnsDeleted) return removed ?? last;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name,
      ...(type.info.group === '' ? {} : { group: type.info.group }),
      kind: type.info.plural,
      uid: last.metadata.uid,
    },
  };
}

import type { EmbeddedClusterOptions } from '../../src/embedded/options.ts';
import { applyObject } from '../../src/embedded/registry/apply.ts';
import { deleteObject, readDeleteOptions } from '../../src/embedded/registry/delete.ts';
import { getObject, listObjects } from '../../src/embedded/registry/list.ts';
import { patchObject } from '../../src/embedded/registry/patch.ts';
import type { Registry } from '../../src/embedded/registry/registry.ts';
import type { ResourceRequest } from '../../src/embedded/registry/request.ts';
import { watchObjects } from '../../src/embedded/registry/watch.ts';
import { startRegistry } from '../../src/embedded/start-registry.ts';
import { ApiError } from '../../src/embedded/status/api-error.ts';
import { statusError } from '../../src/kubernetes/status-error.ts';
import { stringifyJson } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import type {
  Cluster,
  Discovery,
  ObjectReference,
  WatchEvent,
} from '../../src/model/ports/cluster.ts';
import { NotFoundError } from '../../src/model/ports/cluster-errors.ts';

/** The embedded API without HTTP: for tests that make thousands of clusters. */
export interface DirectCluster {
  readonly cluster: Cluster;
  readonly discovery: Discovery;
  readonly registry: Registry;
  settled(): Promise<void>;
  close(): void;
}

export function directCluster(options: EmbeddedClusterOptions): DirectCluster {
  const { registry, controllers } = startRegistry(options);
  return {
    cluster: clusterOf(registry),
    discovery: discoveryOf(registry),
    registry,
    settled: () => controllers.settled(),
    close: () => controllers.stop(),
  };
}

type Place = Omit<ObjectReference, 'name'> & { readonly name?: string };

function subjectOf({ kind, namespace, name = '' }: Place): string {
  return [kind, namespace, name].filter((part) => part !== '').join('/');
}

function requestFor(
  registry: Registry,
  place: Place,
  options: {
    readonly fieldManager?: string;
    readonly dryRun?: boolean;
    readonly force?: boolean;
    readonly subresource?: 'status' | 'scale';
  } = {},
): ResourceRequest {
  const type = registry.types.findKind(place.apiVersion, place.kind);
  if (type === undefined) throw new NotFoundError(`${subjectOf(place)}: not served`);
  const { fieldManager = 'test', dryRun = false, force = false, subresource = '' } = options;
  return {
    type,
    namespace: type.info.namespaced ? place.namespace : '',
    name: place.name ?? '',
    subresource,
    fieldManager,
    manager: fieldManager,
    dryRun,
    force,
    fieldValidation: 'Ignore',
    textProblems: [],
    warnings: [],
  };
}

function clusterOf(registry: Registry): Cluster {
  /** What the API refuses is thrown as the client throws it. */
  async function ask<T>(place: Place, answer: () => T): Promise<T> {
    // A request leaves this turn of the loop, as one over a network does.
    await Promise.resolve();
    try {
      return answer();
    } catch (thrown) {
      if (!(thrown instanceof ApiError)) throw thrown;
      const refused = { subject: subjectOf(place), attempts: 1 };
      throw statusError(thrown.code, stringifyJson(thrown.toStatus()), refused);
    }
  }
  return {
    async get(reference) {
      try {
        return await ask(reference, () => getObject(registry, requestFor(registry, reference)));
      } catch (thrown) {
        if (thrown instanceof NotFoundError) return undefined;
        throw thrown;
      }
    },
    list: ({ apiVersion, kind, namespace = '', labelSelector, fieldSelector }) =>
      ask({ apiVersion, kind, namespace }, () => {
        const request = requestFor(registry, { apiVersion, kind, namespace });
        const { items, metadata } = listObjects(
          registry,
          request,
          queryOf(labelSelector, fieldSelector),
        );
        return { items, resourceVersion: String(metadata.resourceVersion) };
      }),
    async *watch({
      apiVersion,
      kind,
      namespace = '',
      labelSelector,
      fieldSelector,
      resourceVersion,
      signal,
    }) {
      const queue: WatchEvent[] = [];
      let wake = () => {};
      const request = requestFor(registry, { apiVersion, kind, namespace });
      const query = queryOf(labelSelector, fieldSelector);
      query.set('resourceVersion', resourceVersion);
      const { stop } = watchObjects(registry, request, query, ({ type, object }) => {
        if (type === 'BOOKMARK' || type === 'ERROR') return;
        queue.push({ type, object: object as Manifest });
        wake();
      });
      const end = () => wake();
      signal?.addEventListener('abort', end, { once: true });
      try {
        while (signal?.aborted !== true) {
          const event = queue.shift();
          if (event !== undefined) yield event;
          else {
            const woken = Promise.withResolvers<void>();
            wake = woken.resolve;
            await woken.promise;
          }
        }
      } finally {
        signal?.removeEventListener('abort', end);
        stop();
      }
    },
    apply: (manifest, options) => {
      const { namespace = '', name } = manifest.metadata;
      const place = { apiVersion: manifest.apiVersion, kind: manifest.kind, namespace, name };
      return ask(
        place,
        () =>
          applyObject(registry, requestFor(registry, place, options), manifest).object as Manifest,
      );
    },
    patch: (reference, patch, options) =>
      ask(reference, () => {
        const { force: _force, ...rest } = options;
        const request = requestFor(registry, reference, rest);
        const document = patch.type === 'json' ? patch.operations : patch.document;
        return patchObject(registry, request, patch.type, document).object as Manifest;
      }),
    async delete(reference, { uid, resourceVersion, propagation, dryRun = false }) {
      const body = {
        preconditions: { uid, resourceVersion },
        propagationPolicy: propagation,
        dryRun: dryRun ? ['All'] : [],
      };
      try {
        await ask(reference, () =>
          deleteObject(
            registry,
            requestFor(registry, reference, { dryRun }),
            readDeleteOptions(body, new URLSearchParams()),
          ),
        );
        return true;
      } catch (thrown) {
        if (thrown instanceof NotFoundError) return false;
        throw thrown;
      }
    },
  };
}

function queryOf(labelSelector = '', fieldSelector = ''): URLSearchParams {
  return new URLSearchParams({ labelSelector, fieldSelector });
}

function discoveryOf(registry: Registry): Discovery {
  return {
    find: async (group, kind, version) => {
      const type = registry.types
        .all()
        .find(
          ({ info }) =>
            info.group === group &&
            info.kind === kind &&
            (version ?? info.version) === info.version,
        );
      if (type === undefined) return undefined;
      const { namespaced, plural, verbs } = type.info;
      return { group, version: type.info.version, kind, resource: plural, namespaced, verbs };
    },
    refresh: () => undefined,
  };
}

import type { JsonValue } from '../model/json.ts';
import type { ApiResource, Discovery } from '../model/ports/cluster.ts';
import { NotFoundError, UnavailableError } from '../model/ports/cluster-errors.ts';
import {
  aggregatedAccept,
  type GroupVersion,
  readAggregated,
  readGroupVersions,
  readResourceList,
} from './discovery-document.ts';
import { send } from './send.ts';
import type { Session } from './session.ts';

/**
 * How long an answer counts, in milliseconds: kinds come and go without our
 * doing, and whoever finds none of a kind may take that for an answer.
 */
const lifetime = 300_000;

/**
 * Discovery with two requests on any server since Kubernetes 1.26; on older
 * ones with one more for each group and version.
 */
export function createDiscovery(session: Session): Discovery {
  const { clock } = session;
  let cached: Promise<ResourceIndex> | undefined;
  let askedAt = 0;
  const index = (): Promise<ResourceIndex> => {
    // A clock that was set back makes the age negative.
    const age = clock.now() - askedAt;
    if (cached === undefined || age < 0 || age >= lifetime) {
      askedAt = clock.now();
      const loading = loadResources(session).then(indexResources);
      cached = loading;
      // A failure is not remembered: the next question asks again.
      loading.catch(() => {
        if (cached === loading) cached = undefined;
      });
    }
    return cached;
  };
  return {
    find: async (group, kind, version) => {
      const candidates = (await index()).get(`${group}/${kind}`) ?? [];
      return version === undefined
        ? candidates[0]
        : candidates.find((candidate) => candidate.version === version);
    },
    refresh: () => {
      cached = undefined;
    },
  };
}

/** The resources of `group/kind`, preferred versions first. */
type ResourceIndex = ReadonlyMap<string, readonly ApiResource[]>;

function indexResources(resources: readonly ApiResource[]): ResourceIndex {
  return Map.groupBy(resources, ({ group, kind }) => `${group}/${kind}`);
}

async function loadResources(session: Session): Promise<ApiResource[]> {
  const parts = await Promise.all(
    ['/api', '/apis'].map(async (path) => {
      const body = await ask(session, path, aggregatedAccept);
      return readAggregated(body) ?? loadPlain(session, readGroupVersions(body));
    }),
  );
  return parts.flat();
}

async function loadPlain(
  session: Session,
  groupVersions: readonly GroupVersion[],
): Promise<ApiResource[]> {
  const lists = await Promise.all(groupVersions.map((of) => loadGroupVersion(session, of)));
  return lists.flat();
}

async function loadGroupVersion(session: Session, of: GroupVersion): Promise<ApiResource[]> {
  const { group, version } = of;
  const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  try {
    return readResourceList(await ask(session, path, 'application/json'), of);
  } catch (thrown) {
    // An aggregated API whose server is down takes only its own kinds with it.
    if (thrown instanceof UnavailableError && thrown.status === 503) return [];
    if (thrown instanceof NotFoundError) return [];
    throw thrown;
  }
}

function ask(session: Session, path: string, accept: string): Promise<JsonValue> {
  return send(session, {
    verb: 'discover',
    method: 'GET',
    path,
    accept,
    subject: `${session.endpoint.serverUrl}${path}`,
    repeatable: 'always',
  });
}

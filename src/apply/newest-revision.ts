import { type Manifest, valueAt } from '../model/manifest.ts';

const hashLabel = 'pod-template-hash';
const revisionAnnotation = 'deployment.kubernetes.io/revision';

/** Asks for the ReplicaSets that a Deployment selects. */
export type ListReplicaSets = () => Promise<readonly Manifest[]>;

/**
 * The pods of a workload, those of its newest revision first, and of those the
 * youngest first. ReplicaSets are asked for only where pods of a Deployment are
 * of several; where they cannot tell, the age of the pods does.
 */
export async function newestRevisionFirst(
  workload: Manifest,
  pods: readonly Manifest[],
  listReplicaSets: ListReplicaSets,
): Promise<readonly Manifest[]> {
  const isNewest = await newestRevision(workload, pods, listReplicaSets);
  return pods.toSorted(
    (a, b) =>
      Number(isNewest(b)) - Number(isNewest(a)) ||
      compare(createdAt(b), createdAt(a)) ||
      compare(a.metadata.name, b.metadata.name),
  );
}

async function newestRevision(
  workload: Manifest,
  pods: readonly Manifest[],
  listReplicaSets: ListReplicaSets,
): Promise<(pod: Manifest) => boolean> {
  const revision = valueAt(workload, ['status', 'updateRevision']);
  if (workload.kind === 'StatefulSet' && typeof revision === 'string') {
    return ({ metadata }) => metadata.labels?.['controller-revision-hash'] === revision;
  }
  const hashes = new Set(pods.map(({ metadata }) => metadata.labels?.[hashLabel]));
  if (workload.kind !== 'Deployment' || hashes.size < 2) return () => false;
  const hash = newestHash(workload, await listReplicaSets());
  return ({ metadata }) => hash !== undefined && metadata.labels?.[hashLabel] === hash;
}

/** The template's hash of the ReplicaSet with the highest revision that a Deployment owns. */
function newestHash({ metadata }: Manifest, replicaSets: readonly Manifest[]): string | undefined {
  const [newest] = replicaSets
    .filter((set) => set.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid))
    .toSorted((a, b) => revisionOf(b) - revisionOf(a));
  return newest?.metadata.labels?.[hashLabel];
}

function revisionOf({ metadata }: Manifest): number {
  return Number(metadata.annotations?.[revisionAnnotation]) || 0;
}

/** When the server made an object, in a form that sorts by time. */
function createdAt({ metadata }: Manifest): string {
  return metadata.creationTimestamp ?? '';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

import { statusLabel } from '../../../model/identity.ts';
import type { Cluster } from '../../../model/ports/cluster.ts';
import { NotFoundError } from '../../../model/ports/cluster-errors.ts';
import { decodeStatus } from '../../../report/status-record.ts';
import { statusReference } from '../../approvals.ts';

/** Where the drift of a target is reported. */
export type ReportPlace =
  | { readonly kind: 'pull-request'; readonly number: number }
  | { readonly kind: 'issue'; readonly number: number };

/** The annotation of a target's status record that says where its drift is reported: `pull-request/12`. */
const annotation = 'tidewatch.dev/drift-report';

export function placeText({ kind, number }: ReportPlace): string {
  return `${kind}/${number}`;
}

/** Where drift was reported that nobody has called resolved yet, by this process or one before it. */
export async function recallPlace(
  target: string,
  namespace: string,
  cluster: Cluster,
): Promise<ReportPlace | undefined> {
  const record = await cluster.get(statusReference(target, namespace));
  const found = /^(pull-request|issue)\/([1-9]\d*)$/.exec(
    record?.metadata.annotations?.[annotation] ?? '',
  );
  if (found === null) return undefined;
  return { kind: found[1] as ReportPlace['kind'], number: Number(found[2]) };
}

/** The targets of a repository whose drift was told at a place, as their annotations have it. */
export async function targetsToldAt(
  place: ReportPlace,
  repository: string,
  namespace: string,
  cluster: Cluster,
): Promise<readonly string[]> {
  const { items } = await cluster.list({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    namespace,
    labelSelector: statusLabel,
  });
  return items
    .filter(({ metadata }) => metadata.annotations?.[annotation] === placeText(place))
    .flatMap((configMap) => decodeStatus(configMap) ?? [])
    .filter((record) => record.repository === repository)
    .map(({ target }) => target);
}

/** Remembers a place on the cluster, or forgets it. A target without a record needs no memory. */
export async function keepPlace(
  target: string,
  place: ReportPlace | undefined,
  namespace: string,
  cluster: Cluster,
): Promise<void> {
  const value = place === undefined ? null : placeText(place);
  const document = { metadata: { annotations: { [annotation]: value } } };
  const patch = { type: 'merge', document } as const;
  try {
    await cluster.patch(statusReference(target, namespace), patch, {
      fieldManager: 'tidewatch-drift-report',
    });
  } catch (thrown) {
    if (!(thrown instanceof NotFoundError)) throw thrown;
  }
}

import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { PINGCAP_API_VERSION } from '../references.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';

/** What sets a child apart from its siblings. */
export interface ChildParts {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  /** `spec`, `data`, `rules`, … */
  readonly content?: JsonObject;
}

/**
 * An object beside its TidbMonitor, owned by it. The owner's uid is not known
 * before the TidbMonitor lives on a cluster: the apply stage fills it in.
 */
export function child(monitor: ResolvedMonitor, parts: ChildParts): Manifest {
  const { name, labels, annotations, content, apiVersion, kind } = parts;
  const namespace = monitor.writtenNamespace;
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels,
      ...annotationsOf(annotations),
      ownerReferences: [
        {
          apiVersion: PINGCAP_API_VERSION,
          kind: 'TidbMonitor',
          name: monitor.name,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    ...content,
  };
}

/**
 * An object that a TidbMonitor needs elsewhere. Kubernetes allows no owner in
 * another namespace, so it goes by pruning alone.
 */
export function unowned(parts: ChildParts & { readonly namespace?: string }): Manifest {
  const { name, namespace, labels, content, apiVersion, kind } = parts;
  return {
    apiVersion,
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), labels },
    ...content,
  };
}

/** An object that stands in a namespace of monitored clusters, which may be the TidbMonitor's own. */
export function childBeside(
  monitor: ResolvedMonitor,
  namespace: string,
  parts: ChildParts,
): Manifest {
  return namespace === monitor.namespace ? child(monitor, parts) : unowned({ ...parts, namespace });
}

function annotationsOf(annotations: ChildParts['annotations']): JsonObject {
  const isEmpty = annotations === undefined || Object.keys(annotations).length === 0;
  return isEmpty ? {} : { annotations };
}

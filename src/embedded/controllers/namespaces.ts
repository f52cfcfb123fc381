import type { Manifest } from '../../model/manifest.ts';
import { isDeleting, objectOf } from '../registry/metadata.ts';
import { type Controller, changedItem, type Hands } from './controller.ts';

const NAMESPACES = 'namespaces';
const ACCOUNTS = 'serviceaccounts';

/** Everything in a namespace. */
function* contents(hands: Hands, namespace: string): Generator<[string, Manifest]> {
  for (const { storage, info } of hands.registry.types.stored()) {
    if (!info.namespaced) continue;
    for (const object of hands.list(storage)) {
      if (object.metadata.namespace === namespace) yield [storage, object];
    }
  }
}

/** Empties namespaces that are on their way out, and gives new ones their service account. */
export function namespaceController(hands: Hands): Controller {
  return {
    itemsFor: (resource, change) => {
      const own = changedItem(resource, change, NAMESPACES);
      const { namespace } = change.object.metadata;
      // What left a namespace may have been the last thing in it.
      return change.type === 'DELETED' && namespace !== undefined
        ? [...own, { storage: NAMESPACES, key: namespace }]
        : own;
    },
    reconcile: ({ key }) => {
      const namespace = hands.get(NAMESPACES, key);
      if (namespace === undefined) return undefined;
      if (isDeleting(namespace)) empty(hands, namespace);
      else if (hands.get(ACCOUNTS, `${key}/default`) === undefined) createAccount(hands, key);
      return undefined;
    },
  };
}

function empty(hands: Hands, namespace: Manifest): void {
  const name = namespace.metadata.name;
  for (const [storage, object] of [...contents(hands, name)]) {
    if (!isDeleting(object)) hands.delete(storage, object, { propagation: 'Background' });
  }
  if (contents(hands, name).next().done !== true) return;
  const { store } = hands.registry;
  // The namespace's own finalizer is cleared through an endpoint of its own.
  const spec = { ...objectOf(namespace.spec), finalizers: [] };
  store.put(NAMESPACES, name, { ...namespace, spec });
  if ((namespace.metadata.finalizers ?? []).length === 0) {
    store.remove(NAMESPACES, name);
  }
}

function createAccount(hands: Hands, namespace: string): void {
  hands.create(ACCOUNTS, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default', namespace },
  });
}

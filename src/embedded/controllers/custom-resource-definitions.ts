import type { Manifest } from '../../model/manifest.ts';
import { DEFINITIONS } from '../crd/serve-definitions.ts';
import { CLEANUP } from '../kinds/custom-resource-definitions.ts';
import { asManifest, isDeleting, textsOf, withMetadata } from '../registry/metadata.ts';
import { type Controller, changedItem, type Hands } from './controller.ts';

/** Deletes the objects of a definition that is on its way out, then lets it go. */
export function definitionController(hands: Hands): Controller {
  return {
    itemsFor: (resource, change) => {
      const own = changedItem(resource, change, DEFINITIONS);
      const isCustom = change.type === 'DELETED' && hands.get(DEFINITIONS, resource) !== undefined;
      return isCustom ? [...own, { storage: DEFINITIONS, key: resource }] : own;
    },
    reconcile: ({ key }) => {
      const definition = hands.get(DEFINITIONS, key);
      if (definition !== undefined && isDeleting(definition)) finish(hands, definition);
      return undefined;
    },
  };
}

function finish(hands: Hands, definition: Manifest): void {
  const storage = definition.metadata.name;
  for (const object of hands.list(storage)) {
    if (!isDeleting(object)) hands.delete(storage, object);
  }
  const finalizers = textsOf(definition.metadata.finalizers);
  if (hands.list(storage).length > 0 || !finalizers.includes(CLEANUP)) return;
  const kept = finalizers.filter((one) => one !== CLEANUP);
  hands.update(DEFINITIONS, asManifest(withMetadata(definition, { finalizers: kept })));
}

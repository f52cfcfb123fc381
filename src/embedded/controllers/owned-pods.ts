import type { JsonObject } from '../../model/json.ts';
import type { Manifest, OwnerReference } from '../../model/manifest.ts';
import { isDeleting, metadataOf, objectOf, objectsOf } from '../registry/metadata.ts';
import type { StoredChange } from '../registry/store.ts';
import type { Hands, Item } from './controller.ts';

/** The reference by which a controller owns what it made. */
export function controllerReference(owner: Manifest): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

function isControlledBy(object: Manifest, owner: Manifest): boolean {
  return objectsOf(object.metadata.ownerReferences).some(
    (one) => one.controller === true && one.uid === owner.metadata.uid,
  );
}

/** What a controller made, by name. */
export function controlled(hands: Hands, storage: string, owner: Manifest): readonly Manifest[] {
  return hands.owners
    .dependentsOf(owner.metadata.uid ?? '')
    .flatMap((item) => (item.storage === storage ? (hands.get(storage, item.key) ?? []) : []))
    .filter((one) => isControlledBy(one, owner))
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

/** The owner of a changed object, where it is of a certain kind. */
export function ownerItem(change: StoredChange, kind: string, storage: string): readonly Item[] {
  const { namespace, ownerReferences } = change.object.metadata;
  return objectsOf(ownerReferences)
    .filter((one) => one.controller === true && one.kind === kind)
    .map((one) => ({ storage, key: `${namespace}/${String(one.name)}` }));
}

export function isReady(pod: Manifest): boolean {
  const conditions = objectsOf(objectOf(pod.status).conditions);
  return (
    !isDeleting(pod) && conditions.some((one) => one.type === 'Ready' && one.status === 'True')
  );
}

/** A Pod of a template. */
export function podOf(
  owner: Manifest,
  template: JsonObject,
  name: { readonly name: string } | { readonly generateName: string },
  labels: JsonObject = {},
): JsonObject {
  const metadata = metadataOf(template);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...metadata,
      ...name,
      namespace: owner.metadata.namespace,
      labels: { ...objectOf(metadata.labels), ...labels },
      ownerReferences: [controllerReference(owner)],
    },
    spec: template.spec,
  };
}

import {
  anyObject,
  array,
  boolean,
  int32,
  int64,
  object,
  quantity,
  string,
  texts,
} from '../builders.ts';
import { networkVolumeSources } from './network-volumes.ts';
import {
  fieldRef,
  keyToPath,
  labelSelector,
  localObjectReference,
  resourceFieldRef,
} from './references.ts';
import { amounts, pullPolicies } from './resources.ts';

/** The schema of a volume, with every source that a Pod knows. */

const downwardItem = object(
  { fieldRef, mode: int32(), path: string(), resourceFieldRef },
  { required: ['path'] },
);

const projection = object({
  clusterTrustBundle: object(
    {
      labelSelector,
      name: string(),
      optional: boolean(),
      path: string(),
      signerName: string(),
    },
    { required: ['path'] },
  ),
  configMap: object(
    { items: array(keyToPath), name: string(), optional: boolean() },
    { atomic: true },
  ),
  downwardAPI: object({ items: array(downwardItem) }),
  secret: object(
    { items: array(keyToPath), name: string(), optional: boolean() },
    { atomic: true },
  ),
  serviceAccountToken: object(
    { audience: string(), expirationSeconds: int64(), path: string() },
    { required: ['path'] },
  ),
});

const claimTemplate = object(
  {
    metadata: anyObject(),
    spec: object({
      accessModes: array(string()),
      dataSource: object(
        { apiGroup: string(), kind: string(), name: string() },
        { required: ['kind', 'name'], atomic: true },
      ),
      dataSourceRef: object(
        { apiGroup: string(), kind: string(), name: string(), namespace: string() },
        { required: ['kind', 'name'] },
      ),
      resources: object({ limits: amounts, requests: amounts }),
      selector: labelSelector,
      storageClassName: string(),
      volumeAttributesClassName: string(),
      volumeMode: string(),
      volumeName: string(),
    }),
  },
  { required: ['spec'] },
);

export const volume = object(
  {
    ...networkVolumeSources,
    configMap: object(
      {
        defaultMode: int32(),
        items: array(keyToPath),
        name: string(),
        optional: boolean(),
      },
      { atomic: true },
    ),
    csi: object(
      {
        driver: string(),
        fsType: string(),
        nodePublishSecretRef: localObjectReference,
        readOnly: boolean(),
        volumeAttributes: texts(),
      },
      { required: ['driver'] },
    ),
    downwardAPI: object({ defaultMode: int32(), items: array(downwardItem) }),
    emptyDir: object({ medium: string(), sizeLimit: quantity() }),
    ephemeral: object({ volumeClaimTemplate: claimTemplate }),
    hostPath: object({ path: string(), type: string() }, { required: ['path'] }),
    image: object({ pullPolicy: string(undefined, { values: pullPolicies }), reference: string() }),
    name: string(),
    persistentVolumeClaim: object(
      { claimName: string(), readOnly: boolean() },
      { required: ['claimName'] },
    ),
    projected: object({ defaultMode: int32(), sources: array(projection) }),
    secret: object({
      defaultMode: int32(),
      items: array(keyToPath),
      optional: boolean(),
      secretName: string(),
    }),
  },
  { required: ['name'] },
);

import { array, boolean, int32, object, string, texts } from '../builders.ts';
import { localObjectReference } from './references.ts';

/**
 * Volume sources that name a provider's disk or a network file system. Most
 * are deprecated in favour of CSI, but existing objects may hold them.
 */
export const networkVolumeSources = {
  awsElasticBlockStore: object(
    { fsType: string(), partition: int32(), readOnly: boolean(), volumeID: string() },
    { required: ['volumeID'] },
  ),
  azureDisk: object(
    {
      cachingMode: string(),
      diskName: string(),
      diskURI: string(),
      fsType: string(),
      kind: string(),
      readOnly: boolean(),
    },
    { required: ['diskName', 'diskURI'] },
  ),
  azureFile: object(
    { readOnly: boolean(), secretName: string(), shareName: string() },
    { required: ['secretName', 'shareName'] },
  ),
  cephfs: object(
    {
      monitors: array(string()),
      path: string(),
      readOnly: boolean(),
      secretFile: string(),
      secretRef: localObjectReference,
      user: string(),
    },
    { required: ['monitors'] },
  ),
  cinder: object(
    {
      fsType: string(),
      readOnly: boolean(),
      secretRef: localObjectReference,
      volumeID: string(),
    },
    { required: ['volumeID'] },
  ),
  fc: object({
    fsType: string(),
    lun: int32(),
    readOnly: boolean(),
    targetWWNs: array(string()),
    wwids: array(string()),
  }),
  flexVolume: object(
    {
      driver: string(),
      fsType: string(),
      options: texts(),
      readOnly: boolean(),
      secretRef: localObjectReference,
    },
    { required: ['driver'] },
  ),
  flocker: object({ datasetName: string(), datasetUUID: string() }),
  gcePersistentDisk: object(
    { fsType: string(), partition: int32(), pdName: string(), readOnly: boolean() },
    { required: ['pdName'] },
  ),
  gitRepo: object(
    { directory: string(), repository: string(), revision: string() },
    { required: ['repository'] },
  ),
  glusterfs: object(
    { endpoints: string(), path: string(), readOnly: boolean() },
    { required: ['endpoints', 'path'] },
  ),
  iscsi: object(
    {
      chapAuthDiscovery: boolean(),
      chapAuthSession: boolean(),
      fsType: string(),
      initiatorName: string(),
      iqn: string(),
      iscsiInterface: string(),
      lun: int32(),
      portals: array(string()),
      readOnly: boolean(),
      secretRef: localObjectReference,
      targetPortal: string(),
    },
    { required: ['iqn', 'lun', 'targetPortal'] },
  ),
  nfs: object(
    { path: string(), readOnly: boolean(), server: string() },
    { required: ['path', 'server'] },
  ),
  photonPersistentDisk: object({ fsType: string(), pdID: string() }, { required: ['pdID'] }),
  portworxVolume: object(
    { fsType: string(), readOnly: boolean(), volumeID: string() },
    { required: ['volumeID'] },
  ),
  quobyte: object(
    {
      group: string(),
      readOnly: boolean(),
      registry: string(),
      tenant: string(),
      user: string(),
      volume: string(),
    },
    { required: ['registry', 'volume'] },
  ),
  rbd: object(
    {
      fsType: string(),
      image: string(),
      keyring: string(),
      monitors: array(string()),
      pool: string(),
      readOnly: boolean(),
      secretRef: localObjectReference,
      user: string(),
    },
    { required: ['image', 'monitors'] },
  ),
  scaleIO: object(
    {
      fsType: string(),
      gateway: string(),
      protectionDomain: string(),
      readOnly: boolean(),
      secretRef: localObjectReference,
      sslEnabled: boolean(),
      storageMode: string(),
      storagePool: string(),
      system: string(),
      volumeName: string(),
    },
    { required: ['gateway', 'secretRef', 'system'] },
  ),
  storageos: object({
    fsType: string(),
    readOnly: boolean(),
    secretRef: localObjectReference,
    volumeName: string(),
    volumeNamespace: string(),
  }),
  vsphereVolume: object(
    {
      fsType: string(),
      storagePolicyID: string(),
      storagePolicyName: string(),
      volumePath: string(),
    },
    { required: ['volumePath'] },
  ),
} as const;

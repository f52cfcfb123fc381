import { array, boolean, int64, object, string } from '../builders.ts';

/** Schemas of the security contexts of pods and containers. */

const seLinuxOptions = object({
  level: string(),
  role: string(),
  type: string(),
  user: string(),
});

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'] as const;

const profile = object(
  { localhostProfile: string(), type: string(undefined, { values: profileTypes }) },
  { required: ['type'] },
);

const windowsOptions = object({
  gmsaCredentialSpec: string(),
  gmsaCredentialSpecName: string(),
  hostProcess: boolean(),
  runAsUserName: string(),
});

export const podSecurityContext = object({
  appArmorProfile: profile,
  fsGroup: int64(),
  fsGroupChangePolicy: string(undefined, { values: ['Always', 'OnRootMismatch'] }),
  runAsGroup: int64(),
  runAsNonRoot: boolean(),
  runAsUser: int64(),
  seLinuxChangePolicy: string(undefined, { values: ['MountOption', 'Recursive'] }),
  seLinuxOptions,
  seccompProfile: profile,
  supplementalGroups: array(int64()),
  supplementalGroupsPolicy: string(undefined, { values: ['Merge', 'Strict'] }),
  sysctls: array(object({ name: string(), value: string() }, { required: ['name', 'value'] })),
  windowsOptions,
});

export const containerSecurityContext = object({
  allowPrivilegeEscalation: boolean(),
  appArmorProfile: profile,
  capabilities: object({ add: array(string()), drop: array(string()) }),
  privileged: boolean(),
  procMount: string(undefined, { values: ['Default', 'Unmasked'] }),
  readOnlyRootFilesystem: boolean(),
  runAsGroup: int64(),
  runAsNonRoot: boolean(),
  runAsUser: int64(),
  seLinuxOptions,
  seccompProfile: profile,
  windowsOptions,
});

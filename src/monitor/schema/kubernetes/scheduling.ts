import { array, int32, int64, object, string } from '../builders.ts';
import { labelSelector } from './references.ts';

/** Schemas of where a pod may run. */

export const toleration = object({
  effect: string(undefined, { values: ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] }),
  key: string(),
  operator: string(undefined, { values: ['Equal', 'Exists', 'Lt', 'Gt'] }),
  tolerationSeconds: int64(),
  value: string(),
});

const nodeRequirement = object(
  {
    key: string(),
    operator: string(undefined, { values: ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'] }),
    values: array(string()),
  },
  { required: ['key', 'operator'] },
);

const nodeTerm = object(
  { matchExpressions: array(nodeRequirement), matchFields: array(nodeRequirement) },
  { atomic: true },
);

const podTerm = object(
  {
    labelSelector,
    matchLabelKeys: array(string()),
    mismatchLabelKeys: array(string()),
    namespaceSelector: labelSelector,
    namespaces: array(string()),
    topologyKey: string(),
  },
  { required: ['topologyKey'] },
);

const podAffinityTerms = object({
  preferredDuringSchedulingIgnoredDuringExecution: array(
    object(
      { podAffinityTerm: podTerm, weight: int32(undefined, { minimum: 1, maximum: 100 }) },
      { required: ['podAffinityTerm', 'weight'] },
    ),
  ),
  requiredDuringSchedulingIgnoredDuringExecution: array(podTerm),
});

export const affinity = object({
  nodeAffinity: object({
    preferredDuringSchedulingIgnoredDuringExecution: array(
      object(
        { preference: nodeTerm, weight: int32(undefined, { minimum: 1, maximum: 100 }) },
        { required: ['preference', 'weight'] },
      ),
    ),
    requiredDuringSchedulingIgnoredDuringExecution: object(
      { nodeSelectorTerms: array(nodeTerm) },
      { required: ['nodeSelectorTerms'], atomic: true },
    ),
  }),
  podAffinity: podAffinityTerms,
  podAntiAffinity: podAffinityTerms,
});

export const topologySpreadConstraint = object(
  {
    labelSelector,
    matchLabelKeys: array(string()),
    maxSkew: int32(undefined, { minimum: 1 }),
    minDomains: int32(undefined, { minimum: 1 }),
    nodeAffinityPolicy: string(undefined, { values: ['Honor', 'Ignore'] }),
    nodeTaintsPolicy: string(undefined, { values: ['Honor', 'Ignore'] }),
    topologyKey: string(),
    whenUnsatisfiable: string(undefined, { values: ['DoNotSchedule', 'ScheduleAnyway'] }),
  },
  { required: ['maxSkew', 'topologyKey', 'whenUnsatisfiable'] },
);

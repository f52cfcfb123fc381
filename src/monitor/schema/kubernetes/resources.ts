import { array, map, object, quantity, string } from '../builders.ts';

/** Schemas of what a container or a claim asks for. */

export const pullPolicies = ['Always', 'IfNotPresent', 'Never'] as const;

export const amounts = map(quantity());

export const resourceClaims = array(
  object({ name: string(), request: string() }, { required: ['name'] }),
  undefined,
  { keys: ['name'] },
);

export const resourceRequirements = object({
  claims: resourceClaims,
  limits: amounts,
  requests: amounts,
});

import { BASE_STRATEGY } from './base-strategy.ts';
import { customResourceDefinitions } from './custom-resource-definitions.ts';
import type { Kind } from './kind.ts';

const PLAIN: Kind = { strategy: BASE_STRATEGY };

const KINDS: Readonly<Record<string, Kind>> = {
  'apiextensions.k8s.io/v1/customresourcedefinitions': customResourceDefinitions,
};

/** The particulars of a built-in kind, by `apps/v1/deployments`. */
export function builtinKind(resource: string): Kind {
  return KINDS[resource] ?? PLAIN;
}

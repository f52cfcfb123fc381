import type { JsonObject } from '../../model/json.ts';
import { CORE_DEFAULTS } from './core.ts';
import { POD_DEFAULTS } from './pod.ts';
import { WORKLOAD_DEFAULTS } from './workloads.ts';

/** What the server sets in a struct where the client set nothing, by definition. */
export const DEFAULTS: Readonly<Record<string, (value: JsonObject) => JsonObject>> = {
  ...CORE_DEFAULTS,
  ...POD_DEFAULTS,
  ...WORKLOAD_DEFAULTS,
};

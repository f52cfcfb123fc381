import { applyingCases } from './cases/applying.ts';
import { configMapCases } from './cases/config-maps.ts';
import { customCases } from './cases/custom.ts';
import { deletingCases } from './cases/deleting.ts';
import { discoveringCases } from './cases/discovering.ts';
import { encodingCases } from './cases/encodings.ts';
import { listingCases } from './cases/listing.ts';
import { patchingCases } from './cases/patching.ts';
import { serviceAndStorageCases } from './cases/services-and-storage.ts';
import { workloadCases } from './cases/workloads.ts';
import type { ContractCase } from './contract-case.ts';

/** Every case, under the name of the golden file that holds what the real server answers. */
export const ALL_CASES: Readonly<Record<string, readonly ContractCase[]>> = {
  applying: applyingCases,
  'config-maps': configMapCases,
  custom: customCases,
  deleting: deletingCases,
  discovering: discoveringCases,
  encodings: encodingCases,
  listing: listingCases,
  patching: patchingCases,
  'services-and-storage': serviceAndStorageCases,
  workloads: workloadCases,
};

import { done, nothing, type StepKind } from '../step-kind.ts';

/** The ledger's own record is all there is to do. */
export const record: StepKind<{ kind: 'record' }> = {
  precheck: nothing,
  act: nothing,
  verify: async () => done,
};

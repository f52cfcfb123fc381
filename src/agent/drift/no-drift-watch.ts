import type { DriftWatch } from './drift-watch.ts';

/** For single passes: everything is applied, and nobody looks afterwards. */
export const noDriftWatch: DriftWatch = {
  writes: { writing: () => {}, wrote: () => {}, writeFailed: () => {} },
  spare: (desired) => desired,
  expect: () => {},
  settled: () => {},
  forget: () => {},
};

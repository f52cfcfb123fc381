import type { Surroundings } from './ensure.ts';

/** This process's own surroundings; progress goes to standard error. */
export const surroundings: Surroundings = {
  environment: process.env,
  platform: process.platform,
  arch: process.arch,
  progress: (line) => process.stderr.write(`${line}\n`),
};

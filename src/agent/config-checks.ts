import { parseReference } from '../source/reference.ts';
import { parseRepositoryAddress } from '../source/repository-address.ts';
import { parseSchedule } from '../source/schedule.ts';
import type { ConfigChecks } from './config/load-config.ts';

/** What only the source stage can judge of a configuration. */
export const configChecks: ConfigChecks = {
  url: (url) => void parseRepositoryAddress(url),
  ref: (ref) => void parseReference(ref),
  poll: (poll, timeZone) => void parseSchedule(poll, { timeZone }),
};

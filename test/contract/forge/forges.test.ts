import { describe } from 'vitest';
import { dialects, openTestForge } from '../../support/forge/dialects.ts';
import { forgeModel } from '../../support/forge/forge-model.ts';
import { forgeSuite } from './suite.ts';

describe.each(dialects)('$name', (dialect) => {
  forgeSuite(async (timeout) => ({
    ...(await openTestForge(dialect, forgeModel(), timeout)),
    reference: dialect.reference,
  }));
});

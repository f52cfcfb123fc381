import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { job, settings } from './objects.ts';
import { embeddedTheatre, openStage, type Theatre } from './stage.ts';

let theatre: Theatre;
beforeAll(async () => {
  theatre = await embeddedTheatre();
});
afterAll(() => theatre.close());

describe('hooks', () => {
  it('run before and after the objects of their target', async () => {
    await using stage = await openStage(theatre);
    const { result, writes } = await stage.commit([
      settings('a'),
      job('migrate', { hook: 'PreSync' }),
      job('test', { hook: 'PostSync' }),
    ]);
    expect(result.outcome).toBe('done');
    expect(writes).toEqual(['apply Job/migrate', 'apply ConfigMap/a', 'apply Job/test']);
    expect(await stage.ledgerLines()).toEqual([
      'PreSync/Job.batch/migrate Succeeded x1',
      'PostSync/Job.batch/test Succeeded x1',
    ]);
  });
});

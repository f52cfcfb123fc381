import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeleteOptions } from '../../../src/model/ports/cluster.ts';
import {
  type ClusterUnderTest,
  configMap,
  manager,
  type OpenCluster,
  referenceTo,
  refusal,
} from './subject.ts';

export function deleting(open: OpenCluster): void {
  describe('deleting', () => {
    let on: ClusterUnderTest;
    beforeAll(async () => {
      on = await open();
    });
    afterAll(() => on.close());

    const create = (name: string) =>
      on.cluster.apply(configMap(on.namespace, name, { a: '1' }), manager);

    it('says whether there was anything to delete', async () => {
      const reference = referenceTo(await create('deleted'));
      expect(await on.cluster.delete(reference, {})).toBe(true);
      expect(await on.cluster.get(reference)).toBeUndefined();
      expect(await on.cluster.delete(reference, {})).toBe(false);
    });

    it('finds nothing to delete of a kind that is not served', async () => {
      const reference = { apiVersion: 'example.com/v1', kind: 'Widget', namespace: '', name: 'x' };
      expect(await on.cluster.delete(reference, {})).toBe(false);
    });

    it('deletes the very object that its preconditions name', async () => {
      const live = await create('exact');
      const { uid = '', resourceVersion = '' } = live.metadata;
      const reference = referenceTo(live);
      expect(await on.cluster.delete(reference, { uid, resourceVersion })).toBe(true);
    });

    it.each<{ what: string; options: DeleteOptions }>([
      { what: 'another uid', options: { uid: '00000000-0000-4000-8000-000000000000' } },
      { what: 'another version', options: { resourceVersion: '1' } },
    ])('conflicts on $what and deletes nothing', async ({ what, options }) => {
      const live = await create(what.replaceAll(' ', '-'));
      expect(await refusal(on.cluster.delete(referenceTo(live), options))).toMatchObject({
        name: 'ConflictError',
        status: 409,
      });
      expect(await on.cluster.get(referenceTo(live))).toEqual(live);
    });

    it('deletes nothing in a dry run', async () => {
      const live = await create('dry');
      expect(await on.cluster.delete(referenceTo(live), { dryRun: true })).toBe(true);
      expect(await on.cluster.get(referenceTo(live))).toEqual(live);
    });

    it('keeps an object with a finalizer until the finalizer is gone', async () => {
      const desired = configMap(on.namespace, 'held', {});
      const metadata = { ...desired.metadata, finalizers: ['tidewatch.dev/hold'] };
      const reference = referenceTo(await on.cluster.apply({ ...desired, metadata }, manager));
      expect(await on.cluster.delete(reference, {})).toBe(true);
      expect((await on.cluster.get(reference))?.metadata.deletionTimestamp).toBeDefined();
      const document = { metadata: { finalizers: null } };
      await on.cluster.patch(reference, { type: 'merge', document }, manager);
      expect(await on.cluster.get(reference)).toBeUndefined();
    });
  });
}

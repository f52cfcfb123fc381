import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ClusterUnderTest,
  configMap,
  manager,
  type OpenCluster,
  referenceTo,
  refusal,
} from './subject.ts';

export function patching(open: OpenCluster): void {
  describe('patching', () => {
    let on: ClusterUnderTest;
    beforeAll(async () => {
      on = await open();
    });
    afterAll(() => on.close());

    const create = (name: string) =>
      on.cluster.apply(configMap(on.namespace, name, { a: '1', b: '2' }), manager);

    it('merges a document into an object; null removes', async () => {
      const live = await create('merged');
      const document = { data: { a: null, c: '3' } };
      const patched = await on.cluster.patch(
        referenceTo(live),
        { type: 'merge', document },
        manager,
      );
      expect(patched.data).toEqual({ b: '2', c: '3' });
    });

    it('runs the operations of a JSON patch', async () => {
      const live = await create('operated');
      const operations = [
        { op: 'test', path: '/data/a', value: '1' },
        { op: 'replace', path: '/data/a', value: 'one' },
        { op: 'remove', path: '/data/b' },
      ];
      const patched = await on.cluster.patch(
        referenceTo(live),
        { type: 'json', operations },
        manager,
      );
      expect(patched.data).toEqual({ a: 'one' });
    });

    it('changes nothing where a test of a JSON patch fails', async () => {
      const live = await create('tested');
      const operations = [
        { op: 'test', path: '/data/a', value: 'something else' },
        { op: 'remove', path: '/data/a' },
      ];
      const patch = { type: 'json', operations } as const;
      expect(await refusal(on.cluster.patch(referenceTo(live), patch, manager))).toMatchObject({
        name: 'InvalidObjectError',
        status: 422,
      });
      expect(await on.cluster.get(referenceTo(live))).toEqual(live);
    });

    it('writes nothing in a dry run', async () => {
      const live = await create('dry');
      const patch = { type: 'merge', document: { data: { a: 'changed' } } } as const;
      const would = await on.cluster.patch(referenceTo(live), patch, { ...manager, dryRun: true });
      expect(would.data).toEqual({ a: 'changed', b: '2' });
      expect(await on.cluster.get(referenceTo(live))).toEqual(live);
    });

    it('conflicts where the object is not the version the patch names', async () => {
      const live = await create('moved');
      await on.cluster.apply(configMap(on.namespace, 'moved', { a: '2' }), manager);
      const metadata = { resourceVersion: live.metadata.resourceVersion };
      const patch = { type: 'merge', document: { metadata, data: { a: '3' } } } as const;
      expect(await refusal(on.cluster.patch(referenceTo(live), patch, manager))).toMatchObject({
        name: 'ConflictError',
        status: 409,
      });
    });

    it('refuses to patch what is not there', async () => {
      const reference = referenceTo(configMap(on.namespace, 'missing', {}));
      const patch = { type: 'merge', document: { data: {} } } as const;
      expect(await refusal(on.cluster.patch(reference, patch, manager))).toEqual({
        name: 'NotFoundError',
        status: 404,
        message: `ConfigMap/${on.namespace}/missing: configmaps "missing" not found`,
      });
    });
  });
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ClusterUnderTest,
  configMap,
  manager,
  type OpenCluster,
  referenceTo,
  refusal,
} from './subject.ts';

export function reading(open: OpenCluster): void {
  describe('reading', () => {
    let on: ClusterUnderTest;
    beforeAll(async () => {
      on = await open();
      await on.cluster.apply(configMap(on.namespace, 'one', { n: '1' }, { set: 'read' }), manager);
      await on.cluster.apply(configMap(on.namespace, 'two', { n: '2' }, { set: 'read' }), manager);
      await on.cluster.apply(configMap(on.namespace, 'other', { n: '3' }), manager);
    });
    afterAll(() => on.close());
    const configMaps = { apiVersion: 'v1', kind: 'ConfigMap' };

    it('gets an object as it lives, with its kind', async () => {
      const live = await on.cluster.get(referenceTo(configMap(on.namespace, 'one', {})));
      expect(live).toMatchObject({ ...configMaps, metadata: { name: 'one' }, data: { n: '1' } });
      expect(live?.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    });

    it.each([
      { what: 'a name', apiVersion: 'v1', kind: 'ConfigMap' },
      { what: 'a kind', apiVersion: 'v1', kind: 'NoSuchKind' },
      { what: 'a group', apiVersion: 'no.such.group/v1', kind: 'ConfigMap' },
    ])('gets undefined for $what that does not exist', async ({ apiVersion, kind }) => {
      const reference = { apiVersion, kind, namespace: on.namespace, name: 'missing' };
      expect(await on.cluster.get(reference)).toBeUndefined();
    });

    it('lists what a label selector matches, each with its kind', async () => {
      const options = { ...configMaps, namespace: on.namespace, labelSelector: 'set=read' };
      const { items, resourceVersion } = await on.cluster.list(options);
      expect(items.map((item) => [item.apiVersion, item.kind, item.metadata.name])).toEqual([
        ['v1', 'ConfigMap', 'one'],
        ['v1', 'ConfigMap', 'two'],
      ]);
      expect(resourceVersion).toMatch(/^\d+$/);
    });

    it('lists what a field selector matches', async () => {
      const options = {
        ...configMaps,
        namespace: on.namespace,
        fieldSelector: 'metadata.name=two',
      };
      const { items } = await on.cluster.list(options);
      expect(items.map((item) => item.metadata.name)).toEqual(['two']);
    });

    it('lists all namespaces where none is given', async () => {
      const { items } = await on.cluster.list({ ...configMaps, labelSelector: 'set=read' });
      const here = items.filter((item) => item.metadata.namespace === on.namespace);
      expect(here.map((item) => item.metadata.name)).toEqual(['one', 'two']);
    });

    it('lists nothing where nothing matches', async () => {
      const options = { ...configMaps, namespace: on.namespace, labelSelector: 'set=nothing' };
      expect((await on.cluster.list(options)).items).toEqual([]);
    });

    it('lists more objects than one page holds, each once', async () => {
      const names = Array.from(
        { length: 520 },
        (_, index) => `page-${String(index).padStart(3, '0')}`,
      );
      const labels = { set: 'pages' };
      await Promise.all(
        names.map((name) => on.cluster.apply(configMap(on.namespace, name, {}, labels), manager)),
      );
      const options = { ...configMaps, namespace: on.namespace, labelSelector: 'set=pages' };
      const { items } = await on.cluster.list(options);
      expect(items.map((item) => item.metadata.name)).toEqual(names);
    });

    it('refuses to list a kind that is not served', async () => {
      const options = { apiVersion: 'no.such.group/v1', kind: 'NoSuchKind' };
      expect(await refusal(on.cluster.list(options))).toEqual({
        name: 'NotFoundError',
        status: 404,
        message:
          'NoSuchKind/*: the API server does not serve NoSuchKind in no.such.group/v1; install its CustomResourceDefinition, or correct apiVersion and kind',
      });
    });

    it('throws the reason of an aborted signal', async () => {
      const reason = new Error('enough');
      const reference = referenceTo(configMap(on.namespace, 'one', {}));
      await expect(on.cluster.get(reference, AbortSignal.abort(reason))).rejects.toBe(reason);
    });
  });
}

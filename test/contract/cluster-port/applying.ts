import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ClusterUnderTest,
  configMap,
  manager,
  type OpenCluster,
  referenceTo,
  refusal,
} from './subject.ts';

export function applying(open: OpenCluster): void {
  describe('server-side apply', () => {
    let on: ClusterUnderTest;
    beforeAll(async () => {
      on = await open();
    });
    afterAll(() => on.close());

    it('creates an object and gives it as it lives', async () => {
      const desired = configMap(on.namespace, 'created', { greeting: 'Grüße, 世界 🌊' });
      const applied = await on.cluster.apply(desired, manager);
      expect(applied).toMatchObject(desired);
      expect(await on.cluster.get(referenceTo(desired))).toEqual(applied);
    });

    it('leaves an unchanged object alone', async () => {
      const desired = configMap(on.namespace, 'unchanged', { a: '1' });
      const first = await on.cluster.apply(desired, manager);
      const second = await on.cluster.apply(desired, manager);
      expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    });

    it('removes what it applied before and no longer does', async () => {
      await on.cluster.apply(configMap(on.namespace, 'shrinks', { a: '1', b: '2' }), manager);
      const live = await on.cluster.apply(configMap(on.namespace, 'shrinks', { a: '1' }), manager);
      expect(live.data).toEqual({ a: '1' });
    });

    it('keeps what another manager added', async () => {
      const mine = configMap(on.namespace, 'shared', { mine: '1' });
      await on.cluster.apply(mine, manager);
      const theirs = configMap(on.namespace, 'shared', { theirs: '2' });
      await on.cluster.apply(theirs, { fieldManager: 'somebody' });
      const live = await on.cluster.apply(mine, manager);
      expect(live.data).toEqual({ mine: '1', theirs: '2' });
    });

    it('refuses to take a field of another manager, and takes it by force', async () => {
      const theirs = configMap(on.namespace, 'contested', { key: 'theirs' });
      await on.cluster.apply(theirs, { fieldManager: 'somebody' });
      const mine = configMap(on.namespace, 'contested', { key: 'mine' });
      const refused = await refusal(on.cluster.apply(mine, manager));
      expect(refused).toMatchObject({ name: 'ConflictError', status: 409 });
      expect(refused.message).toBe(
        `ConfigMap/${on.namespace}/contested: Apply failed with 1 conflict: conflict with "somebody": .data.key`,
      );
      await expect(on.cluster.apply(mine, manager)).rejects.toMatchObject({
        data: {
          reason: 'Conflict',
          causes: [
            {
              reason: 'FieldManagerConflict',
              field: '.data.key',
              message: 'conflict with "somebody"',
            },
          ],
        },
      });
      const forced = await on.cluster.apply(mine, { ...manager, force: true });
      expect(forced.data).toEqual({ key: 'mine' });
    });

    it('writes nothing in a dry run, and gives what would be', async () => {
      const desired = configMap(on.namespace, 'dry', { a: '1' });
      const would = await on.cluster.apply(desired, { ...manager, dryRun: true });
      expect(would).toMatchObject(desired);
      expect(await on.cluster.get(referenceTo(desired))).toBeUndefined();
    });

    it('changes only the status through the status subresource', async () => {
      const metadata = { name: 'status', namespace: on.namespace };
      const ingress = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata };
      const backend = { service: { name: 'web', port: { number: 80 } } };
      await on.cluster.apply({ ...ingress, spec: { defaultBackend: backend } }, manager);
      const status = { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } };
      const options = { fieldManager: 'tidewatch-status', subresource: 'status' } as const;
      const live = await on.cluster.apply({ ...ingress, status }, options);
      expect(live).toMatchObject({ spec: { defaultBackend: backend }, status });
    });

    it.each([
      {
        what: 'an invalid name',
        name: 'Not_A_Name',
        more: {},
        error: 'InvalidObjectError',
        status: 422,
      },
      {
        what: 'a field of the wrong type',
        name: 'wrong-type',
        more: { data: { a: ['list'] } },
        error: 'RefusedError',
        status: 500,
      },
      {
        what: 'an unknown field',
        name: 'unknown-field',
        more: { extra: 'x' },
        error: 'RefusedError',
        status: 500,
      },
    ])('refuses $what with $error', async ({ name, more, error, status }) => {
      const desired = { ...configMap(on.namespace, name, {}), ...more };
      const refused = await refusal(on.cluster.apply(desired, manager));
      expect(refused).toMatchObject({ name: error, status });
      expect(refused.message).toMatch(new RegExp(`^ConfigMap/${on.namespace}/${name}: .`));
    });

    it('names the field that is not valid', async () => {
      const desired = configMap(on.namespace, 'Not_A_Name', {});
      await expect(on.cluster.apply(desired, manager)).rejects.toMatchObject({
        data: { causes: [{ field: 'metadata.name', reason: 'FieldValueInvalid' }] },
      });
    });

    it('refuses an object whose namespace does not exist', async () => {
      const desired = configMap('no-such-namespace', 'lost', {});
      expect(await refusal(on.cluster.apply(desired, manager))).toEqual({
        name: 'NotFoundError',
        status: 404,
        message: 'ConfigMap/no-such-namespace/lost: namespaces "no-such-namespace" not found',
      });
    });

    it('refuses a namespaced object without a namespace', async () => {
      const desired = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'nowhere' } };
      expect(await refusal(on.cluster.apply(desired, manager))).toEqual({
        name: 'RefusedError',
        status: 400,
        message:
          'ConfigMap/nowhere: ConfigMap lives in a namespace, and none is given; set metadata.namespace',
      });
    });

    it('refuses a kind that is not served', async () => {
      const metadata = { name: 'x', namespace: on.namespace };
      const desired = { apiVersion: 'example.com/v1', kind: 'Widget', metadata };
      expect(await refusal(on.cluster.apply(desired, manager))).toMatchObject({
        name: 'NotFoundError',
        status: 404,
      });
    });

    it('never shows the values of a Secret in a refusal', async () => {
      const metadata = { name: 'leaky', namespace: on.namespace };
      const secret = { apiVersion: 'v1', kind: 'Secret', metadata };
      const desired = { ...secret, stringData: { password: ['hunter2-in-a-list'] } };
      const refused = await refusal(on.cluster.apply(desired, manager));
      expect(refused.name).toBe('RefusedError');
      expect(JSON.stringify(refused)).not.toContain('hunter2');
    });
  });
}

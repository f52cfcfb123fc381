import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterUnderTest, OpenCluster } from './subject.ts';

export function discovering(open: OpenCluster): void {
  describe('discovery', () => {
    let on: ClusterUnderTest;
    beforeAll(async () => {
      on = await open();
    });
    afterAll(() => on.close());

    it.each([
      { group: '', kind: 'ConfigMap', version: 'v1', resource: 'configmaps', namespaced: true },
      { group: '', kind: 'Namespace', version: 'v1', resource: 'namespaces', namespaced: false },
      {
        group: 'apps',
        kind: 'StatefulSet',
        version: 'v1',
        resource: 'statefulsets',
        namespaced: true,
      },
      {
        group: 'networking.k8s.io',
        kind: 'Ingress',
        version: 'v1',
        resource: 'ingresses',
        namespaced: true,
      },
      {
        group: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        version: 'v1',
        resource: 'clusterroles',
        namespaced: false,
      },
    ])('finds $kind of "$group" with and without its version', async (expected) => {
      const { group, kind, version } = expected;
      expect(await on.discovery.find(group, kind)).toMatchObject(expected);
      expect(await on.discovery.find(group, kind, version)).toMatchObject(expected);
    });

    it('says what can be done with a kind', async () => {
      const resource = await on.discovery.find('', 'ConfigMap');
      expect(resource?.verbs).toEqual(
        expect.arrayContaining(['create', 'delete', 'get', 'list', 'patch', 'update', 'watch']),
      );
    });

    it.each([
      { group: '', kind: 'NoSuchKind', version: undefined },
      { group: 'no.such.group', kind: 'ConfigMap', version: undefined },
      { group: 'apps', kind: 'StatefulSet', version: 'v1alpha7' },
    ])('finds nothing for $kind of "$group" in $version', async ({ group, kind, version }) => {
      expect(await on.discovery.find(group, kind, version)).toBeUndefined();
    });

    it('answers the same after a refresh', async () => {
      on.discovery.refresh();
      expect(await on.discovery.find('', 'Secret')).toMatchObject({ resource: 'secrets' });
    });
  });
}

import { describe, expect, it } from 'vitest';
import type { ObjectId } from '../../src/model/object-id.ts';
import { accessOf } from '../../src/monitor/access-of.ts';
import { expansionOf } from './support/expansion.ts';
import { clusterText, documents, monitorText } from './support/monitor-text.ts';

const text = (scoped: boolean) =>
  documents(
    monitorText(`  clusterScoped: ${scoped}\n`).replace(
      'clusters: [{name: basic}]',
      'clusters: [{name: basic}, {name: far, namespace: far}]',
    ),
    clusterText(),
    clusterText('far', 'far'),
  );

describe('the rights of a monitor', () => {
  const isAccess = accessOf(expansionOf(text(true)).monitors);
  const rbac = (kind: string, namespace: string, name: string): ObjectId => ({
    group: 'rbac.authorization.k8s.io',
    kind,
    namespace,
    name,
  });

  it.each([true, false])('are all that it was expanded into, cluster-scoped: %s', (scoped) => {
    const children = expansionOf(text(scoped)).monitors.flatMap((monitor) => monitor.children);
    const rights = children.filter(({ group }) => group === 'rbac.authorization.k8s.io');
    expect(rights.length).toBeGreaterThan(1);
    expect(rights.filter((id) => !isAccess(id))).toEqual([]);
    const others = children.filter(({ group }) => group !== 'rbac.authorization.k8s.io');
    expect(others.filter(isAccess)).toEqual([]);
  });

  it.each([
    rbac('Role', 'demo', 'another-monitor'),
    rbac('Role', 'far', 'basic-monitor'),
    rbac('Role', 'far', 'other.basic-monitor'),
    rbac('ClusterRole', '', 'basic-monitor'),
    rbac('RoleBinding', 'demo', 'demo-basic-monitor'),
  ])('are not %j', (id) => {
    expect(isAccess(id)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { placeMonitors } from '../../src/layout/place-monitors.ts';
import { readManifests } from '../../src/model/yaml/read-manifests.ts';

const { manifests: objects } = readManifests(
  [
    'apiVersion: pingcap.com/v1alpha1\nkind: TidbMonitor\nmetadata: {name: a}\n',
    'apiVersion: pingcap.com/v1alpha1\nkind: TidbMonitor\nmetadata: {name: b, namespace: b}\n',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n',
  ].join('---\n'),
  'objects.yaml',
);

function namespaces(defaultNamespace: string | undefined): (string | undefined)[] {
  const placed = placeMonitors({ defaultNamespace }, objects);
  return placed.map(({ manifest }) => manifest.metadata.namespace);
}

describe('a monitor without a namespace', () => {
  it('is put where its target says; other objects wait for a cluster', () => {
    expect(namespaces('monitoring')).toEqual(['monitoring', 'b', undefined]);
  });

  it('stays as it is where the target has no default: the expansion warns about that', () => {
    expect(namespaces(undefined)).toEqual([undefined, 'b', undefined]);
  });
});

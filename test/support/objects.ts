import type { Manifest, Rendered } from '../../src/model/manifest.ts';

/** Objects as a render would give them, each on a line of its own. */
export function rendered(manifests: readonly Manifest[], file = 'objects.yaml'): Rendered[] {
  return manifests.map((manifest, index) => {
    const position = { file, line: index + 1, column: 1 };
    return { manifest, provenance: { object: position, field: () => position } };
  });
}

export function configMap(
  name: string,
  data: Readonly<Record<string, string>> = { key: 'value' },
  metadata: Partial<Manifest['metadata']> = {},
): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, data };
}

export function secret(name: string, stringData: Readonly<Record<string, string>>): Manifest {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData };
}

export function namespace(name: string): Manifest {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

/** A StatefulSet of one container. */
export function statefulSet(name: string, spec: Manifest['metadata'] | object = {}): Manifest {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name },
    spec: {
      replicas: 1,
      serviceName: name,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'main', image: 'example.com/main:1' }] },
      },
      ...spec,
    },
  };
}

/** A definition of a namespaced kind with a free-form spec. */
export function definition(group: string, kind: string): Manifest {
  const singular = kind.toLowerCase();
  const schema = {
    type: 'object',
    properties: { spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${singular}s.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, singular, plural: `${singular}s`, listKind: `${kind}List` },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  };
}

/** An object with an owner in its namespace whose uid is not known. */
export function ownedBy(owner: Manifest, child: Manifest): Manifest {
  const { apiVersion, kind, metadata } = owner;
  const reference = { apiVersion, kind, name: metadata.name, controller: true };
  return { ...child, metadata: { ...child.metadata, ownerReferences: [reference] } };
}

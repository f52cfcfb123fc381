import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** The folders of this repository that users build, and that must build with kustomize itself. */
export const builtFolders = [
  'base/agent',
  'base/agent/scraped-namespace',
  'base/agent/watched-namespace',
  'overlays/dev',
  'overlays/production',
  'examples/flux/apps/production',
  'examples/flux/apps/staging',
  'examples/flux/clusters/production/flux-system',
  'examples/flux/infrastructure/production',
  'examples/argocd/monitoring/overlays/production',
  'examples/argocd/monitoring/overlays/staging',
  'examples/argocd/platform/overlays/production',
  'examples/thanos/base',
  'examples/thanos/with-tls',
];

export function goldenFile(folder: string): string {
  return join(root, 'test/testdata/manifests', `${folder.replaceAll('/', '-')}.golden.yaml`);
}

/** A YAML stream without its CustomResourceDefinitions. */
export function withoutDefinitions(yaml: string): string {
  return yaml
    .split(/^---\n/m)
    .filter((document) => !/^kind: CustomResourceDefinition$/m.test(document))
    .join('---\n');
}

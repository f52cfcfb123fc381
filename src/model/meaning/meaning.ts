import type { FieldChange } from '../change.ts';
import type { Manifest } from '../manifest.ts';
import { maskText } from '../mask-text.ts';
import { splitApiVersion } from '../object-id.ts';
import { bindingMeaning, roleMeaning } from './access.ts';
import { configurationMeaning } from './configuration.ts';
import { imageMeaning } from './image.ts';
import { secretMeaning } from './secret.ts';
import { replicasMeaning } from './workload.ts';

/** More lines than this are counted rather than shown. */
const mostLines = 20;

/**
 * What the change of one field means to the one who runs the object, a line
 * each: images by version, roles as what they allow, Prometheus and Grafana
 * configuration by jobs, rules and panels. Empty where the values say it all.
 * Takes values that are not masked, and gives none of a Secret.
 */
export function meaningOf(object: Manifest, change: FieldChange): readonly string[] {
  const lines = meaning(object, change).map(maskText);
  const more = lines.length - mostLines;
  return more <= 0 ? lines : [...lines.slice(0, mostLines), `and ${more} more`];
}

function meaning(object: Manifest, change: FieldChange): readonly string[] {
  const { group } = splitApiVersion(object.apiVersion);
  const [root] = change.path;
  if (group === 'rbac.authorization.k8s.io') {
    if (root === 'rules') return roleMeaning(object, change);
    if (root === 'subjects') return bindingMeaning(change);
  }
  if (group === '' && object.kind === 'Secret') return secretMeaning(change);
  if (group === '' && object.kind === 'ConfigMap') return configurationMeaning(change);
  if (change.path.at(-1) === 'image') return imageMeaning(change);
  return root === 'spec' && change.path[1] === 'replicas' ? replicasMeaning(change) : [];
}

import type { Problem } from '../model/errors.ts';
import type { Rendered } from '../model/manifest.ts';
import { formatObjectId, objectIdOf, splitApiVersion } from '../model/object-id.ts';

/**
 * What an object is to the layout:
 *
 * - `kustomization`, `application`: declares a target;
 * - `source`: the GitRepository that Kustomizations name;
 * - `flux`, `argo`: a part or a setting of Flux or Argo CD itself, whose work Tidewatch does;
 * - `ordinary`: deployed as it is.
 */
export type ObjectRole = 'kustomization' | 'application' | 'source' | 'flux' | 'argo' | 'ordinary';

const FLUX_GROUPS = new Set([
  'kustomize.toolkit.fluxcd.io',
  'notification.toolkit.fluxcd.io',
  'image.toolkit.fluxcd.io',
]);

/** HelmRepository and HelmChart are not among them: they belong to HelmReleases, which are deployed. */
const FLUX_SOURCES = new Set(['OCIRepository', 'Bucket', 'ExternalArtifact', 'ArtifactGenerator']);

const ARGO_SETTINGS = new Set(['ApplicationSet', 'AppProject']);

export function roleOf({ manifest }: Rendered): ObjectRole {
  const { group } = splitApiVersion(manifest.apiVersion);
  const { kind } = manifest;
  if (group === 'kustomize.toolkit.fluxcd.io' && kind === 'Kustomization') return 'kustomization';
  if (group === 'argoproj.io' && kind === 'Application') return 'application';
  if (group === 'argoproj.io' && ARGO_SETTINGS.has(kind)) return 'argo';
  if (group === 'source.toolkit.fluxcd.io' && kind === 'GitRepository') return 'source';
  if (group === 'source.toolkit.fluxcd.io' && FLUX_SOURCES.has(kind)) return 'flux';
  if (FLUX_GROUPS.has(group) || isPartOfFlux(manifest.metadata.labels)) return 'flux';
  return 'ordinary';
}

/**
 * `flux install` and `flux bootstrap` label every object of Flux with both;
 * what people add to watch over Flux has at most the first.
 */
function isPartOfFlux(labels: Readonly<Record<string, string>> | undefined): boolean {
  return (
    labels?.['app.kubernetes.io/part-of'] === 'flux' &&
    labels['app.kubernetes.io/instance'] !== undefined
  );
}

/**
 * The objects that are deployed: without what declares targets and what belongs
 * to Flux and Argo CD themselves. `findTargets` warns about what is left out.
 */
export function withoutControlObjects(objects: readonly Rendered[]): readonly Rendered[] {
  return objects.filter((object) => roleOf(object) === 'ordinary');
}

const NAMED = 5;

/** One warning for each file with objects that are left to Flux and Argo CD. */
export function warnOfControlObjects(objects: readonly Rendered[]): Problem[] {
  const left = objects.filter((object) => ['flux', 'argo'].includes(roleOf(object)));
  const byFile = Map.groupBy(left, ({ provenance }) => provenance.object?.file);
  return [...byFile.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [warningFor(first, group)];
  });
}

function warningFor(first: Rendered, group: readonly Rendered[]): Problem {
  const names = group.map(({ manifest }) => formatObjectId(objectIdOf(manifest)));
  const rest = names.length - NAMED;
  const shown = names.slice(0, NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
  const generator = group.some(({ manifest }) => manifest.kind === 'ApplicationSet');
  return {
    code: 'CONTROL_OBJECT_SKIPPED',
    position: first.provenance.object,
    subject: undefined,
    what: `not deployed, since ${names.length === 1 ? 'it belongs' : 'they belong'} to Flux or Argo CD: ${shown}`,
    advice: generator
      ? 'declare an Application for each folder; ApplicationSets are not supported'
      : 'leave them to the tool they belong to, or remove them',
  };
}

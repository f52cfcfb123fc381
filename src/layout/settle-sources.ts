import type { Problem } from '../model/errors.ts';
import type { Declaration } from './declaration.ts';
import type { FluxSource } from './flux-source.ts';

/** What its source makes of a Kustomization. */
export interface SettledSource {
  readonly suspend: boolean;
  readonly blocked: readonly Problem[];
}

/**
 * Whether the source of a Kustomization is this repository, as far as Git tells.
 * `isPlain`: its folder has no kustomization file.
 */
export function settleSource(
  { source, subject }: Declaration,
  sources: readonly FluxSource[],
  isPlain: boolean,
): SettledSource {
  if (source === undefined) return { suspend: false, blocked: [] };
  const { kind, namespace, name, position } = source;
  if (kind !== 'GitRepository') {
    const what = `comes from ${kind}/${namespace}/${name}, not from a Git repository`;
    const advice = 'commit the manifests and name a GitRepository';
    const blocked = [{ code: 'UNSUPPORTED_SOURCE', position, subject, what, advice }];
    return { suspend: false, blocked };
  }
  const known = sources.find((other) => other.namespace === namespace && other.name === name);
  if (known === undefined) return { suspend: false, blocked: [] };
  const { suspend, blocked, blocksPlainFolders } = known;
  return { suspend, blocked: isPlain ? [...blocked, ...blocksPlainFolders] : blocked };
}

/** One warning for each GitRepository that is named but not declared: it is taken for this one. */
export function warnOfUnknownSources(
  declarations: readonly Declaration[],
  sources: readonly FluxSource[],
): Problem[] {
  const known = new Set(sources.map(({ namespace, name }) => `${namespace}/${name}`));
  const warnings: Problem[] = [];
  for (const { source, subject } of declarations) {
    if (source?.kind !== 'GitRepository') continue;
    const key = `${source.namespace}/${source.name}`;
    if (known.has(key)) continue;
    known.add(key);
    warnings.push({
      code: 'SOURCE_NOT_FOUND',
      position: source.position,
      subject,
      what: `GitRepository/${key} is not declared here, and is taken for this repository`,
      advice: 'declare it below the path that is searched, to have its address checked',
    });
  }
  return warnings;
}

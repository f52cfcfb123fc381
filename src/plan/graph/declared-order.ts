import type { Problem } from '../../model/errors.ts';
import type { Manifest, Rendered } from '../../model/manifest.ts';
import type { ObjectId } from '../../model/object-id.ts';
import { annotationProblem } from '../annotations.ts';

const waveKey = 'argocd.argoproj.io/sync-wave';
const dependsOnKey = 'config.kubernetes.io/depends-on';

/** The wave an object asks for itself; `undefined` where it asks for none that can be read. */
export function waveOf({ metadata }: Manifest): number | undefined {
  const text = metadata.annotations?.[waveKey]?.trim();
  return text !== undefined && /^[+-]?\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** What an object wants to be healthy first; entries that cannot be read are left out. */
export function dependenciesOf(manifest: Manifest): readonly ObjectId[] {
  return dependencyTexts(manifest).flatMap((text) => parseDependency(text) ?? []);
}

/** What is wrong with an object's wishes for its place. */
export function orderProblems(object: Rendered): readonly Problem[] {
  const { manifest } = object;
  const problems: Problem[] = [];
  const wave = manifest.metadata.annotations?.[waveKey];
  if (wave !== undefined && waveOf(manifest) === undefined) {
    const what = `${waveKey}: ${JSON.stringify(wave)} is not a whole number`;
    problems.push(annotationProblem(object, waveKey, what, 'write one such as "-1", "0" or "5"'));
  }
  for (const text of dependencyTexts(manifest)) {
    if (parseDependency(text) !== undefined) continue;
    const what = `${dependsOnKey}: ${JSON.stringify(text)} names no object`;
    const advice = 'write group/namespaces/namespace/kind/name, or group/kind/name without one';
    problems.push(annotationProblem(object, dependsOnKey, what, advice));
  }
  return problems;
}

export function dependencyProblem(object: Rendered, what: string, advice: string): Problem {
  return annotationProblem(object, dependsOnKey, what, advice);
}

function dependencyTexts({ metadata }: Manifest): readonly string[] {
  const text = metadata.annotations?.[dependsOnKey] ?? '';
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** `group/namespaces/namespace/kind/name` or `group/kind/name`; the core group is empty. */
function parseDependency(text: string): ObjectId | undefined {
  const parts = text.split('/');
  const [group = '', second = '', third = '', kind = '', name = ''] = parts;
  if (parts.length === 3 && second !== '' && third !== '') {
    return { group, kind: second, namespace: '', name: third };
  }
  const namespaced = parts.length === 5 && second === 'namespaces';
  return namespaced && third !== '' && kind !== '' && name !== ''
    ? { group, kind, namespace: third, name }
    : undefined;
}

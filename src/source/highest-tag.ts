import { compareBuild, parse, type SemVer, satisfies } from 'semver';
import type { ListedReference } from './resolve-reference.ts';

/**
 * The tag with the highest version in a range, as Flux chooses it: a `v` before
 * the version is allowed, a version has three numbers, prereleases count only in
 * an alternative of the range (`||`) that names a prerelease itself.
 */
export function highestTag(
  range: string,
  tags: readonly ListedReference[],
): ListedReference | undefined {
  const alternatives = normalizeRange(range).split('||');
  let highest: { version: SemVer; tag: ListedReference } | undefined;
  for (const tag of tags) {
    const version = toVersion(tag.name);
    if (version === undefined || !alternatives.some((part) => isIn(version, part))) continue;
    if (highest === undefined || order(version, tag, highest.version, highest.tag) > 0) {
      highest = { version, tag };
    }
  }
  return highest?.tag;
}

/** Flux also separates conditions that must all hold by commas. */
export function normalizeRange(range: string): string {
  return range.replaceAll(',', ' ').trim();
}

function toVersion(name: string): SemVer | undefined {
  const text = name.replace(/^refs\/tags\//, '');
  return /^v?\d/.test(text) ? (parse(text) ?? undefined) : undefined;
}

function isIn(version: SemVer, alternative: string): boolean {
  return satisfies(version, alternative, { includePrerelease: /\d-[0-9a-z]/i.test(alternative) });
}

/** Equal versions (`1.0.0` and `v1.0.0`) are told apart by name, so that the choice is stable. */
function order(a: SemVer, tagA: ListedReference, b: SemVer, tagB: ListedReference): number {
  return compareBuild(a, b) || (tagA.name < tagB.name ? -1 : 1);
}

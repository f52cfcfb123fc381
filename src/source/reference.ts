import { validRange } from 'semver';
import { SourceError } from '../model/ports/source-errors.ts';
import { normalizeRange } from './highest-tag.ts';

/** What to follow in a repository. */
export type GitReference =
  /** The default branch of the repository. */
  | { readonly kind: 'head' }
  | { readonly kind: 'branch'; readonly name: string }
  | { readonly kind: 'tag'; readonly name: string }
  /** A branch of this name or, when there is none, a tag. */
  | { readonly kind: 'short'; readonly name: string }
  /** The highest tag in a range of semantic versions. */
  | { readonly kind: 'semver'; readonly range: string }
  /** A full commit id. */
  | { readonly kind: 'commit'; readonly commit: string }
  /** A full name outside branches and tags: `refs/pull/1/head`. */
  | { readonly kind: 'name'; readonly name: string };

const COMMIT = /^[0-9a-f]{40}$/i;
const SEMVER = 'semver:';

/**
 * Reads a reference as a flag or a configuration file gives it: `HEAD`, `main`,
 * `refs/heads/main`, `refs/tags/v1`, `refs/pull/1/head`, a full commit id, or
 * `semver:>=1.0.0 <2.0.0`. Throws `SourceError` (`INVALID_SOURCE`).
 */
export function parseReference(text: string): GitReference {
  if (text === 'HEAD') return { kind: 'head' };
  if (COMMIT.test(text)) return { kind: 'commit', commit: text.toLowerCase() };
  if (text.startsWith(SEMVER)) return semverReference(text.slice(SEMVER.length).trim());
  if (!isReferenceName(text)) throw notAName(text);
  if (text.startsWith('refs/heads/')) return { kind: 'branch', name: text.slice(11) };
  if (text.startsWith('refs/tags/')) return { kind: 'tag', name: text.slice(10) };
  if (text.startsWith('refs/')) return { kind: 'name', name: text };
  return { kind: 'short', name: text };
}

/** The form that `parseReference` reads back. */
export function formatReference(reference: GitReference): string {
  switch (reference.kind) {
    case 'head':
      return 'HEAD';
    case 'branch':
      return `refs/heads/${reference.name}`;
    case 'tag':
      return `refs/tags/${reference.name}`;
    case 'semver':
      return `${SEMVER}${reference.range}`;
    case 'commit':
      return reference.commit;
    default:
      return reference.name;
  }
}

function semverReference(range: string): GitReference {
  if (range === '' || validRange(normalizeRange(range)) === null) {
    throw new SourceError(
      'INVALID_SOURCE',
      `${JSON.stringify(`${SEMVER}${range}`)}: not a range of semantic versions; write one such as semver:>=1.0.0 <2.0.0 or semver:1.x`,
      { data: { reference: `${SEMVER}${range}` } },
    );
  }
  return { kind: 'semver', range };
}

/** The rules of `git check-ref-format`, with one level allowed. */
export function isReferenceName(text: string): boolean {
  const parts = text.split('/');
  return (
    !/[\p{Cc}\s~^:?*[\\]|\.\.|@\{/u.test(text) &&
    !text.startsWith('-') &&
    !text.endsWith('.') &&
    text !== '@' &&
    parts.every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'))
  );
}

function notAName(text: string): SourceError {
  return new SourceError(
    'INVALID_SOURCE',
    `${JSON.stringify(text)}: not a Git reference; write a branch (main), a full name (refs/tags/v1.2.3), a full commit id, semver:>=1.0.0 or HEAD`,
    { data: { reference: text } },
  );
}

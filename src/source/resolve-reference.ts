import type { Revision } from '../model/ports/source.ts';
import { SourceError } from '../model/ports/source-errors.ts';
import { closestNames } from './closest-names.ts';
import { highestTag } from './highest-tag.ts';
import { formatReference, type GitReference } from './reference.ts';

export interface ListedReference {
  /** `refs/heads/main`, `refs/tags/v1`, `HEAD`. */
  readonly name: string;
  /** The commit, annotated tags peeled. */
  readonly commit: string;
  /** What a symbolic reference (`HEAD`) points at. */
  readonly target: string | undefined;
}

/** The references whose full names start with a prefix. */
export type ListReferences = (prefix: string) => Promise<readonly ListedReference[]>;

/** Every reference but a commit id, which no list of references can resolve. */
export type NamedReference = Exclude<GitReference, { readonly kind: 'commit' }>;

/**
 * What a reference points at, with one list where it exists. (A short name that
 * turns out to be a tag takes two: branches come first.) Throws `SourceError`:
 * `REFERENCE_NOT_FOUND` with the names that come close, `REPOSITORY_EMPTY`.
 */
export async function resolveReference(
  reference: NamedReference,
  address: string,
  list: ListReferences,
): Promise<Revision> {
  const found = await find(reference, list);
  if (found === undefined) throw await notFound(reference, address, list);
  return { commit: found.commit, ref: found.target ?? found.name };
}

async function find(
  reference: NamedReference,
  list: ListReferences,
): Promise<ListedReference | undefined> {
  switch (reference.kind) {
    case 'semver':
      return highestTag(reference.range, await list('refs/tags/'));
    case 'short':
      return (
        (await exactly(`refs/heads/${reference.name}`, list)) ??
        (await exactly(`refs/tags/${reference.name}`, list))
      );
    default:
      return exactly(formatReference(reference), list);
  }
}

async function exactly(name: string, list: ListReferences): Promise<ListedReference | undefined> {
  return (await list(name)).find((listed) => listed.name === name);
}

async function notFound(
  reference: NamedReference,
  address: string,
  list: ListReferences,
): Promise<SourceError> {
  const listed = [...(await list('refs/heads/')), ...(await list('refs/tags/'))];
  const wanted = formatReference(reference);
  const data = { repository: address, reference: wanted };
  if (listed.length === 0) {
    return new SourceError(
      'REPOSITORY_EMPTY',
      `${address}: the repository is empty; push a commit to it`,
      { data },
    );
  }
  return new SourceError(
    'REFERENCE_NOT_FOUND',
    `${address}: ${what(reference)}; ${advice(reference, listed)}`,
    { data },
  );
}

function what(reference: NamedReference): string {
  switch (reference.kind) {
    case 'head':
      return 'the repository has no default branch';
    case 'branch':
      return `no branch ${reference.name}`;
    case 'tag':
      return `no tag ${reference.name}`;
    case 'short':
      return `neither a branch nor a tag ${reference.name}`;
    case 'semver':
      return `no tag in the range ${reference.range}`;
    case 'name':
      return `no reference ${reference.name}`;
  }
}

function advice(reference: NamedReference, listed: readonly ListedReference[]): string {
  if (reference.kind === 'short' && /^[0-9a-f]{7,39}$/.test(reference.name)) {
    return 'to name a commit write all 40 digits of its id';
  }
  const short = (name: string) => name.replace(/^refs\/(heads|tags)\//, '');
  const names = listed
    .filter(({ name }) => reference.kind !== 'branch' || name.startsWith('refs/heads/'))
    .filter(({ name }) => !/^(tag|semver)$/.test(reference.kind) || name.startsWith('refs/tags/'))
    .map(({ name }) => short(name));
  const near =
    reference.kind === 'head' || reference.kind === 'semver'
      ? names.slice(-3)
      : closestNames(short(formatReference(reference)), names);
  if (near.length === 0) return 'push it, or write the name of another one';
  const there =
    reference.kind === 'head' || reference.kind === 'semver' ? 'there is' : 'did you mean';
  return `${there} ${near.join(', ')}${there === 'there is' ? '' : '?'}`;
}

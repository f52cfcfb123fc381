import { UnusableAnswer } from './unusable-answer.ts';

/** How many pages of one list are read, at most: ten thousand comments, for instance. */
const mostPages = 100;

/** A list that is read page by page has to end: who is asked for it may be lying. */
export function mustEnd(page: number): void {
  if (page <= mostPages) return;
  throw new UnusableAnswer(
    `the list has more than ${mostPages} pages`,
    'check that forge.apiUrl is the API of the forge, and close what is done',
  );
}

/** What pages of so many items hold, read until one is not full. */
export async function allPages<T>(
  perPage: number,
  read: (page: number) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const found: T[] = [];
  for (let page = 1; ; page++) {
    mustEnd(page);
    const listed = await read(page);
    found.push(...listed);
    if (listed.length < perPage) return found;
  }
}

/** Takes the items of each page that a client reads by itself, and stops it where that does not end. */
export function countedPages<T>(): (page: { readonly data: T[] }) => T[] {
  let page = 0;
  return ({ data }) => {
    page += 1;
    mustEnd(page);
    return data;
  };
}

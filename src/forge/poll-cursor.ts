/** Where polling for pull requests stands. */
export interface PollCursor {
  /** When the newest change that is known was made: RFC 3339, or empty. */
  readonly newest: string;
  /** What the answer was called, where the forge names its answers. */
  readonly etag?: string;
}

export function encodeCursor(cursor: PollCursor): string {
  return JSON.stringify(cursor);
}

/** Throws nothing: a cursor that cannot be read is none. */
export function decodeCursor(text: string | undefined): PollCursor | undefined {
  if (text === undefined) return undefined;
  try {
    const { newest, etag } = JSON.parse(text) as Partial<PollCursor>;
    if (typeof newest !== 'string') return undefined;
    return typeof etag === 'string' ? { newest, etag } : { newest };
  } catch {
    return undefined;
  }
}

/** Whether something that changed at `updatedAt` may be new; seconds may hold several changes. */
export function mayBeNew({ newest }: PollCursor, updatedAt: string): boolean {
  return newest === '' || Date.parse(updatedAt) >= Date.parse(newest);
}

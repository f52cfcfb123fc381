/** An answer that came, and that asking again makes no better: it leads elsewhere, or has no end. */
export class UnusableAnswer extends Error {
  /** What to do: `set forge.apiUrl to …`. */
  readonly advice: string;

  constructor(what: string, advice: string) {
    super(what);
    this.advice = advice;
  }
}

/** The one behind what a client threw: clients wrap what they do not know. */
export function unusableAnswerIn(thrown: unknown): UnusableAnswer | undefined {
  let error = thrown;
  for (let depth = 0; depth < 5 && error instanceof Error; depth++) {
    if (error instanceof UnusableAnswer) return error;
    error = error.cause;
  }
  return undefined;
}

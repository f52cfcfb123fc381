const LETTER = /\p{L}/u;
const DIGIT = /\p{Nd}/u;

function isAsciiLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

function isLetter(code: number): boolean {
  return code < 128 ? isAsciiLetter(code) : LETTER.test(String.fromCodePoint(code));
}

function isDigit(code: number): boolean {
  return code < 128 ? code >= 48 && code <= 57 : DIGIT.test(String.fromCodePoint(code));
}

function codePoints(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}

/**
 * Whether a key stands before another in kustomize's output: runs of digits
 * compare as numbers, and what is no letter comes before letters. It is the
 * order of go-yaml, which is not transitive for a few odd sets of keys.
 */
function isKeyBefore(a: string, b: string): boolean {
  const left = codePoints(a);
  const right = codePoints(b);
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const l = left[at] ?? 0;
    const r = right[at] ?? 0;
    if (l !== r) return isBeforeAt(left, right, at);
  }
  return left.length < right.length;
}

/** Decides at the first place where two keys differ. */
function isBeforeAt(left: readonly number[], right: readonly number[], at: number): boolean {
  const l = left[at] ?? 0;
  const r = right[at] ?? 0;
  const leftLetter = isLetter(l);
  const rightLetter = isLetter(r);
  if (leftLetter && rightLetter) return l < r;
  if (leftLetter || rightLetter) return rightLetter;
  // Digits before this place make leading zeros count.
  const start = (l === 48 || r === 48) && followsNonZeroDigit(left, at) ? 1n : 0n;
  const leftRun = readDigits(left, at, start);
  const rightRun = readDigits(right, at, start);
  if (leftRun.value !== rightRun.value) return leftRun.value < rightRun.value;
  if (leftRun.end !== rightRun.end) return leftRun.end < rightRun.end;
  return l < r;
}

function followsNonZeroDigit(text: readonly number[], at: number): boolean {
  for (let index = at - 1; index >= 0 && isDigit(text[index] ?? 0); index--) {
    if (text[index] !== 48) return true;
  }
  return false;
}

/** The number that digits spell, wrapping around in 64 bits as Go's does. */
function readDigits(
  text: readonly number[],
  from: number,
  start: bigint,
): { value: bigint; end: number } {
  let value = start;
  let end = from;
  while (end < text.length && isDigit(text[end] ?? 0)) {
    value = BigInt.asIntN(64, value * 10n + BigInt((text[end] ?? 48) - 48));
    end++;
  }
  return { value, end };
}

/** Keys of plain lower-case words and capitals: their order is that of their code units. */
const LETTERS_ONLY = /^[A-Za-z]+$/;

/** The keys in the order of kustomize's output. */
export function sortKeys(keys: readonly string[]): string[] {
  const sorted = [...keys];
  if (sorted.every((key) => LETTERS_ONLY.test(key))) return sorted.sort();
  return sorted.sort((a, b) => (isKeyBefore(a, b) ? -1 : isKeyBefore(b, a) ? 1 : 0));
}

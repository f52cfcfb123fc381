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
  const shorter = Math.min(a.length, b.length);
  let at = 0;
  while (at < shorter && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === shorter) return a.length < b.length;
  const l = a.charCodeAt(at);
  const r = b.charCodeAt(at);
  if (!isSimple(l) || !isSimple(r)) return isCodePointsBefore(a, b);
  const leftLetter = isAsciiLetter(l);
  return leftLetter === isAsciiLetter(r) ? l < r : !leftLetter;
}

/** A character of ASCII that is no digit. */
function isSimple(code: number): boolean {
  return code < 128 && (code < 48 || code > 57);
}

function isCodePointsBefore(a: string, b: string): boolean {
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

/** The keys of an object in the order of kustomize's output. */
export function sortedKeys(object: object): string[] {
  const keys = Object.keys(object);
  if (keys.length <= FEW) return insertionSort(keys);
  return keys.sort((a, b) => (isKeyBefore(a, b) ? -1 : isKeyBefore(b, a) ? 1 : 0));
}

/** Go, too, sorts so few by insertion, which matters where the order is not transitive. */
const FEW = 12;

function insertionSort(keys: string[]): string[] {
  for (let from = 1; from < keys.length; from++) {
    const key = keys[from] ?? '';
    let at = from;
    for (; at > 0; at--) {
      const before = keys[at - 1] ?? '';
      if (!isKeyBefore(key, before)) break;
      keys[at] = before;
    }
    keys[at] = key;
  }
  return keys;
}

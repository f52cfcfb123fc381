/** Codes of characters that mean something in YAML. */
export const BREAK = 0x0a;
export const SPACE = 0x20;
export const DOUBLE_QUOTE = 0x22;
export const HASH = 0x23;
export const SINGLE_QUOTE = 0x27;
export const DASH = 0x2d;
export const DOT = 0x2e;
export const COLON = 0x3a;
export const QUESTION = 0x3f;
export const BACKSLASH = 0x5c;
export const BAR = 0x7c;

/** What is read differently by its first character where no quotes stand around it. */
const INDICATORS = new Uint8Array(0x80);
for (const indicator of ',[]{}#&*!|>\'"%@`') INDICATORS[indicator.charCodeAt(0)] = 1;

export function isIndicator(code: number): boolean {
  return INDICATORS[code] === 1;
}

/** Printable characters and line breaks, without tabs and what some readers take for line breaks. */
const OTHER_CHARACTERS = /[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;

/** Whether nothing in a text takes a parser to be read. */
export function hasPlainCharacters(text: string): boolean {
  return !OTHER_CHARACTERS.test(text);
}

/** The first place from here that is not a space. */
export function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at++;
  return at;
}

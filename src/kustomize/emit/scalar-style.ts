import { isSurelyText, resolvePlain } from '../../model/yaml/scalar-rules.ts';

/** What the characters of a string allow its YAML form to be. */
export interface ScalarAnalysis {
  readonly multiline: boolean;
  readonly plain: boolean;
  readonly singleQuoted: boolean;
  readonly block: boolean;
}

export type OutputStyle = 'plain' | 'single' | 'double' | 'literal';

const EMPTY: ScalarAnalysis = { multiline: false, plain: true, singleQuoted: true, block: false };

/** Line breaks as YAML 1.1 counts them. */
export function isBreak(character: string): boolean {
  return (
    character === '\n' ||
    character === '\r' ||
    character === '\u0085' ||
    character === '\u2028' ||
    character === '\u2029'
  );
}

/** Tabs, control characters and everything beyond U+FFFF need escapes. */
export function isPrintable(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (
    code === 0x0a ||
    (code >= 0x20 && code <= 0x7e) ||
    (code >= 0xa0 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff)
  );
}

const LEADING_INDICATORS = new Set('#,[]{}&*!|>\'"%@`');

function isBlank(character: string | undefined): boolean {
  return character === undefined || character === ' ' || character === '\t';
}

/** What libyaml finds out about a string before it chooses a style. */
export function analyzeScalar(characters: readonly string[]): ScalarAnalysis {
  if (characters.length === 0) return EMPTY;
  const space = findSpaces(characters);
  const special = space.beforeBreak || characters.some((character) => !isPrintable(character));
  return {
    multiline: space.breaks,
    plain: !(
      special ||
      space.atEdges ||
      space.afterBreak ||
      space.breaks ||
      hasIndicator(characters)
    ),
    singleQuoted: !(special || space.afterBreak),
    block: !(special || space.trailing),
  };
}

interface Spaces {
  /** A space or line break at the start or the end. */
  readonly atEdges: boolean;
  readonly trailing: boolean;
  readonly breaks: boolean;
  /** A space right after a line break. */
  readonly afterBreak: boolean;
  /** A space right before a line break. */
  readonly beforeBreak: boolean;
}

function findSpaces(characters: readonly string[]): Spaces {
  const first = characters[0] ?? '';
  const last = characters[characters.length - 1] ?? '';
  let breaks = false;
  let afterBreak = false;
  let beforeBreak = false;
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    if (!isBreak(character)) continue;
    breaks = true;
    if (characters[at + 1] === ' ') afterBreak = true;
    if (characters[at - 1] === ' ') beforeBreak = true;
  }
  return {
    atEdges: first === ' ' || last === ' ' || isBreak(first) || isBreak(last),
    trailing: last === ' ',
    breaks,
    afterBreak,
    beforeBreak,
  };
}

/** Whether something in the text means more than itself where it stands. */
function hasIndicator(characters: readonly string[]): boolean {
  const first = characters[0] ?? '';
  if (LEADING_INDICATORS.has(first)) return true;
  const start = characters.slice(0, 3).join('');
  if (start === '---' || start === '...') return true;
  if ((first === '-' || first === '?') && isBlank(characters[1])) return true;
  return characters.some((character, at) => {
    if (character === ':') return isBlank(characters[at + 1]);
    if (character !== '#' || at === 0) return false;
    const before = characters[at - 1] ?? '';
    return isBlank(before) || isBreak(before);
  });
}

/** Whether a text has lines, and a literal block shows it as it is: printable ASCII, no line ends with a space. */
export function isSimpleBlock(text: string): boolean {
  let hasBreak = false;
  let before = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LINE_BREAK) {
      if (before === SPACE) return false;
      hasBreak = true;
    } else if (code < SPACE || code > TILDE) {
      return false;
    }
    before = code;
  }
  return hasBreak && before !== SPACE;
}

const [LINE_BREAK, SPACE, TILDE] = [0x0a, 0x20, 0x7e];

const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** Whether YAML 1.1 readers would take the plain text for something else than text. */
function looksLikeOther(text: string): boolean {
  if (isSurelyText(text)) return false;
  const { tag } = resolvePlain(text, 'kustomization');
  return (tag !== '!!str' && tag !== '!!merge') || BASE_60.test(text);
}

/** The style a string is asked to have, before its characters are considered. */
export function preferredStyle(text: string): OutputStyle {
  if (text.includes('\n')) return 'literal';
  return looksLikeOther(text) ? 'double' : 'plain';
}

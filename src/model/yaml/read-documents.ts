import { EVENT_ID, type Event, YAMLException } from 'js-yaml';
import type { Problem } from '../errors.ts';
import { Composer } from './compose.ts';
import { decodeText } from './decode-text.ts';
import { DEFAULT_YAML_LIMITS, type YamlLimits } from './limits.ts';
import type { Origin, YamlDocument } from './node.ts';
import { type ParsedText, parseText } from './parse-text.ts';
import { InvalidYaml, yamlProblem } from './problem.ts';
import type { ScalarRules } from './scalar-rules.ts';
import { SourceText } from './source-text.ts';

export interface ReadOptions {
  readonly rules: ScalarRules;
  readonly limits?: Partial<YamlLimits>;
}

export interface ReadResult {
  /** In the order of the file; without those that are empty or only comments. */
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly Problem[];
  /** How many values were read, keys among them. */
  readonly values: number;
}

/**
 * Reads the YAML documents of a file. Never throws: what is wrong comes back
 * as problems, and a document with a syntax error is left out. Documents are
 * divided by lines that start with `---`, as Kubernetes tools divide them.
 */
export function readDocuments(
  input: Uint8Array | string | SourceText,
  file: string,
  options: ReadOptions,
): ReadResult {
  const limits = { ...DEFAULT_YAML_LIMITS, ...options.limits };
  try {
    const source = input instanceof SourceText ? input : decodeText(input, file, limits.fileBytes);
    return readPieces(source, options.rules, limits);
  } catch (thrown) {
    if (thrown instanceof InvalidYaml)
      return { documents: [], problems: [thrown.problem], values: 0 };
    throw thrown;
  }
}

function readPieces(source: SourceText, rules: ScalarRules, limits: YamlLimits): ReadResult {
  const documents: YamlDocument[] = [];
  const problems: Problem[] = [];
  let values = 0;
  for (const [start, end] of splitDocuments(source)) {
    try {
      const piece = readPiece(source, start, end, rules, limits);
      values += piece.values;
      requireFew(values, limits, { source, offset: start });
      if (piece.document !== undefined) documents.push(piece.document);
      problems.push(...piece.problems);
    } catch (thrown) {
      if (!(thrown instanceof InvalidYaml)) throw thrown;
      problems.push(thrown.problem);
      if (thrown.problem.code === 'TOO_MANY_VALUES') break;
    }
  }
  return { documents, problems, values };
}

/** Hardly a value is without a line or a comma of its own. */
function mayHaveTooMany(text: string, { values }: YamlLimits): boolean {
  let count = 0;
  for (let at = 0; at < text.length && count <= values * 3; at++) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === LINE_BREAK) count++;
  }
  return count > values * 3;
}

const [LINE_BREAK, COMMA] = [0x0a, 0x2c];

function requireFew(values: number, limits: YamlLimits, origin: Origin): void {
  if (values <= limits.values) return;
  const what = `the file has more than ${limits.values} values`;
  throw new InvalidYaml(
    yamlProblem(origin, 'TOO_MANY_VALUES', what, 'split it into smaller files'),
  );
}

const SEPARATOR = /\n---[^\n]*\n/g;

/** Whether a file has separators: more than one document, even if nothing stands in the others. */
export function isDivided({ text }: SourceText): boolean {
  return text.search(SEPARATOR) >= 0;
}

/** The ranges of the text between separator lines. Throws `InvalidYaml`. */
export function splitDocuments(source: SourceText): [number, number][] {
  const { text } = source;
  const ranges: [number, number][] = [];
  let start = 0;
  // The newline before a separator belongs to the document it ends; the one after it to none.
  for (const match of text.matchAll(SEPARATOR)) {
    const rest = match[0].slice(4).trim();
    if (rest !== '' && !rest.startsWith('#')) {
      throw new InvalidYaml(
        yamlProblem(
          { source, offset: match.index + 4 },
          'BAD_DOCUMENT_SEPARATOR',
          'there is text on the line of a document separator',
          'put the document on the lines after "---"',
        ),
      );
    }
    ranges.push([start, match.index + 1]);
    start = match.index + match[0].length;
  }
  ranges.push([start, text.length]);
  return ranges;
}

function readPiece(
  source: SourceText,
  start: number,
  end: number,
  rules: ScalarRules,
  limits: YamlLimits,
): { document: YamlDocument | undefined; problems: readonly Problem[]; values: number } {
  const text = source.text.slice(start, end);
  const few = text.length < limits.values || !mayHaveTooMany(text, limits);
  if (!few) requireFew(Number.POSITIVE_INFINITY, limits, { source, offset: start });
  const parsed = parse(source, text, start, limits.depth);
  // Two of them stand around every collection.
  requireFew(parsed.events.length / 2, limits, { source, offset: start });
  if (parsed.events[0]?.type !== EVENT_ID.DOCUMENT)
    return { document: undefined, problems: [], values: 0 };
  const input = { source, parsed, base: start, rules, limits };
  const composer = new Composer(input, 1);
  const root = composer.node();
  const problems = [...composer.problems, ...lostDocuments(source, parsed, start)];
  if (root.kind === 'scalar' && root.tag === '!!null')
    return { document: undefined, problems, values: composer.nodes };
  const offset = root.origin?.offset ?? start;
  return { document: { root, source, offset }, problems, values: composer.nodes };
}

/** What follows the end of a document without a separator; Kubernetes tools silently drop it. */
function lostDocuments(
  source: SourceText,
  { events, toOriginal }: ParsedText,
  base: number,
): Problem[] {
  const problems: Problem[] = [];
  for (const [index, event] of events.entries()) {
    const start = index > 0 && event.type === EVENT_ID.DOCUMENT ? startOf(events[index + 1]) : -1;
    if (start < 0) continue;
    const origin = { source, offset: base + toOriginal(start) };
    const what = 'the end mark "..." of a document is followed by another one';
    const advice = 'divide documents by a line "---"';
    problems.push(yamlProblem(origin, 'LOST_DOCUMENT', what, advice));
  }
  return problems;
}

/** Where a node starts; -1 for an empty one. */
function startOf(event: Event | undefined): number {
  switch (event?.type) {
    case EVENT_ID.SEQUENCE:
    case EVENT_ID.MAPPING:
      return event.start;
    case EVENT_ID.SCALAR:
      return event.valueStart;
    default:
      return -1;
  }
}

function parse(source: SourceText, text: string, base: number, maxDepth: number): ParsedText {
  try {
    return parseText(text, maxDepth);
  } catch (thrown) {
    if (!(thrown instanceof YAMLException)) throw thrown;
    const origin = { source, offset: base + (thrown.mark?.position ?? 0) };
    const { reason } = thrown;
    throw new InvalidYaml(yamlProblem(origin, 'INVALID_YAML', reason, adviceFor(reason)));
  }
}

function adviceFor(reason: string): string {
  if (reason.includes('tab characters')) return 'indent with spaces';
  if (reason.includes('maxDepth')) return 'nest less deeply';
  if (reason.includes('null byte')) return 'remove the byte; YAML is text';
  return 'correct the YAML here';
}

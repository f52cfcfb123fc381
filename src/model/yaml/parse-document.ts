import { EVENT_ID, type Event, YAMLException } from 'js-yaml';
import type { Problem } from '../errors.ts';
import { Composer } from './compose.ts';
import type { YamlLimits } from './limits.ts';
import type { Origin, YamlDocument } from './node.ts';
import { type ParsedText, parseText } from './parse-text.ts';
import { InvalidYaml, yamlProblem } from './problem.ts';
import type { ScalarRules } from './scalar-rules.ts';
import type { SourceText } from './source-text.ts';

/** One document, or what stands in its place. */
export interface ParsedDocument {
  /** Of a document with nothing but comments there is none. */
  readonly document: YamlDocument | undefined;
  readonly problems: readonly Problem[];
  readonly values: number;
}

/** Reads the document between two places of a text. Throws `InvalidYaml`. */
export function parseDocument(
  source: SourceText,
  start: number,
  end: number,
  rules: ScalarRules,
  limits: YamlLimits,
): ParsedDocument {
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
  return { document: { kind: root.kind, root, source, offset }, problems, values: composer.nodes };
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

/** Throws where a file has more values than it may. */
export function requireFew(values: number, limits: YamlLimits, origin: Origin): void {
  if (values <= limits.values) return;
  const what = `the file has more than ${limits.values} values`;
  throw new InvalidYaml(
    yamlProblem(origin, 'TOO_MANY_VALUES', what, 'split it into smaller files'),
  );
}

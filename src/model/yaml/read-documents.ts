import type { Problem } from '../errors.ts';
import { BlockDocument } from './blocks/block-document.ts';
import { BlockScanner } from './blocks/block-scanner.ts';
import { BlockText } from './blocks/block-text.ts';
import { hasPlainCharacters } from './blocks/characters.ts';
import { decodeText } from './decode-text.ts';
import { DEFAULT_YAML_LIMITS, type YamlLimits } from './limits.ts';
import type { YamlDocument } from './node.ts';
import { type ParsedDocument, parseDocument, requireFew } from './parse-document.ts';
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
  const readBlocks = blockReader(source, rules, limits);
  for (const [start, end] of splitDocuments(source)) {
    try {
      const piece = readBlocks(start, end) ?? parseDocument(source, start, end, rules, limits);
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

type ReadBlocks = (start: number, end: number) => ParsedDocument | undefined;

/** Reads documents that need no parser; gives `undefined` for others. */
function blockReader(source: SourceText, rules: ScalarRules, limits: YamlLimits): ReadBlocks {
  if (!hasPlainCharacters(source.text)) return () => undefined;
  const scanner = new BlockScanner(source.text, limits);
  const blocks = new BlockText(source, scanner.tape, rules);
  return (start, end) => {
    // Long documents are left to the parser, which knows how much they may cost.
    const at = end - start < limits.values ? scanner.scan(start, end) : undefined;
    if (at === undefined) return undefined;
    return { document: new BlockDocument(blocks, at), problems: [], values: scanner.nodes };
  };
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

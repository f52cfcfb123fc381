import type { FileTree } from '../model/ports/file-tree.ts';
import { FileTreeError } from '../model/ports/file-tree-errors.ts';

/** A text file, with line breaks as readers of YAML see them. */
export interface SourceFile {
  readonly path: string;
  /** Every line ends with `\n`. */
  readonly text: string;
  /** What the file holds with another text: its own line breaks and byte order mark are kept. */
  written(text: string): string;
}

const BYTE_ORDER_MARK = '\ufeff';

/**
 * The file at a path of the tree, or as it was edited before; `undefined` where
 * there is none, or none whose text could be written again as it is.
 */
export async function openSourceFile(
  tree: FileTree,
  edited: ReadonlyMap<string, string>,
  path: string,
): Promise<SourceFile | undefined> {
  const content = edited.get(path) ?? (await contentOf(tree, path));
  return content === undefined ? undefined : sourceFile(path, content);
}

async function contentOf(tree: FileTree, path: string): Promise<string | undefined> {
  try {
    // What is edited through a link is another file.
    if ((await tree.realpath(path)) !== path) return undefined;
    const bytes = await tree.read(path);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (thrown) {
    if (thrown instanceof FileTreeError || thrown instanceof TypeError) return undefined;
    throw thrown;
  }
}

function sourceFile(path: string, content: string): SourceFile | undefined {
  const mark = content.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const lines = content.slice(mark.length);
  const lineBreak = lines.includes('\r\n') ? '\r\n' : '\n';
  const text = lines.replaceAll('\r\n', '\n');
  const written = (edited: string) => mark + edited.replaceAll('\n', lineBreak);
  return written(text) === content ? { path, text, written } : undefined;
}

import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { parseAst } from 'rolldown/parseAst';

/** One `import` or `export … from` of a file. */
export interface Import {
  /** The file that is imported, relative to `src`, or the name of a package or Node module. */
  readonly target: string;
  /** Whether only types are taken: nothing is left of it at run time. */
  readonly typeOnly: boolean;
  /** The names in braces; empty where everything is taken. */
  readonly names: readonly string[];
}

export interface SourceFile {
  /** Relative to `src`, `/`-separated. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
}

/** Every TypeScript file below a folder, by path. */
export function readSourceFiles(folder: string): readonly SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => path.split(sep).join('/'))
    .sort()
    .map((path) => readSourceFile(path, readFileSync(join(folder, path), 'utf8')));
}

export function readSourceFile(path: string, text: string): SourceFile {
  const imports: Import[] = [];
  visit(parseAst(text, { lang: 'ts' }, path), (node) => {
    const found = importOf(node);
    if (found === undefined) return;
    const isFile = found.target.startsWith('.');
    const target = isFile ? posix.join(posix.dirname(path), found.target) : found.target;
    imports.push({ ...found, target, names: namesOf(node) });
  });
  return { path, lines: text.split('\n').length - 1, imports };
}

type Node = Readonly<Record<string, unknown>>;

function visit(value: unknown, see: (node: Node) => void): void {
  if (Array.isArray(value)) for (const item of value) visit(item, see);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const node = value as Node;
  if (typeof node.type === 'string') see(node);
  for (const child of Object.values(node)) visit(child, see);
}

/** `import`, `export … from`, `import(…)` and the type `import('…')`. */
function importOf(node: Node): Omit<Import, 'names'> | undefined {
  const target = isNode(node.source) ? node.source.value : undefined;
  if (typeof target !== 'string') return undefined;
  switch (node.type) {
    case 'ImportDeclaration':
      return { target, typeOnly: node.importKind === 'type' || onlyTypes(node, 'importKind') };
    case 'ExportNamedDeclaration':
      return { target, typeOnly: node.exportKind === 'type' || onlyTypes(node, 'exportKind') };
    case 'ExportAllDeclaration':
      return { target, typeOnly: node.exportKind === 'type' };
    case 'TSImportType':
      return { target, typeOnly: true };
    default:
      return { target, typeOnly: false };
  }
}

function namesOf({ specifiers }: Node): string[] {
  const names = Array.isArray(specifiers) ? specifiers.map(importedName) : [];
  return names.every((name) => name !== undefined) ? names : [];
}

function importedName(specifier: unknown): string | undefined {
  const imported = isNode(specifier) ? specifier.imported : undefined;
  return isNode(imported) && typeof imported.name === 'string' ? imported.name : undefined;
}

/** `import { type A, type B }`: with names, and all of them types. */
function onlyTypes({ specifiers }: Node, kind: string): boolean {
  return (
    Array.isArray(specifiers) &&
    specifiers.length > 0 &&
    specifiers.every((specifier) => isNode(specifier) && specifier[kind] === 'type')
  );
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

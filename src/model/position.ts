/** A place in a file of the repository. Lines and columns count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** `file:line:column`, the form editors and terminals turn into a link. */
export function formatPosition(position: Position): string {
  return `${position.file}:${position.line}:${position.column}`;
}

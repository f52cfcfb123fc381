import type { ObjectSchema, Schema } from '../schema/schema.ts';
import { specSchema } from '../schema/spec.ts';
import { statusSchema } from '../schema/status.ts';
import { INTRODUCTION } from './reference-text.ts';

/** The documentation of every field, in Markdown. */
export function reference(): string {
  const spec = sections('spec', specSchema);
  const status = sections('status', statusSchema);
  return [INTRODUCTION, '## Fields', ...spec, '## Status', ...status, ''].join('\n\n');
}

/** A table for an object, and one for each object inside that is worth a table. */
function sections(path: string, schema: ObjectSchema): string[] {
  const rows = Object.entries(schema.fields).map(([name, field]) =>
    row([
      `\`${name}\`${schema.required.includes(name) ? ' (required)' : ''}`,
      typeOf(path, name, field),
      field.fallback ?? '',
      field.description ?? '',
    ]),
  );
  const aliases = Object.entries(schema.aliases).map(([alias, name]) =>
    row([`\`${alias}\``, '', '', `An older spelling of \`${name}\`, still read.`]),
  );
  const head = `### \`${path}\`${schema.description === undefined ? '' : `\n\n${schema.description}`}`;
  const table = [
    row(['field', 'type', 'where unset', 'effect']),
    '|---|---|---|---|',
    ...rows,
    ...aliases,
  ];
  const inner = Object.entries(schema.fields).flatMap(([name, field]) => {
    const object = objectIn(field);
    if (object === undefined || !isExplained(object)) return [];
    return sections(pathOf(path, name, field), object);
  });
  return [`${head}\n\n${table.join('\n')}`, ...inner];
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function pathOf(path: string, name: string, field: Schema): string {
  return `${path}.${name}${field.type === 'array' ? '[]' : ''}`;
}

function objectIn(field: Schema): ObjectSchema | undefined {
  if (field.type === 'object') return field;
  return field.type === 'array' ? objectIn(field.items) : undefined;
}

/** Kubernetes' own types are explained in its documentation, not here. */
function isExplained({ fields }: ObjectSchema): boolean {
  return Object.values(fields).some(({ description }) => description !== undefined);
}

function typeOf(path: string, name: string, field: Schema): string {
  switch (field.type) {
    case 'string':
      if (field.values !== undefined) return field.values.map((value) => `\`${value}\``).join(', ');
      return field.shape ?? 'text';
    case 'integer':
      return 'integer';
    case 'number':
      return 'number';
    case 'boolean':
      return '`true`, `false`';
    case 'int-or-string':
      return 'integer or text';
    case 'quantity':
      return 'amount, such as `4Gi`';
    case 'array':
      return `list of ${objectIn(field) === undefined ? 'texts' : objectText(path, name, field)}`;
    case 'map':
      return field.values.type === 'quantity' ? 'amounts by resource' : 'texts by name';
    case 'any-object':
      return 'object';
    case 'object':
      return objectText(path, name, field);
  }
}

function objectText(path: string, name: string, field: Schema): string {
  const object = objectIn(field);
  if (object === undefined || !isExplained(object)) return 'object, as in Kubernetes';
  return `[object](#${anchor(pathOf(path, name, field))})`;
}

/** The anchor that Markdown renderers give a heading. */
function anchor(heading: string): string {
  return heading.toLowerCase().replace(/[^\w-]/g, '');
}

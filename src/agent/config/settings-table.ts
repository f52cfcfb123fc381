import { defaultOf } from './flags.ts';
import { agentSettings, repositorySettings, type Setting, type Settings } from './settings.ts';

/** Every setting as Markdown tables, for the documentation. */
export function settingsTables(): string {
  return [
    '### Of a repository',
    '',
    ...table(repositorySettings, 'repositories[].'),
    '',
    '### Of the agent',
    '',
    ...table(agentSettings, ''),
    '',
  ].join('\n');
}

function table(settings: Settings, prefix: string): string[] {
  const head = ['key', 'flag', 'environment variable', 'default', 'what it sets'];
  const rows = [head, ...Object.values(settings).map((setting) => cellsOf(setting, prefix))];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const rule = widths.map((width) => '-'.repeat(width));
  const [first = [], ...rest] = rows;
  return [first, rule, ...rest].map((row) => line(row, widths));
}

/** Padded, as formatters of Markdown want it. */
function line(row: readonly string[], widths: readonly number[]): string {
  return `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
}

function cellsOf(setting: Setting<unknown>, prefix: string): string[] {
  const { key, flag, env, type, description } = setting;
  const cells = [
    `\`${prefix}${key}\``,
    `\`--${flag} ${type.placeholder}\``,
    `\`${env}\``,
    defaultCell(setting),
    description,
  ];
  return cells.map((cell) => cell.replaceAll('|', '\\|'));
}

function defaultCell(setting: Setting<unknown>): string {
  if (setting.defaultText !== undefined) return setting.defaultText;
  const standard = defaultOf(setting);
  return standard === undefined ? '' : `\`${standard}\``;
}

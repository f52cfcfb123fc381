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
  return [
    '| key | flag | environment variable | default | what it sets |',
    '|---|---|---|---|---|',
    ...Object.values(settings).map((setting) => row(setting, prefix)),
  ];
}

function row(setting: Setting<unknown>, prefix: string): string {
  const { key, flag, env, type, description } = setting;
  const cells = [
    `\`${prefix}${key}\``,
    `\`--${flag} ${type.placeholder}\``,
    `\`${env}\``,
    defaultCell(setting),
    description,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function defaultCell(setting: Setting<unknown>): string {
  if (setting.defaultText !== undefined) return setting.defaultText;
  const standard = defaultOf(setting);
  return standard === undefined ? '' : `\`${standard}\``;
}

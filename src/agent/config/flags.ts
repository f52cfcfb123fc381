import { agentSettings, repositorySettings, type Setting, type Settings } from './settings.ts';

/** A flag as commander takes it. */
export interface FlagDefinition {
  /** `--poll <SCHEDULE>`. */
  readonly flags: string;
  readonly description: string;
}

/** Every flag of `tidewatch agent` that sets something, the repository's first. */
export function agentFlags(): FlagDefinition[] {
  const config = {
    flags: '--config <FILE>',
    description:
      'file with settings; flags and environment variables are stronger (env: TIDEWATCH_CONFIG)',
  };
  return [config, ...flagsOf(repositorySettings), ...flagsOf(agentSettings)];
}

/** What commander calls a flag: `--deletion-budget-objects` is `deletionBudgetObjects`. */
export function flagAttribute(flag: string): string {
  return flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function flagsOf(table: Settings): FlagDefinition[] {
  return Object.values(table).map((setting) => ({
    flags: `--${setting.flag} ${placeholderOf(setting)}`,
    description: `${setting.description} (${notesOf(setting)})`,
  }));
}

function placeholderOf({ type }: Setting<unknown>): string {
  return type.alone === true ? `[${type.placeholder}]` : `<${type.placeholder}>`;
}

function notesOf(setting: Setting<unknown>): string {
  const standard = defaultOf(setting);
  return standard === undefined
    ? `env: ${setting.env}`
    : `default: ${standard}; env: ${setting.env}`;
}

/** The default in words; `undefined` where there is none. */
export function defaultOf(setting: Setting<unknown>): string | undefined {
  if (setting.defaultText !== undefined) return setting.defaultText.replaceAll('`', '');
  if (setting.default === undefined) return undefined;
  const text = setting.type.format(setting.default);
  return text === '' ? undefined : text;
}

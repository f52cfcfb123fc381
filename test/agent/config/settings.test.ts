import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { configSchema } from '../../../src/agent/config/config-schema.ts';
import { agentFlags, flagAttribute } from '../../../src/agent/config/flags.ts';
import {
  agentSettings,
  repositorySettings,
  type Setting,
} from '../../../src/agent/config/settings.ts';
import { settingsTables } from '../../../src/agent/config/settings-table.ts';

const docs = join(import.meta.dirname, '../../../docs');
const settings: Setting<unknown>[] = Object.values({ ...agentSettings, ...repositorySettings });

describe('the settings', () => {
  it.each(['key', 'flag', 'env'] as const)('have each a %s of their own', (field) => {
    const names = settings.map((setting) => setting[field]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('have defaults that their own type reads back', () => {
    for (const { type, default: standard } of settings) {
      if (standard === undefined || type.format(standard) === '') continue;
      expect(type.parse(type.format(standard))).toEqual(standard);
    }
  });

  it('avoid the variables that Kubernetes sets for a Service named tidewatch', () => {
    const taken = /^TIDEWATCH_(SERVICE_.*|PORT(_.*)?)$/;
    expect(settings.filter(({ env }) => taken.test(env))).toEqual([]);
  });

  it('take no credentials themselves, only places where those are', () => {
    const secrets = settings.filter(({ flag }) => /password|token|key/.test(flag));
    expect(secrets.map(({ flag }) => flag)).toEqual([
      'password-file',
      'password-env',
      'token-file',
      'token-env',
      'forge-token-file',
      'forge-token-env',
      'forge-private-key-file',
    ]);
  });
});

describe('the flags', () => {
  const command = new Command().exitOverride();
  for (const { flags, description } of agentFlags()) command.option(flags, description);

  it('are taken by commander under the names that are read', () => {
    const given = settings.flatMap(({ flag, type }) => {
      return type.alone === true ? [`--${flag}`] : [`--${flag}`, 'x'];
    });
    const options = command.parse(given, { from: 'user' }).opts();
    for (const { flag, type } of settings) {
      const expected = type.alone === true ? true : type.placeholder.endsWith('...') ? ['x'] : 'x';
      expect([flag, options[flagAttribute(flag)]]).toEqual([flag, expected]);
    }
  });

  it('say in the help text what they set, their default and their variable', () => {
    const help = command.configureOutput({ getOutHelpWidth: () => 200 }).helpInformation();
    expect(help).toMatch(
      /--concurrency <NUMBER> +targets that are reconciled at the same time \(default: 4; env: TIDEWATCH_CONCURRENCY\)/,
    );
    for (const { flag, env } of settings) {
      expect(help).toContain(`--${flag} `);
      expect(help).toContain(`env: ${env})`);
    }
  });
});

// Both files are written by `npx vitest run --project unit test/agent/config -u`.
describe('the documentation of the settings', () => {
  it('has the JSON schema of the file', async () => {
    const schema = `${JSON.stringify(configSchema(), null, 2)}\n`;
    await expect(schema).toMatchFileSnapshot(join(docs, 'config.schema.json'));
  });

  it('lists every setting', async () => {
    const file = join(docs, 'configuration.md');
    const [start, end] = ['<!-- settings: begin -->\n', '<!-- settings: end -->'];
    const text = await readFile(file, 'utf8');
    const before = text.slice(0, text.indexOf(start) + start.length);
    const after = text.slice(text.indexOf(end));
    await expect(`${before}\n${settingsTables()}\n${after}`).toMatchFileSnapshot(file);
  });
});

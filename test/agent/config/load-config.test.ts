import { describe, expect, it } from 'vitest';
import type { AgentConfig } from '../../../src/agent/config/agent-config.ts';
import { type ConfigChecks, loadConfig } from '../../../src/agent/config/load-config.ts';
import { formatProblem, InvalidInputError } from '../../../src/model/errors.ts';
import { parseReference } from '../../../src/source/reference.ts';
import { parseRepositoryAddress } from '../../../src/source/repository-address.ts';
import { parseSchedule } from '../../../src/source/schedule.ts';

const checks: ConfigChecks = {
  url: parseRepositoryAddress,
  ref: parseReference,
  poll: (poll, timeZone) => parseSchedule(poll, { timeZone }),
};

interface Given {
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The content of `agent.yaml`, which `--config` then names. */
  readonly file?: string;
}

function load({ flags = {}, env = {}, file }: Given): Promise<AgentConfig> {
  return loadConfig({
    flags: file === undefined ? flags : { ...flags, config: 'agent.yaml' },
    env: { HOME: '/home/ada', ...env },
    readFile: async (path) => {
      if (path === 'agent.yaml' && file !== undefined) return Buffer.from(file);
      throw new Error(`no such file: ${path}`);
    },
    checks,
  });
}

async function problemsOf(given: Given): Promise<string[]> {
  try {
    await load(given);
  } catch (thrown) {
    if (thrown instanceof InvalidInputError) return thrown.problems.map(formatProblem);
    throw thrown;
  }
  throw new Error('expected the configuration to be refused');
}

const repo = 'https://git.example.com/team/fleet.git';

describe('the configuration of an agent', () => {
  it('needs nothing but a repository', async () => {
    expect(await load({ flags: { repo } })).toEqual({
      repositories: [
        {
          name: undefined,
          url: repo,
          ref: 'HEAD',
          path: '.',
          aliases: [],
          poll: '15s',
          pollTimeZone: 'UTC',
          credentials: { kind: 'none' },
          caFile: undefined,
          allowPlainCredentials: false,
          maxFileSize: 10 * 1024 * 1024,
        },
      ],
      once: false,
      concurrency: 4,
      requestsInFlight: 32,
      remoteBaseHosts: [],
      namespace: 'tidewatch-system',
      deletionBudget: { objects: 10, percent: 30 },
      drift: { action: 'correct', after: 0 },
      driftRules: [],
      interval: 600_000,
      timeout: 300_000,
      prune: true,
      wait: true,
      maintenanceWindow: [],
      approval: 'deletions',
      requestTimeout: 30_000,
      cacheDirectory: '/home/ada/.cache/tidewatch',
      kubeconfig: undefined,
      context: undefined,
      listen: { host: '127.0.0.1', port: 8080 },
      logLevel: 'info',
      logFormat: 'json',
    });
  });

  it('reads every key of the file', async () => {
    const file = `
repositories:
- name: fleet
  url: ${repo}
  ref: semver:>=1.2
  path: clusters/production
  aliases: [ssh://git@git.example.com/team/fleet]
  poll: "*/5 * * * *"
  pollTimeZone: Europe/Berlin
  credentials:
    username: ada
    passwordFile: /etc/tidewatch/password
  caFile: /etc/tidewatch/ca.pem
  allowPlainCredentials: true
  maxFileSize: 1MiB
once: true
concurrency: 8
requestsInFlight: 16
remoteBaseHosts: [github.com, git.example.com:8443]
namespace: gitops
deletionBudget: {objects: 0, percent: 5}
interval: 1h30m
timeout: 90s
prune: false
wait: false
maintenanceWindow: 0 2 * * 6 for 4h in Europe/Berlin
approval: hooks
drift: correct after 10m
driftRules: ["web/StatefulSet/*: warn"]
requestTimeout: 5s
cacheDirectory: /cache
kubeconfig: /kube/config
context: prod
listen: "[::]:9090"
logLevel: debug
logFormat: text
`;
    expect(await load({ file })).toEqual({
      repositories: [
        {
          name: 'fleet',
          url: repo,
          ref: 'semver:>=1.2',
          path: 'clusters/production',
          aliases: ['ssh://git@git.example.com/team/fleet'],
          poll: '*/5 * * * *',
          pollTimeZone: 'Europe/Berlin',
          credentials: {
            kind: 'basic',
            username: 'ada',
            password: { file: '/etc/tidewatch/password' },
          },
          caFile: '/etc/tidewatch/ca.pem',
          allowPlainCredentials: true,
          maxFileSize: 1024 * 1024,
        },
      ],
      once: true,
      concurrency: 8,
      requestsInFlight: 16,
      remoteBaseHosts: ['github.com', 'git.example.com:8443'],
      namespace: 'gitops',
      deletionBudget: { objects: 0, percent: 5 },
      drift: { action: 'correct', after: 600_000 },
      driftRules: [
        {
          target: 'web',
          kind: 'StatefulSet',
          name: '*',
          field: undefined,
          policy: { action: 'warn' },
        },
      ],
      interval: 5_400_000,
      timeout: 90_000,
      prune: false,
      wait: false,
      maintenanceWindow: [
        {
          text: '0 2 * * 6 for 4h in Europe/Berlin',
          cron: '0 2 * * 6',
          duration: 14_400_000,
          timeZone: 'Europe/Berlin',
        },
      ],
      approval: 'hooks',
      requestTimeout: 5_000,
      cacheDirectory: '/cache',
      kubeconfig: '/kube/config',
      context: 'prod',
      listen: { host: '::', port: 9090 },
      logLevel: 'debug',
      logFormat: 'text',
    });
  });

  it('takes a flag before a variable before the file before the default', async () => {
    const file = `repositories: [{url: ${repo}}]\nconcurrency: 2\n`;
    const env = { TIDEWATCH_CONCURRENCY: '3' };
    expect((await load({ file })).concurrency).toBe(2);
    expect((await load({ file, env })).concurrency).toBe(3);
    expect((await load({ file, env, flags: { concurrency: '5' } })).concurrency).toBe(5);
  });

  it('takes an empty variable for none', async () => {
    const config = await load({ flags: { repo }, env: { TIDEWATCH_CONCURRENCY: '' } });
    expect(config.concurrency).toBe(4);
  });

  it('finds the file by a variable too', async () => {
    const config = await loadConfig({
      flags: {},
      env: { TIDEWATCH_CONFIG: '/etc/agent.yaml' },
      readFile: async (path) => Buffer.from(`repositories: [{url: ${repo}, path: "${path}"}]`),
      checks,
    });
    expect(config.repositories[0]?.path).toBe('/etc/agent.yaml');
  });

  it('lets flags and variables change the one repository of the file', async () => {
    const config = await load({
      file: `repositories: [{url: ${repo}, path: base, ref: main}]`,
      env: { TIDEWATCH_PATH: 'overlays/production' },
      flags: { ref: 'v1' },
    });
    expect(config.repositories).toMatchObject([
      { url: repo, path: 'overlays/production', ref: 'v1' },
    ]);
  });

  it('knows several repositories, of which one may go without a name', async () => {
    const file = `
repositories:
- url: ${repo}
- {name: other, url: https://git.example.com/team/other}
`;
    const { repositories } = await load({ file });
    expect(repositories.map(({ name }) => name)).toEqual([undefined, 'other']);
  });

  it.each([
    [true, true],
    ['true', true],
    ['false', false],
  ])('takes a flag that stands alone for true: %o', async (given, once) => {
    expect((await load({ flags: { repo, once: given } })).once).toBe(once);
  });

  it('listens nowhere when told so', async () => {
    expect((await load({ flags: { repo, listen: 'off' } })).listen).toBeUndefined();
  });

  it('splits the aliases of a variable at commas', async () => {
    const env = { TIDEWATCH_ALIAS: 'https://a.example/x, https://b.example/x' };
    const { repositories } = await load({ flags: { repo }, env });
    expect(repositories[0]?.aliases).toEqual(['https://a.example/x', 'https://b.example/x']);
  });

  it('keeps fetched objects where the user keeps caches', async () => {
    const config = await load({ flags: { repo }, env: { XDG_CACHE_HOME: '/var/cache' } });
    expect(config.cacheDirectory).toBe('/var/cache/tidewatch');
  });
});

describe('credentials', () => {
  it.each([
    [{ tokenFile: '/t' }, { kind: 'bearer', token: { file: '/t' } }],
    [{ tokenEnv: 'TOKEN' }, { kind: 'bearer', token: { environment: 'TOKEN' } }],
    [{ passwordFile: '/p' }, { kind: 'basic', username: 'git', password: { file: '/p' } }],
    [
      { passwordEnv: 'PASSWORD', username: 'ada' },
      { kind: 'basic', username: 'ada', password: { environment: 'PASSWORD' } },
    ],
  ])('are a place to read from: %o', async (flags, credentials) => {
    const config = await load({ flags: { repo, ...flags } });
    expect(config.repositories[0]?.credentials).toEqual(credentials);
  });

  it.each([
    [
      { tokenFile: '/t', passwordEnv: 'P' },
      '--token-file: credentials are set twice, by credentials.passwordEnv and credentials.tokenFile; keep one of them',
    ],
    [
      { username: 'ada' },
      '--username: a user name needs a password; set credentials.passwordFile or credentials.passwordEnv too',
    ],
    [
      { username: 'ada', tokenFile: '/t' },
      '--username: a token is sent without a user name; remove the user name, or set the token as the password',
    ],
  ])('that contradict each other are refused: %o', async (flags, message) => {
    expect(await problemsOf({ flags: { repo, ...flags } })).toEqual([message]);
  });
});

describe('a bad configuration', () => {
  it.each<[string, Given, string]>([
    [
      'no repository',
      {},
      'repository: no address is set; set --repo, TIDEWATCH_REPO, or url in the file',
    ],
    [
      'a file that is not there',
      { flags: { config: 'nowhere.yaml' } },
      'nowhere.yaml: the configuration file cannot be read (no such file: nowhere.yaml); correct --config or the permissions of the file',
    ],
    [
      'a file that is a list',
      { file: '- a\n' },
      'agent.yaml:1:1: the configuration is not a mapping of keys to values; write keys such as repositories: and once:',
    ],
    [
      'two documents',
      { file: `repositories: [{url: ${repo}}]\n---\nonce: true\n` },
      'agent.yaml:1:1: the file holds more than one document; write everything in one',
    ],
    [
      'an unknown key',
      { flags: { repo }, file: 'concurency: 3\n' },
      'agent.yaml:1:1: concurency is not a known key; did you mean concurrency?',
    ],
    [
      'an unknown key of a repository',
      { file: `repositories:\n- url: ${repo}\n  branch: main\n` },
      'agent.yaml:3:3: repositories[0].branch is not a known key; remove it',
    ],
    [
      'an unknown key inside a key',
      { flags: { repo }, file: 'deletionBudget: {object: 3}\n' },
      'agent.yaml:1:18: deletionBudget.object is not a known key; did you mean objects?',
    ],
    [
      'repositories that are no list',
      { flags: { repo }, file: 'repositories: {}\n' },
      'agent.yaml:1:1: repositories is not a list; write a list',
    ],
    [
      'a repository that is no mapping',
      { flags: { repo }, file: `repositories: [${repo}]\n` },
      'agent.yaml:1:16: repositories[0] is not a mapping; write keys such as url: and path:',
    ],
    [
      'a number that is none',
      { flags: { repo, concurrency: 'many' } },
      '--concurrency: "many" is not a whole number from 1 to 100; write a whole number from 1 to 100',
    ],
    [
      'a number out of range in a variable',
      { flags: { repo }, env: { TIDEWATCH_DELETION_BUDGET_PERCENT: '101' } },
      'TIDEWATCH_DELETION_BUDGET_PERCENT: "101" is not a whole number from 0 to 100; write a whole number from 0 to 100',
    ],
    [
      'a duration that is too short in the file',
      { flags: { repo }, file: 'interval: 10ms\n' },
      'agent.yaml:1:1: interval is 10ms, not a duration of at least 1s, such as 10m or 1h30m; write a duration of at least 1s, such as 10m or 1h30m',
    ],
    [
      'a word that is no choice',
      { flags: { repo, logLevel: 'loud' } },
      '--log-level: "loud" is not one of debug, info, warn, error; write one of debug, info, warn, error',
    ],
    [
      'a text where the file needs true or false',
      { flags: { repo }, file: 'prune: "yes"\n' },
      'agent.yaml:1:1: prune is yes, not true or false; write true or false',
    ],
    [
      'an address to listen on without a port',
      { flags: { repo, listen: 'localhost' } },
      '--listen: "localhost" is not a host and a port such as 127.0.0.1:8080 or [::]:8080, or off; write a host and a port such as 127.0.0.1:8080 or [::]:8080, or off',
    ],
    [
      'a size without a unit that is known',
      { flags: { repo, maxFileSize: '1GB' } },
      '--max-file-size: "1GB" is not a size such as 10MiB, 512KiB, or a number of bytes; write a size such as 10MiB, 512KiB, or a number of bytes',
    ],
    [
      'an address with a password in it',
      { flags: { repo: 'https://ada:secret@git.example.com/x' } },
      '--repo: https://git.example.com/x: holds credentials; take them out of the address and give them in a file or an environment variable',
    ],
    [
      'a reference that Git does not allow',
      { file: `repositories: [{url: ${repo}, ref: a..b}]\n` },
      'agent.yaml:1:62: "a..b": not a Git reference; write a branch (main), a full name (refs/tags/v1.2.3), a full commit id, semver:>=1.0.0 or HEAD',
    ],
    [
      'a schedule that is none',
      { flags: { repo, poll: 'often' } },
      '--poll: "often": not a schedule; write a duration such as 15s or 1m30s, or a cron expression such as "*/5 * * * *"',
    ],
    [
      'two repositories without a name',
      { file: `repositories:\n- {url: ${repo}}\n- {url: ${repo}}\n` },
      'agent.yaml:3:4: repositories[1] needs a name: another repository has none already; give each repository a name of its own',
    ],
    [
      'two repositories of one name',
      { file: `repositories:\n- {url: ${repo}, name: a}\n- {url: ${repo}, name: a}\n` },
      'agent.yaml:3:49: repositories[1] has the name a, as another one does; give each repository a name of its own',
    ],
    [
      'a flag for one of several repositories',
      {
        flags: { ref: 'main' },
        file: `repositories: [{url: ${repo}}, {url: ${repo}, name: a}]\n`,
      },
      'repositories: flags or environment variables set a repository, but the file lists several; set everything about repositories in the file',
    ],
  ])('is refused: %s', async (_, given, message) => {
    expect(await problemsOf(given)).toEqual([message]);
  });

  it('is refused with every problem at once', async () => {
    const problems = await problemsOf({
      file: 'concurrency: 0\nwait: maybe\nrepositories: [{urll: x}]\n',
      flags: { timeout: 'soon' },
    });
    expect(problems).toEqual([
      'agent.yaml:3:17: repositories[0].urll is not a known key; did you mean url?',
      'repository: no address is set; set --repo, TIDEWATCH_REPO, or url in the file',
      'agent.yaml:1:1: concurrency is 0, not a whole number from 1 to 100; write a whole number from 1 to 100',
      '--timeout: "soon" is not a duration of at least 1s, such as 10m or 1h30m; write a duration of at least 1s, such as 10m or 1h30m',
      'agent.yaml:2:1: wait is maybe, not true or false; write true or false',
    ]);
  });
});

import { correctAtOnce } from '../../model/drift-policy.ts';
import { forgeSettings } from './forge-settings.ts';
import { optional, type Setting, type Settings, setting } from './setting.ts';
import {
  choice,
  driftPolicy,
  driftRules,
  duration,
  flag,
  integer,
  listenAddress,
  maintenanceWindows,
  size,
  text,
  texts,
} from './value-types.ts';

export type { Setting, Settings } from './setting.ts';

const MINUTE = 60_000;
const LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/** What is set once for an agent. */
export const agentSettings = {
  once: setting('once', 'once', flag(), false, 'attempt every target once, then exit'),
  concurrency: setting(
    'concurrency',
    'concurrency',
    integer(1, 100),
    4,
    'targets that are reconciled at the same time',
  ),
  requestsInFlight: setting(
    'requestsInFlight',
    'requests-in-flight',
    integer(1, 256),
    32,
    'requests to the API server at the same time, for each target',
  ),
  namespace: setting(
    'namespace',
    'namespace',
    text('NAME', 'the name of a namespace', LABEL),
    'tidewatch-system',
    'namespace of inventories and status records; made when it is not there',
  ),
  budgetObjects: setting(
    'deletionBudget.objects',
    'deletion-budget-objects',
    integer(0, 100_000),
    10,
    'deletions of one reconcile that need no approval',
  ),
  budgetPercent: setting(
    'deletionBudget.percent',
    'deletion-budget-percent',
    integer(0, 100),
    30,
    "share of a target's objects, in percent, whose deletion needs no approval",
  ),
  interval: setting(
    'interval',
    'interval',
    duration(1_000),
    10 * MINUTE,
    'how often a target is reconciled although nothing moved, where it does not say itself',
  ),
  timeout: setting(
    'timeout',
    'timeout',
    duration(1_000),
    5 * MINUTE,
    'how long a target may take to become healthy, where it does not say itself',
  ),
  prune: setting(
    'prune',
    'prune',
    flag(),
    true,
    'delete what left Git, for overlays; Flux and Argo CD objects say it themselves',
  ),
  wait: setting(
    'wait',
    'wait',
    flag(),
    true,
    'wait until everything is healthy, for overlays and Applications',
  ),
  maintenanceWindow: {
    ...setting(
      'maintenanceWindow',
      'maintenance-window',
      maintenanceWindows(),
      [],
      'when changes that disrupt may be made, where a target does not say itself',
    ),
    defaultText: 'always',
  },
  approval: setting(
    'approval',
    'approval',
    choice('deletions', 'hooks', 'always'),
    'deletions',
    'what asks before it is done: large deletions, hooks and migrations too, or every change',
  ),
  drift: setting(
    'drift',
    'drift',
    driftPolicy(),
    correctAtOnce,
    'what is done about changes on the cluster, for overlays; Flux and Argo CD objects say it themselves',
  ),
  driftRules: setting(
    'driftRules',
    'drift-rule',
    driftRules(),
    [],
    'what is done about changes on the cluster to some targets, objects or fields; see drift.md',
  ),
  requestTimeout: setting(
    'requestTimeout',
    'request-timeout',
    duration(1_000),
    30_000,
    'how long the API server or the Git server may stay silent',
  ),
  remoteBaseHosts: setting(
    'remoteBaseHosts',
    'remote-base-host',
    texts('HOST'),
    [],
    'hosts that kustomizations may name bases on, with the port if it is not the usual one; see kustomize.md',
  ),
  cacheDirectory: {
    ...optional(
      'cacheDirectory',
      'cache-directory',
      text('FOLDER', 'a folder'),
      'where fetched Git objects are kept between restarts',
    ),
    defaultText: '`$XDG_CACHE_HOME/tidewatch` or `~/.cache/tidewatch`',
  },
  kubeconfig: {
    ...optional(
      'kubeconfig',
      'kubeconfig',
      text('FILE', 'a file'),
      'kubeconfig with the cluster and the credentials',
    ),
    defaultText: 'as kubectl: `KUBECONFIG`, `~/.kube/config`, the service account',
  },
  context: {
    ...optional('context', 'context', text('NAME'), 'context of the kubeconfig'),
    defaultText: 'its `current-context`',
  },
  listen: setting(
    'listen',
    'listen',
    listenAddress(),
    { host: '127.0.0.1', port: 8080 },
    'where /healthz, /readyz and /metrics are served; in a cluster 0.0.0.0:8080, so that probes reach them',
  ),
  logLevel: setting(
    'logLevel',
    'log-level',
    choice('debug', 'info', 'warn', 'error'),
    'info',
    'the least severe lines that are logged',
  ),
  logFormat: setting(
    'logFormat',
    'log-format',
    choice('json', 'text'),
    'json',
    'one JSON object a line, or lines for people',
  ),
} satisfies Settings;

/** What is set for each repository; flags and variables configure one repository. */
export const repositorySettings = {
  name: {
    ...optional(
      'name',
      'repo-name',
      text('NAME', 'lower-case letters, digits and dashes', LABEL),
      'stands before the names of the targets; only one of several repositories may go without',
    ),
    defaultText: 'none',
  },
  url: optional(
    'url',
    'repo',
    text('URL', 'the address of a repository'),
    'address of the Git repository: https://…, http://…, file:///… or a folder',
  ),
  ref: setting(
    'ref',
    'ref',
    text('REF', 'a reference'),
    'HEAD',
    'branch, tag, full commit id, full reference, or a range such as semver:>=1.2; HEAD is the default branch',
  ),
  path: setting(
    'path',
    'path',
    text('FOLDER', 'a folder of the repository'),
    '.',
    'folder of the repository in which targets are looked for',
  ),
  aliases: setting(
    'aliases',
    'alias',
    texts('URL'),
    [],
    'further addresses by which Flux and Argo CD objects name this repository',
  ),
  poll: setting(
    'poll',
    'poll',
    text('SCHEDULE', 'a schedule'),
    '15s',
    'how often the repository is asked for news: a duration, or a cron expression',
  ),
  pollTimeZone: setting(
    'pollTimeZone',
    'poll-time-zone',
    text('ZONE', 'a time zone'),
    'UTC',
    'time zone of the cron expression',
  ),
  username: {
    ...optional(
      'credentials.username',
      'username',
      text('NAME', 'a user name'),
      'user name that is sent with the password',
    ),
    defaultText: '`git`',
  },
  passwordFile: optional(
    'credentials.passwordFile',
    'password-file',
    text('FILE', 'a file'),
    'file with the password, or with a token where the server wants it as a password',
  ),
  passwordEnv: optional(
    'credentials.passwordEnv',
    'password-env',
    text('VARIABLE', 'the name of an environment variable', /^\w+$/),
    'environment variable with the password',
  ),
  tokenFile: optional(
    'credentials.tokenFile',
    'token-file',
    text('FILE', 'a file'),
    'file with a token that is sent as the bearer',
  ),
  tokenEnv: optional(
    'credentials.tokenEnv',
    'token-env',
    text('VARIABLE', 'the name of an environment variable', /^\w+$/),
    'environment variable with a token that is sent as the bearer',
  ),
  caFile: optional(
    'caFile',
    'ca-file',
    text('FILE', 'a file'),
    "PEM file of certificate authorities to trust besides the system's",
  ),
  allowPlainCredentials: setting(
    'allowPlainCredentials',
    'allow-plain-credentials',
    flag(),
    false,
    'send credentials over plain HTTP to hosts other than this machine',
  ),
  maxFileSize: setting(
    'maxFileSize',
    'max-file-size',
    size(),
    10 * 1024 ** 2,
    'largest file that is read from the repository',
  ),
  ...forgeSettings,
} satisfies Settings;

/** The value that a table of settings gives for each of its names. */
export type ValuesOf<Table extends Settings> = {
  readonly [Name in keyof Table]: Table[Name] extends Setting<infer Value> ? Value : never;
};

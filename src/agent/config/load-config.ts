import { join } from 'node:path';
import { InvalidInputError, messageOf, type Problem, TidewatchError } from '../../model/errors.ts';
import { isJsonObject } from '../../model/json.ts';
import type { AgentConfig, RepositoryConfig } from './agent-config.ts';
import { checkRepositories } from './check-repositories.ts';
import {
  type ConfigFile,
  fileProblem,
  type ReadFile,
  readConfigFile,
  repositoriesOf,
  unknownKeys,
} from './config-file.ts';
import { readCredentials } from './read-credentials.ts';
import { readForge } from './read-forge.ts';
import {
  isSetOutsideFile,
  originProblem,
  type Resolved,
  resolveSettings,
  type ValueSources,
} from './resolve-settings.ts';
import { agentSettings, repositorySettings } from './settings.ts';

/** What only the source stage can judge. Each throws a `TidewatchError` that says what is wrong. */
export interface ConfigChecks {
  url(url: string): void;
  ref(ref: string): void;
  poll(poll: string, timeZone: string): void;
}

export interface ConfigInput {
  /** As commander gives them, `config` among them. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: ReadFile;
  readonly checks: ConfigChecks;
}

/**
 * The configuration of an agent: flags before environment variables before the
 * file before defaults. Throws `InvalidInputError` with every problem.
 */
export async function loadConfig(input: ConfigInput): Promise<AgentConfig> {
  const { flags, env, readFile, checks } = input;
  const path = typeof flags.config === 'string' ? flags.config : env.TIDEWATCH_CONFIG || undefined;
  const file = path === undefined ? undefined : await readConfigFile(path, readFile);
  const problems: Problem[] = file === undefined ? [] : unknownKeys(file);
  const sources = { flags, env, file };
  const repositories = readRepositories(sources, checks, problems);
  const { values } = resolveSettings(agentSettings, sources, [], problems);
  if (problems.length > 0) throw new InvalidInputError(problems);
  return {
    repositories,
    once: values.once,
    concurrency: values.concurrency,
    requestsInFlight: values.requestsInFlight,
    remoteBaseHosts: values.remoteBaseHosts,
    namespace: values.namespace,
    deletionBudget: { objects: values.budgetObjects, percent: values.budgetPercent },
    interval: values.interval,
    timeout: values.timeout,
    prune: values.prune,
    wait: values.wait,
    maintenanceWindow: values.maintenanceWindow,
    approval: values.approval,
    drift: values.drift,
    driftRules: values.driftRules,
    requestTimeout: values.requestTimeout,
    cacheDirectory: values.cacheDirectory ?? defaultCacheDirectory(env),
    kubeconfig: values.kubeconfig,
    context: values.context,
    listen: values.listen === 'off' ? undefined : values.listen,
    logLevel: values.logLevel,
    logFormat: values.logFormat,
  };
}

/** Where caches of a user are kept by convention. */
function defaultCacheDirectory(env: ConfigInput['env']): string {
  const base = env.XDG_CACHE_HOME || join(env.HOME || '.', '.cache');
  return join(base, 'tidewatch');
}

/** Flags and variables configure one repository: that of the file, where it lists one. */
function readRepositories(
  sources: ValueSources,
  checks: ConfigChecks,
  problems: Problem[],
): RepositoryConfig[] {
  const { file } = sources;
  const listed = file === undefined ? 0 : countRepositories(file, problems);
  const inFile = { ...sources, flags: {}, env: {} };
  const onlyOne = listed > 1 ? inFile : sources;
  if (listed > 1 && isSetOutsideFile(repositorySettings, sources)) {
    const what = 'flags or environment variables set a repository, but the file lists several';
    const advice = 'set everything about repositories in the file';
    problems.push(originProblem({ position: undefined, subject: 'repositories' }, what, advice));
  }
  const resolved = Array.from({ length: Math.max(listed, 1) }, (_, index) =>
    resolveSettings(repositorySettings, onlyOne, ['repositories', index], problems),
  );
  const repositories = resolved.flatMap((one) => toRepository(one, checks, problems) ?? []);
  problems.push(...checkRepositories(resolved));
  return repositories;
}

function countRepositories(file: ConfigFile, problems: Problem[]): number {
  const { repositories } = file.values;
  if (repositories !== undefined && repositories !== null && !Array.isArray(repositories)) {
    const what = 'repositories is not a list';
    problems.push(fileProblem(file.provenance, ['repositories'], what, 'write a list'));
  }
  const items = repositoriesOf(file);
  for (const [index, item] of items.entries()) {
    if (isJsonObject(item)) continue;
    const what = `repositories[${index}] is not a mapping`;
    const advice = 'write keys such as url: and path:';
    problems.push(fileProblem(file.provenance, ['repositories', index], what, advice));
  }
  return items.length;
}

function toRepository(
  resolved: Resolved<typeof repositorySettings>,
  checks: ConfigChecks,
  problems: Problem[],
): RepositoryConfig | undefined {
  const { values, origins } = resolved;
  const { url } = values;
  const credentials = readCredentials(resolved, problems);
  const forge = readForge(resolved, problems);
  if (url === undefined) return undefined;
  const check = (name: keyof typeof repositorySettings, run: () => void) => {
    const problem = problemOf(run);
    if (problem !== undefined) problems.push(originProblem(origins.get(name), ...problem));
  };
  check('url', () => checks.url(url));
  check('ref', () => checks.ref(values.ref));
  check('poll', () => checks.poll(values.poll, values.pollTimeZone));
  return {
    name: values.name,
    url,
    ref: values.ref,
    path: values.path,
    aliases: values.aliases,
    poll: values.poll,
    pollTimeZone: values.pollTimeZone,
    credentials,
    caFile: values.caFile,
    allowPlainCredentials: values.allowPlainCredentials,
    maxFileSize: values.maxFileSize,
    forge,
  };
}

/** Messages end with the advice, after the last semicolon. */
function problemOf(run: () => void): [what: string, advice: string] | undefined {
  try {
    run();
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof TidewatchError)) throw thrown;
    const [what = '', ...advice] = messageOf(thrown).split('; ');
    return [what, advice.join('; ') || 'correct it'];
  }
}

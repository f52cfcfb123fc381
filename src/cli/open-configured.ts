import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { OpenForge } from '../agent/agent-ports.ts';
import { createBuildCache } from '../agent/build-cache/build-cache.ts';
import { composeAgent } from '../agent/compose-agent.ts';
import { composeReconcile } from '../agent/compose-reconcile.ts';
import type { AgentConfig, RepositoryConfig } from '../agent/config/agent-config.ts';
import { loadConfig } from '../agent/config/load-config.ts';
import { configChecks } from '../agent/config-checks.ts';
import type { ReconcileContext } from '../agent/reconcile.ts';
import { type RepositoryPlace, repositoryPlace } from '../agent/repository-place.ts';
import { InvalidInputError } from '../model/errors.ts';
import type { Branches } from '../model/ports/branches.ts';
import type { Source } from '../model/ports/source.ts';
import type { Io } from './io.ts';
import { stderrLog } from './stderr-log.ts';

export interface ConfiguredOptions {
  /** A file with the settings of an agent. */
  readonly config?: string | undefined;
  /** Which of its repositories; needed where several have a forge. */
  readonly repository?: string | undefined;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

/** A repository as an agent is configured for it, with its forge. */
export interface ConfiguredForge {
  readonly config: AgentConfig;
  readonly repository: RepositoryConfig;
  readonly place: RepositoryPlace;
  readonly forge: OpenForge;
}

/** The same, with its source and its cluster. */
export interface ConfiguredRepository extends ConfiguredForge, AsyncDisposable {
  readonly source: Source;
  readonly openBranches: () => Promise<Branches>;
  readonly planning: ReconcileContext;
}

/**
 * Opens the forge of a repository by the settings of an agent: a file, and environment
 * variables. Throws `InvalidInputError` for settings without a repository that has one.
 */
export async function openConfiguredForge(
  { repository: name, config: file, kubeconfig, context }: ConfiguredOptions,
  io: Io,
): Promise<ConfiguredForge> {
  const config = await loadConfig({
    flags: { config: file, kubeconfig, context },
    env: io.env,
    readFile: (path) => readFile(resolve(io.cwd, path)),
    checks: configChecks,
  });
  const repository = chosen(config.repositories, name);
  const { composeForge } = await import('../agent/compose-forge.ts');
  const forge = await composeForge(repository, io.env);
  if (forge === undefined) throw noForge();
  return { config, repository, place: repositoryPlace(repository, config), forge };
}

/** Opens a repository with all that an agent has. Throws as `openConfiguredForge` does. */
export async function openConfigured(
  options: ConfiguredOptions,
  io: Io,
): Promise<ConfiguredRepository> {
  const configured = await openConfiguredForge(options, io);
  const { config, repository } = configured;
  const ports = composeAgent(config, stderrLog(io, 'warn'), io.env);
  const { source } = await ports.openSource(repository);
  const { contextOf } = composeReconcile({
    ...ports,
    namespace: config.namespace,
    requestsInFlight: config.requestsInFlight,
    builds: createBuildCache(undefined, ports.remoteBases),
  });
  return {
    ...configured,
    source,
    openBranches: () => ports.openBranches(repository),
    planning: contextOf(''),
    async [Symbol.asyncDispose]() {
      await source.close();
      await ports.close();
    },
  };
}

function chosen(
  repositories: readonly RepositoryConfig[],
  name: string | undefined,
): RepositoryConfig {
  const [found, ...more] = repositories.filter(
    (one) => one.forge !== undefined && (name === undefined || one.name === name),
  );
  if (found === undefined) throw noForge();
  if (more.length === 0) return found;
  const what = 'several repositories have a forge';
  throw problem(
    what,
    `name one with --repository: ${[found, ...more].map((one) => one.name).join(', ')}`,
  );
}

function noForge(): InvalidInputError {
  const advice =
    'set forge.provider and a token in the file that --config names; see configuration.md';
  return problem('no repository has a forge', advice);
}

function problem(what: string, advice: string): InvalidInputError {
  const common = { code: 'NO_FORGE', position: undefined, subject: 'repositories' };
  return new InvalidInputError([{ ...common, what, advice }]);
}

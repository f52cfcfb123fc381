import { join } from 'node:path';
import { openEtcdTopologyStore } from '../etcd/etcd-topology-store.ts';
import { connect } from '../kubernetes/connection.ts';
import type { Log } from '../model/ports/log.ts';
import { openBranches } from '../source/open-branches.ts';
import { openSource } from '../source/open-source.ts';
import { parseReference } from '../source/reference.ts';
import { remoteBases } from '../source/remote-bases.ts';
import { parseSchedule } from '../source/schedule.ts';
import type { SourceOptions } from '../source/source-options.ts';
import type { AgentPorts, OpenSource } from './agent-ports.ts';
import type { AgentConfig, RepositoryConfig } from './config/agent-config.ts';
import { systemClock } from './system-clock.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** All of it, until it is closed. */
export interface ComposedPorts extends AgentPorts {
  readonly openBranches: NonNullable<AgentPorts['openBranches']>;
  close(): Promise<void>;
}

/** The real outside world of an agent. */
export function composeAgent(
  config: AgentConfig,
  log: Log,
  environment: Environment,
): ComposedPorts {
  const { kubeconfig, context, requestTimeout } = config;
  const connection = connect({
    clock: systemClock,
    environment,
    requestTimeout,
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
    onWarning: (warning) => log.warn(warning),
  });
  const { remoteBaseHosts: hosts, cacheDirectory } = config;
  const remotes =
    hosts.length === 0
      ? undefined
      : remoteBases({
          hosts,
          cacheFolder: join(cacheDirectory, 'git'),
          limits: { silence: requestTimeout },
          environment,
          log,
        });
  return {
    cluster: connection.cluster,
    discovery: connection.discovery,
    logs: connection.logs,
    clusterReady: () => connection.ready(),
    openTopologyStore: openEtcdTopologyStore,
    openSource: (repository) => openRepository(repository, config, log, environment),
    openBranches: (repository) => openBranches(sourceOptions(repository, config, log, environment)),
    openForge: async (repository) => {
      if (repository.forge === undefined) return undefined;
      const { composeForge } = await import('./compose-forge.ts');
      return composeForge(repository, environment);
    },
    clock: systemClock,
    log,
    random: Math.random,
    remoteBases: remotes,
    async close() {
      await remotes?.close();
      await connection.close();
    },
  };
}

async function openRepository(
  repository: RepositoryConfig,
  config: AgentConfig,
  log: Log,
  environment: Environment,
): Promise<OpenSource> {
  const schedule = parseSchedule(repository.poll, { timeZone: repository.pollTimeZone });
  const source = await openSource(sourceOptions(repository, config, log, environment));
  return { source, nextPoll: (now) => schedule.next(now, Math.random()) };
}

function sourceOptions(
  repository: RepositoryConfig,
  { cacheDirectory, requestTimeout }: AgentConfig,
  log: Log,
  environment: Environment,
): SourceOptions {
  const { url, ref, credentials, caFile, allowPlainCredentials, maxFileSize } = repository;
  return {
    repository: url,
    reference: parseReference(ref),
    cacheFolder: join(cacheDirectory, 'git'),
    credentials,
    caFile,
    allowPlainCredentials,
    limits: { fileSize: maxFileSize, silence: requestTimeout },
    environment,
    log,
  };
}

import type { TargetDefaults } from '../layout/layout.ts';
import type { AgentConfig, RepositoryConfig } from './config/agent-config.ts';

/** How records and reports name one path of a repository, and what its targets do where they do not say. */
export interface RepositoryPlace {
  /** Unique and stable: the repository and the path, without credentials. */
  readonly identity: string;
  /** The name of the repository's own line among the reports. */
  readonly ownRecord: string;
  readonly path: string;
  readonly defaults: TargetDefaults;
}

export function repositoryPlace(
  { name, url, path, ref, aliases }: RepositoryConfig,
  config: AgentConfig,
): RepositoryPlace {
  return {
    identity: `${url}//${path}`,
    // No target can have this name: theirs have no dots.
    ownRecord: `${name ?? 'repository'}.git`,
    path,
    defaults: {
      interval: config.interval,
      timeout: config.timeout,
      prune: config.prune,
      wait: config.wait,
      windows: config.maintenanceWindow,
      approval: config.approval,
      namePrefix: name,
      repository: { urls: [url, ...aliases], ref },
    },
  };
}

import type { Problem } from '../../model/errors.ts';
import { originProblem, type Resolved } from './resolve-settings.ts';
import type { repositorySettings } from './settings.ts';

type Repository = Resolved<typeof repositorySettings>;

/** What must hold among all the repositories of an agent. */
export function checkRepositories(repositories: readonly Repository[]): Problem[] {
  return [...missingAddresses(repositories), ...repeatedNames(repositories)];
}

function missingAddresses(repositories: readonly Repository[]): Problem[] {
  return repositories.flatMap(({ values, origins }, index) => {
    if (values.url !== undefined || origins.has('url')) return [];
    const subject = repositories.length > 1 ? `repositories[${index}]` : 'repository';
    const advice = 'set --repo, TIDEWATCH_REPO, or url in the file';
    return originProblem({ position: undefined, subject }, 'no address is set', advice);
  });
}

/** Names tell apart the targets of several repositories. */
function repeatedNames(repositories: readonly Repository[]): Problem[] {
  const seen = new Set<string | undefined>();
  return repositories.flatMap(({ values, origins }, index) => {
    const { name } = values;
    const repeated = seen.has(name);
    seen.add(name);
    if (!repeated) return [];
    const what =
      name === undefined
        ? `repositories[${index}] needs a name: another repository has none already`
        : `repositories[${index}] has the name ${name}, as another one does`;
    const origin = origins.get('name') ?? origins.get('url');
    return originProblem(origin, what, 'give each repository a name of its own');
  });
}

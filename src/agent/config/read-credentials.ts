import type { Problem } from '../../model/errors.ts';
import type { GitCredentials, SecretPlace } from '../../source/source-options.ts';
import { originProblem, type Resolved } from './resolve-settings.ts';
import type { repositorySettings } from './settings.ts';

type Repository = Resolved<typeof repositorySettings>;
type Name = keyof typeof repositorySettings;

/** What flags and variables may be set at the same time is one way to sign in. */
const PLACES = ['passwordFile', 'passwordEnv', 'tokenFile', 'tokenEnv'] as const;

/** How to sign in to a Git server. Two ways at once are a problem. */
export function readCredentials(repository: Repository, problems: Problem[]): GitCredentials {
  const { values, origins } = repository;
  const set = PLACES.filter((name) => values[name] !== undefined);
  const [first, second] = set;
  if (second !== undefined) {
    const what = `credentials are set twice, by ${set.map(nameOf).join(' and ')}`;
    problems.push(originProblem(origins.get(second), what, 'keep one of them'));
  }
  if (first === undefined) {
    if (values.username !== undefined) {
      const advice = 'set credentials.passwordFile or credentials.passwordEnv too';
      problems.push(originProblem(origins.get('username'), 'a user name needs a password', advice));
    }
    return { kind: 'none' };
  }
  const password = placeOf(values.passwordFile, values.passwordEnv);
  if (password !== undefined) {
    return { kind: 'basic', username: values.username ?? 'git', password };
  }
  if (values.username !== undefined) {
    const what = 'a token is sent without a user name';
    const advice = 'remove the user name, or set the token as the password';
    problems.push(originProblem(origins.get('username'), what, advice));
  }
  const token = placeOf(values.tokenFile, values.tokenEnv);
  return token === undefined ? { kind: 'none' } : { kind: 'bearer', token };
}

function nameOf(name: Name): string {
  return `credentials.${name}`;
}

function placeOf(
  file: string | undefined,
  environment: string | undefined,
): SecretPlace | undefined {
  if (file !== undefined) return { file };
  return environment === undefined ? undefined : { environment };
}

import type { Problem } from '../../model/errors.ts';
import type { ForgeConfig, ForgeSecret } from './agent-config.ts';
import { originProblem, type Resolved } from './resolve-settings.ts';
import type { repositorySettings } from './settings.ts';

type Repository = Resolved<typeof repositorySettings>;
type Name = keyof typeof repositorySettings;

const app = ['forgeAppId', 'forgeInstallation', 'forgeKeyFile'] as const;
const tokens = ['forgeTokenFile', 'forgeTokenEnv'] as const;

/** Where and as whom pull requests are answered; `undefined` where they are not. */
export function readForge(repository: Repository, problems: Problem[]): ForgeConfig | undefined {
  const { values, origins } = repository;
  const report = (name: Name, what: string, advice: string): undefined => {
    problems.push(originProblem(origins.get(name), what, advice));
  };
  const isSet = (name: Name) => values[name] !== undefined;
  if (values.forge === undefined) {
    const lost = [
      ...tokens,
      ...app,
      'forgeApiUrl' as const,
      'forgeWebhookSecretFile' as const,
    ].find(isSet);
    if (lost !== undefined) {
      report(lost, 'the forge is not named', 'set forge.provider to github, gitlab or gitea');
    }
    return undefined;
  }
  const secret = secretOf(values, isSet);
  if (secret === undefined) {
    const advice =
      'set one of forge.tokenFile and forge.tokenEnv, or all three settings of a GitHub App';
    return report('forge', 'it is not clear as whom pull requests are answered', advice);
  }
  if (secret.kind === 'app' && values.forge !== 'github') {
    return report('forgeAppId', `${values.forge} knows no GitHub Apps`, 'set forge.tokenFile');
  }
  return {
    provider: values.forge,
    apiUrl: values.forgeApiUrl,
    secret,
    interval: values.forgeInterval,
    webhookSecret:
      values.forgeWebhookSecretFile === undefined
        ? undefined
        : { file: values.forgeWebhookSecretFile },
  };
}

/** One way to sign in, and all of it; `undefined` for none, half of one, or two. */
function secretOf(
  values: Repository['values'],
  isSet: (name: Name) => boolean,
): ForgeSecret | undefined {
  const { forgeTokenFile, forgeTokenEnv, forgeAppId, forgeInstallation, forgeKeyFile } = values;
  const set = [...tokens, ...app].filter(isSet).length;
  if (set === 1 && forgeTokenFile !== undefined) {
    return { kind: 'token', place: { file: forgeTokenFile } };
  }
  if (set === 1 && forgeTokenEnv !== undefined) {
    return { kind: 'token', place: { environment: forgeTokenEnv } };
  }
  if (set !== 3 || forgeAppId === undefined || forgeInstallation === undefined) return undefined;
  if (forgeKeyFile === undefined) return undefined;
  return {
    kind: 'app',
    appId: forgeAppId,
    installationId: forgeInstallation,
    privateKey: { file: forgeKeyFile },
  };
}

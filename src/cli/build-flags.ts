import { type Command, Option } from 'commander';
import { TidewatchError } from '../model/errors.ts';

/** A flag of kustomize that is known and has no effect here; `data.flag` is its name. */
export class RefusedFlagError extends TidewatchError {
  override readonly code = 'FLAG_REFUSED';
}

/** Adds the flags of `kustomize build`, those that are refused among them. */
export function addBuildFlags(command: Command): Command {
  command
    .addOption(
      new Option(
        '--load-restrictor <RESTRICTION>',
        'LoadRestrictionsNone: files may be outside of the folder of their kustomization',
      )
        .choices(['LoadRestrictionsRootOnly', 'LoadRestrictionsNone'])
        .default('LoadRestrictionsRootOnly'),
    )
    .addOption(
      new Option('--reorder <ORDER>', 'order of objects where the kustomization has no sortOptions')
        .choices(['legacy', 'none'])
        .default('legacy'),
    )
    .option('--enable-managedby-label', 'label objects with app.kubernetes.io/managed-by', false)
    .option('-o, --output <PATH>', 'write to this file, or one file an object into this folder');
  for (const [flags, reason] of refused) {
    command.addOption(new Option(flags).hideHelp().preset('').argParser(refuse(flags, reason)));
  }
  return command;
}

const foreignCode =
  'Tidewatch runs no foreign code; commit what the plugin makes (TidbMonitors are expanded by `tidewatch render`)';
const helm =
  'charts are not rendered; commit what `helm template` prints, and list it under resources';

/** Flags of kustomize without which the output would lack something without a word. */
const refused: readonly (readonly [flags: string, reason: string])[] = [
  ['--enable-helm [VALUE]', helm],
  ['--helm-command [PATH]', helm],
  ['--helm-api-versions [VERSIONS]', helm],
  ['--helm-kube-version [VERSION]', helm],
  ['--helm-debug [VALUE]', helm],
  ['--enable-alpha-plugins [VALUE]', foreignCode],
  ['--enable-exec [VALUE]', foreignCode],
  ['-e, --env [NAME]', foreignCode],
  ['--mount [OPTIONS]', foreignCode],
  ['--network [VALUE]', foreignCode],
  ['--network-name [NAME]', foreignCode],
  ['--as-current-user [VALUE]', foreignCode],
];

function refuse(flags: string, reason: string): () => never {
  const [name = ''] = /--[a-z-]+/.exec(flags) ?? [];
  return () => {
    throw new RefusedFlagError(`${name}: ${reason}`, { data: { flag: name } });
  };
}

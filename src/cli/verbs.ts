import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import type { FlagDefinition } from '../agent/config/flags.ts';
import { parseDuration } from '../model/duration.ts';
import { addBuildFlags } from './build-flags.ts';
import { exitCodeMeanings } from './exit-code-meanings.ts';
import type { Io } from './io.ts';
import { requireWith } from './require-with.ts';
import type { BuildFlags } from './verbs/build.ts';

/** Where a verb leaves its exit code. */
export type Finish = (code: number) => void;

/**
 * Every verb of the command line. A verb's code is loaded only when it runs:
 * printing a help text must not wait for a Kubernetes client.
 */
export function addVerbs(
  program: Command,
  flagsOfAgent: readonly FlagDefinition[],
  io: Io,
  finish: Finish,
): void {
  addBuildFlags(
    program
      .command('build')
      .description('print what `kustomize build DIR` prints')
      .argument('[DIR]', 'folder with a kustomization file', '.'),
  ).action(async (directory: string, flags: BuildFlags) => {
    const { buildVerb } = await import('./verbs/build.ts');
    finish(await buildVerb(directory, flags, io));
  });

  program
    .command('fn')
    .description('run as a KRM function: expand every TidbMonitor of a ResourceList')
    .action(async () => {
      const { fnVerb } = await import('./verbs/fn.ts');
      finish(await fnVerb(io));
    });

  program
    .command('render')
    .description('print the desired objects: built, and every TidbMonitor expanded')
    .argument('[DIR]', 'folder with a kustomization file, or with Flux or Argo CD objects', '.')
    .addOption(outputOption('yaml'))
    .action(async (directory: string, options: { output: 'text' | 'json' | 'yaml' }) => {
      const { renderVerb } = await import('./verbs/render.ts');
      finish(await renderVerb(directory, options, io));
    });

  program
    .command('validate')
    .description('show every problem at once, each with its place and what to do')
    .argument('[DIR]', 'folder with a kustomization file, or with Flux or Argo CD objects', '.')
    .addOption(outputOption('text'))
    .action(async (directory: string, options: { output: 'text' | 'json' | 'yaml' }) => {
      const { validateVerb } = await import('./verbs/validate.ts');
      finish(await validateVerb(directory, options, io));
    });

  clusterOptions(
    program
      .command('diff')
      .description('show what `apply` would do; nothing is written')
      .argument('[DIR]', 'folder with a kustomization file, or with Flux or Argo CD objects', '.')
      .addOption(outputOption('text', 'mermaid'))
      .option(
        '--prune',
        'plan to delete what an earlier apply made and is not there any more',
        false,
      ),
  ).action(async (directory: string, options) => {
    const { diffVerb } = await import('./verbs/diff.ts');
    finish(await diffVerb(directory, options, io));
  });

  clusterOptions(
    program
      .command('drift')
      .description('show who changed what on the cluster behind the back of Git')
      .argument(
        '[DIR]',
        'folder to look at; without one, what the agent has on record of all targets',
      )
      .addOption(outputOption('text')),
  ).action(async (directory: string | undefined, options) => {
    const { driftVerb } = await import('./verbs/drift.ts');
    finish(await driftVerb(directory, options, io));
  });

  clusterOptions(
    program
      .command('adopt')
      .description('write what somebody changed on the cluster into the files it differs from')
      .argument('[DIR]', 'folder with a kustomization file, or with Flux or Argo CD objects', '.')
      .addOption(outputOption('text'))
      .option('--target <NAME>', 'only of this target')
      .option('--object <OBJECT>', 'only of this object: Kind/namespace/name, or Kind/name')
      .option('--field <PATH>', 'only this field, with what is below it: spec.replicas')
      .option('--write', 'edit the files; else the edits are shown as a diff', false)
      .addOption(
        new Option('--push', 'propose the edits on the forge of a configured repository')
          .default(false)
          .conflicts('write'),
      )
      .option('--config <FILE>', 'settings of the agent that keeps the repository deployed')
      .option(
        '--repository <NAME>',
        'which repository of the settings, where several have a forge',
      ),
  ).action(async (directory: string, options, command: Command) => {
    if (options.push && command.args.length > 0) {
      command.error(
        "error: option '--push' cannot be used with DIR: the settings name the path; choose with option '--target <NAME>'",
      );
    }
    requireWith(command, 'push', ['config', 'repository']);
    const { adoptVerb } = await import('./verbs/adopt.ts');
    finish(await adoptVerb(directory, options, io));
  });

  clusterOptions(
    program
      .command('apply')
      .description('plan, then run the plan, with progress for each phase')
      .argument('[DIR]', 'folder with a kustomization file, or with Flux or Argo CD objects', '.')
      .addOption(outputOption('text'))
      .option('--dry-run', 'show the plan and stop', false)
      .addOption(
        new Option('--timeout <DURATION>', 'how long objects may take to become healthy')
          .argParser(parseTimeout)
          .default(300_000, '5m'),
      )
      .option('--no-wait', 'do not wait for health')
      .option('--prune', 'delete what an earlier apply made and is not there any more', false)
      .option('--approve <DIGEST>', 'approve the deletions of the plan with this digest'),
  ).action(async (directory: string, options) => {
    const { applyVerb } = await import('./verbs/apply.ts');
    finish(await applyVerb(directory, options, io));
  });

  const agent = program
    .command('agent')
    .description('keep repositories deployed: the daemon, or one pass with --once');
  for (const { flags, description } of flagsOfAgent) agent.option(flags, description);
  agent.action(async (flags: Record<string, unknown>) => {
    const { agentVerb } = await import('./verbs/agent.ts');
    finish(await agentVerb(flags, io));
  });

  clusterOptions(
    program
      .command('report')
      .description('say what merging a commit would do, as the agent does on its pull request')
      .argument('[DIR]', 'folder of a clone in which targets are looked for', '.')
      .option('--base <COMMIT>', 'what it is to be merged into', 'origin/main')
      .option('--head <COMMIT>', 'what is to be merged', 'HEAD')
      .addOption(
        new Option('-o, --output <FORMAT>', 'how it is printed')
          .choices(['markdown', 'json', 'yaml'])
          .default('markdown'),
      )
      .option('--cluster', 'ask the cluster, too: for the plan, its digest, and drift', false)
      .addOption(
        new Option(
          '--post <NUMBER>',
          'write it on this pull request, whose commits the forge tells, instead of printing it',
        )
          .argParser(parseNumber)
          .conflicts(['base', 'head', 'output']),
      )
      .option('--config <FILE>', 'settings of an agent: which forge, and as whom')
      .option(
        '--repository <NAME>',
        'which repository of the settings, where several have a forge',
      ),
  ).action(async (directory: string, options, command: Command) => {
    requireWith(command, 'post', ['config', 'repository']);
    const { reportVerb } = await import('./verbs/report.ts');
    finish(await reportVerb(directory, options, io));
  });

  clusterOptions(
    program
      .command('status')
      .description('show targets, revisions, phases and what needs attention')
      .addOption(outputOption('text')),
  ).action(async (options) => {
    const { statusVerb } = await import('./verbs/status.ts');
    finish(await statusVerb(options, io));
  });

  clusterOptions(
    program
      .command('approve')
      .description('approve the deletions, or the plan, that a target holds back')
      .argument('TARGET', 'name of the target, as `tidewatch status` shows it')
      .argument('DIGEST', 'digest of the plan, as `tidewatch status` shows it'),
  ).action(async (target: string, digest: string, options) => {
    const { approveVerb } = await import('./verbs/approve.ts');
    finish(await approveVerb(target, digest, options, io));
  });

  clusterOptions(
    program
      .command('suspend')
      .description('keep the agent from changing a target, until `tidewatch resume`')
      .argument('TARGET', 'name of the target, as `tidewatch status` shows it')
      .option('--reason <TEXT>', 'why, for whoever looks at it', 'by hand'),
  ).action(async (target: string, options) => {
    const { suspendVerb } = await import('./verbs/suspend.ts');
    finish(await suspendVerb(target, options, io));
  });

  clusterOptions(
    program
      .command('resume')
      .description('let the agent change a target again')
      .argument('TARGET', 'name of the target, as `tidewatch status` shows it'),
  ).action(async (target: string, options) => {
    const { resumeVerb } = await import('./verbs/suspend.ts');
    finish(await resumeVerb(target, options, io));
  });

  clusterOptions(
    program
      .command('answer')
      .description('say what became of a hook or migration step that has failed or is not known')
      .argument('TARGET', 'name of the target, as `tidewatch status` shows it')
      .argument('STEP', 'name of the step, as `tidewatch status` shows it')
      .addArgument(
        new Argument('ANSWER', 'it took effect, it did not, or it is to run again').choices([
          'succeeded',
          'failed',
          'again',
        ]),
      ),
  ).action(
    async (target: string, step: string, answer: 'succeeded' | 'failed' | 'again', options) => {
      const { answerVerb } = await import('./verbs/answer.ts');
      finish(await answerVerb(target, step, answer, options, io));
    },
  );

  const migrate = program
    .command('migrate')
    .description('take back a migration that has begun, or let it begin again');
  clusterOptions(
    migrate
      .command('abort')
      .description('take back what the migrations of a target have done so far')
      .argument('TARGET', 'name of the target, as `tidewatch status` shows it'),
  ).action(async (target: string, options) => {
    const { abortVerb } = await import('./verbs/migrate.ts');
    finish(await abortVerb(target, options, io));
  });
  clusterOptions(
    migrate
      .command('resume')
      .description('let migrations begin again that were taken back')
      .argument('TARGET', 'name of the target, as `tidewatch status` shows it'),
  ).action(async (target: string, options) => {
    const { resumeVerb } = await import('./verbs/migrate.ts');
    finish(await resumeVerb(target, options, io));
  });

  program
    .command('cluster')
    .description('serve an embedded Kubernetes API, to try things on: not for production')
    .addOption(
      new Option('--port <PORT>', 'port to listen on; 0 is a free one')
        .argParser(parsePort)
        .default(0),
    )
    .option(
      '--listen <ADDRESS>',
      'address to listen on; others than loopback are open to the network',
      '127.0.0.1',
    )
    .option('--kubeconfig <FILE>', 'where to write the kubeconfig; default a temporary file')
    .action(async (options: { port: number; listen: string; kubeconfig?: string }) => {
      const { clusterVerb } = await import('./verbs/cluster.ts');
      finish(await clusterVerb(options, io));
    });

  program
    .command('demo')
    .description('show the way from a commit to running objects, on an embedded Kubernetes API')
    .option('--fast', 'do not pause between the steps', false)
    .option('--keep', 'go on running afterwards, until Ctrl-C', false)
    .action(async (options: { fast: boolean; keep: boolean }) => {
      const { demoVerb } = await import('./verbs/demo.ts');
      finish(await demoVerb(options, io));
    });

  for (const command of [...program.commands, ...migrate.commands]) {
    const name = command.parent === migrate ? `migrate ${command.name()}` : command.name();
    const meaning = exitCodeMeanings[name];
    if (meaning !== undefined) command.addHelpText('after', `\nExit code: ${meaning}`);
  }
}

/** Milliseconds. */
function parseTimeout(text: string): number {
  try {
    return parseDuration(text);
  } catch {
    throw new InvalidArgumentError('Write a duration such as 90s or 10m.');
  }
}

function parseNumber(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write the number of a pull request.');
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('Write a number from 0 to 65535.');
}

/** How to reach a cluster, as kubectl has it. */
export interface ClusterOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  /** The namespace of inventories and status records. */
  readonly namespace: string;
}

function clusterOptions(command: Command): Command {
  return command
    .option(
      '--kubeconfig <FILE>',
      'kubeconfig; default KUBECONFIG, ~/.kube/config, service account',
    )
    .option('--context <NAME>', 'context of the kubeconfig')
    .option('-n, --namespace <NAME>', 'namespace of inventories and status', 'tidewatch-system');
}

function outputOption(standard: string, ...more: readonly string[]): Option {
  return new Option('-o, --output <FORMAT>', 'how data is printed')
    .choices(['text', 'json', 'yaml', ...more])
    .default(standard);
}

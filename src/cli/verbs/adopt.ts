import { writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { Adoption } from '../../adopt/adoption.ts';
import { adoptTargets } from '../../agent/adopt/adopt-targets.ts';
import { proposeAdoption } from '../../agent/adopt/propose-adoption.ts';
import { localPlace } from '../../agent/local-pass.ts';
import { adoptionDiff } from '../../report/adoption-diff.ts';
import { adoptedRecord, adoptionText } from '../../report/adoption-text.ts';
import { exitCodes, type Io } from '../io.ts';
import { findLocalTargets } from '../local-targets.ts';
import { openCluster } from '../open-cluster.ts';
import { openConfigured } from '../open-configured.ts';
import { dataText, type OutputFormat } from '../print-data.ts';
import { printWarnings } from '../print-warnings.ts';
import { requireValid } from '../require-valid.ts';
import type { ClusterOptions } from '../verbs.ts';

export interface AdoptOptions extends ClusterOptions {
  readonly output: OutputFormat;
  readonly target?: string;
  readonly object?: string;
  readonly field?: string;
  /** Whether the files are edited; else the edits are only shown. */
  readonly write: boolean;
  /** Whether they are proposed on the forge of a configured repository, whose files they are of. */
  readonly push: boolean;
  readonly config?: string;
  readonly repository?: string;
}

/**
 * Writes what drifted into the files of a folder, or prints the edits as a
 * unified diff, or proposes them on the forge of a repository. 0 where all of it is
 * adopted, or nothing drifted; 1 where something is not.
 */
export async function adoptVerb(directory: string, options: AdoptOptions, io: Io): Promise<number> {
  const adoption = options.push
    ? await proposed(options, io)
    : await inFolder(directory, options, io);
  print(adoption, options.output, io);
  return adoption.refused.length > 0 ? exitCodes.differs : exitCodes.ok;
}

async function inFolder(directory: string, options: AdoptOptions, io: Io): Promise<Adoption> {
  const { target, object, field } = options;
  const local = await findLocalTargets(directory, io);
  await requireValid(local);
  const { tree, root, layout, builds } = local;
  printWarnings(layout.warnings, io);
  const { targets } = layout;
  const whole = parse(root).root !== root;
  await using session = await openCluster(options, io, builds);
  const request = { tree, ...localPlace, targets, whole, signal: io.signal };
  const adoption = await adoptTargets(
    { ...request, selection: { target, object, field } },
    session.contextOf(''),
  );
  if (options.write) {
    for (const { path, after } of adoption.files) await writeFile(join(root, path), after);
  }
  return adoption;
}

async function proposed(options: AdoptOptions, io: Io): Promise<Adoption> {
  const { target, object, field } = options;
  await using open = await openConfigured(options, io);
  const { source, forge, place, planning, config } = open;
  const branches = await open.openBranches();
  try {
    const { adoption, pullRequest } = await proposeAdoption(
      { target, object, field },
      {
        source,
        branches,
        forge: forge.forge,
        repository: place.identity,
        ...place,
        planning,
        rules: config.driftRules,
      },
      io.signal,
    );
    if (pullRequest !== undefined) io.stderr(`proposed: ${pullRequest.url}\n`);
    return adoption;
  } finally {
    await branches.close();
  }
}

function print(adoption: Adoption, output: OutputFormat, io: Io): void {
  const { adopted, refused } = adoption;
  const diff = adoptionDiff(adoption);
  const data = dataText({ adopted: adopted.map(adoptedRecord), refused, diff }, output);
  io.stdout(data ?? diff);
  if (data === undefined) io.stderr(adoptionText(adoption));
}

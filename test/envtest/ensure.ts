import { execFile, spawn } from 'node:child_process';
import { access, constants, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Decision, decide } from './decide.ts';
import { withLock } from './lock.ts';
import { folderName, linkerFlags } from './pins.ts';
import type { ToolSet } from './tool-set.ts';

/** The surroundings of a run, as arguments. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly arch: string;
  /** Takes one line of progress. */
  readonly progress: (line: string) => void;
}

/** Neither the programs nor Go are there; the message says how to get them. */
export class ToolsMissingError extends Error {}

/**
 * The folder that holds a tool set's programs; builds what is missing. Throws
 * `ToolsMissingError` where that cannot be done.
 */
export async function ensureTools(toolSet: ToolSet, around: Surroundings): Promise<string> {
  const modulePath = join(import.meta.dirname, toolSet.goModule);
  const goMod = await readFile(join(modulePath, 'go.mod'), 'utf8');
  const folder = join(cacheFolder(around), toolSet.cache, folderName(toolSet, goMod, around));
  const decision = await look(toolSet, folder, around);
  if (decision.do !== 'build') return settle(decision, around);

  await mkdir(dirname(folder), { recursive: true });
  return withLock(
    `${folder}.lock`,
    (owner) => around.progress(`${toolSet.title}: process ${owner} is building it; waiting`),
    async () => {
      // Another process may have built everything while this one waited.
      const now = await look(toolSet, folder, { ...around, progress: () => {} });
      if (now.do === 'build') {
        await build(toolSet, now, { modulePath, flags: linkerFlags(toolSet, goMod) }, around);
        return now.folder;
      }
      return settle(now, around);
    },
  );
}

function settle(decision: Exclude<Decision, { do: 'build' }>, around: Surroundings): string {
  if (decision.do === 'fail') throw new ToolsMissingError(decision.message);
  if (decision.note !== undefined) around.progress(decision.note);
  return decision.folder;
}

function cacheFolder({ environment }: Surroundings): string {
  const base = environment.XDG_CACHE_HOME || join(environment.HOME || homedir(), '.cache');
  return join(base, 'tidewatch');
}

async function look(toolSet: ToolSet, folder: string, around: Surroundings): Promise<Decision> {
  const given = around.environment[toolSet.environmentVariable] || undefined;
  return decide(toolSet, {
    given: given === undefined ? undefined : await inspect(toolSet, given),
    cached: await inspect(toolSet, folder),
    go: await hasGo(around),
  });
}

async function inspect(toolSet: ToolSet, folder: string) {
  const missing: string[] = [];
  for (const { name } of toolSet.programs) {
    if (!(await isExecutable(join(folder, name)))) missing.push(name);
  }
  return { folder, missing };
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function hasGo({ environment }: Surroundings): Promise<boolean> {
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const folder of folders) {
    const file = join(folder, 'go');
    if (!(await isExecutable(file))) continue;
    return promisify(execFile)(file, ['version'], { env: { ...environment } }).then(
      () => true,
      () => false,
    );
  }
  return false;
}

async function build(
  toolSet: ToolSet,
  { folder, programs, note }: Extract<Decision, { do: 'build' }>,
  { modulePath, flags }: { readonly modulePath: string; readonly flags: string },
  around: Surroundings,
): Promise<void> {
  if (note !== undefined) around.progress(note);
  around.progress(
    `${toolSet.title}: building into ${folder}; this happens once, and takes minutes`,
  );
  await mkdir(folder, { recursive: true });
  for (const [index, name] of programs.entries()) {
    const program = toolSet.programs.find((candidate) => candidate.name === name);
    if (program === undefined) continue;
    around.progress(`[${index + 1}/${programs.length}] go build ${program.goPackage}`);
    // A program appears under its name only when it is whole.
    const unfinished = join(folder, `.${name}.${process.pid}`);
    try {
      const options = ['-trimpath', ...tagOptions(toolSet), '-ldflags', flags, '-o', unfinished];
      await runGo(['build', ...options, program.goPackage], modulePath, around);
      await rename(unfinished, join(folder, name));
    } finally {
      await rm(unfinished, { force: true });
    }
  }
}

function tagOptions({ buildTags = [] }: ToolSet): string[] {
  return buildTags.length === 0 ? [] : ['-tags', buildTags.join(',')];
}

function runGo(args: readonly string[], cwd: string, around: Surroundings): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('go', args, {
      cwd,
      env: { ...around.environment, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => {
        for (const line of text.split('\n')) if (line !== '') around.progress(line);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`go ${args[0]} ended with exit code ${code}; its output says why`));
    });
  });
}

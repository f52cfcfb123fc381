import { posix } from 'node:path';
import type { Import, SourceFile } from './read-imports.ts';

/** The stages, in the order in which data goes through them. */
export const stages = [
  'source',
  'layout',
  'kustomize',
  'monitor',
  'plan',
  'apply',
  'drift',
  'adopt',
  'report',
];

/** What talks to the outside world. */
const adapters = ['source', 'kubernetes', 'etcd', 'forge', 'embedded'];

/** Every folder that `src` may have. */
export const folders = [
  ...stages,
  'model',
  'kubernetes',
  'etcd',
  'forge',
  'embedded',
  'agent',
  'cli',
];

/** Folders whose code does no I/O by itself. */
const pure = [
  'model',
  'layout',
  'kustomize',
  'monitor',
  'plan',
  'apply',
  'drift',
  'adopt',
  'report',
];

/** Modules that do I/O, or load a lot of code that does. */
const ioModules =
  /^(node:(fs|net|tls|http|http2|https|dgram|dns|child_process|cluster|worker_threads)(\/.*)?|undici|pino|etcd3|isomorphic-git.*|@kubernetes\/.*)$/;

/** Functions of such modules that only look at text. */
const textFunctions = new Set(['isIP', 'isIPv4', 'isIPv6']);

/** Where adapters are put behind the ports, apart from all of `cli`. */
const compositionRoot = /^agent\/(compose-[a-z-]+|config-checks)\.ts$/;

/** Scripts that write files of this repository; no part of the program. */
const generator = /^monitor\/generate\//;

/** Every way in which files break the law, one line each. */
export function violationsOf(files: readonly SourceFile[]): string[] {
  const program = files.filter(({ path }) => !generator.test(path));
  return [
    ...program.flatMap((file) => file.imports.flatMap((one) => violationOf(file, one) ?? [])),
    ...cyclesOf(program),
  ];
}

function violationOf({ path }: SourceFile, one: Import): string | undefined {
  const from = folderOf(path);
  const { target, typeOnly, names } = one;
  if (ioModules.test(target)) {
    const harmless = names.length > 0 && names.every((name) => textFunctions.has(name));
    const allowed = typeOnly || harmless || !pure.includes(from);
    return allowed ? undefined : `${path} imports ${target}, but ${from} does no I/O`;
  }
  // Packages and Node's other modules are free; so is the package's own manifest.
  if (!target.endsWith('.ts') || !isFile(target)) return undefined;
  if (generator.test(target)) return `${path} imports the generator ${target}`;
  const to = folderOf(target);
  if (to === from || to === 'model') return undefined;
  if (from === 'cli') return undefined;
  if (from === 'agent') return agentViolation(path, one, to);
  if (isEarlierStage(to, from)) {
    return typeOnly ? undefined : `${path} imports more than types of ${target}, an earlier stage`;
  }
  return `${path} imports ${target}, but ${from} may not know ${to}`;
}

function agentViolation(
  path: string,
  { target, typeOnly }: Import,
  to: string,
): string | undefined {
  if (to === 'cli') return `${path} imports ${target}, but agent may not know cli`;
  if (typeOnly || !adapters.includes(to) || compositionRoot.test(path)) return undefined;
  return `${path} imports ${target}, an adapter, outside of the composition root`;
}

function isEarlierStage(to: string, from: string): boolean {
  return stages.includes(to) && stages.includes(from) && stages.indexOf(to) < stages.indexOf(from);
}

function isFile(target: string): boolean {
  return target.includes('/') && !target.startsWith('node:') && !target.startsWith('@');
}

function folderOf(path: string): string {
  return path.split('/', 1)[0] ?? path;
}

/** Files that import each other at run time, each circle once. */
function cyclesOf(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path);
    if (start >= 0) cycles.push([...way.slice(start), path].join(' => '));
    if (start >= 0 || done.has(path)) return;
    for (const { target, typeOnly } of byPath.get(path)?.imports ?? []) {
      if (!typeOnly && byPath.has(posix.normalize(target))) walk(target, [...way, path]);
    }
    done.add(path);
  };
  for (const { path } of files) walk(path, []);
  return cycles;
}

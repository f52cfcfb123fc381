import type { ToolSet } from './tool-set.ts';

/** What was found on this machine. */
export interface Findings {
  /** The folder the environment variable names, and the programs missing from it. */
  readonly given: { readonly folder: string; readonly missing: readonly string[] } | undefined;
  /** The folder in the cache, and the programs missing from it. */
  readonly cached: { readonly folder: string; readonly missing: readonly string[] };
  /** Whether the command `go` runs. */
  readonly go: boolean;
}

export type Decision =
  | { readonly do: 'use'; readonly folder: string; readonly note: string | undefined }
  | {
      readonly do: 'build';
      readonly folder: string;
      readonly programs: readonly string[];
      readonly note: string | undefined;
    }
  | { readonly do: 'fail'; readonly message: string };

/** What to do to have a tool set: use a folder, build into one, or say how to get there. */
export function decide(toolSet: ToolSet, findings: Findings): Decision {
  const { given, cached } = findings;
  if (given !== undefined && given.missing.length === 0) {
    return { do: 'use', folder: given.folder, note: undefined };
  }
  const note =
    given === undefined
      ? undefined
      : `${toolSet.environmentVariable}=${given.folder} lacks ${given.missing.join(', ')}; looking in the cache instead`;
  if (cached.missing.length === 0) return { do: 'use', folder: cached.folder, note };
  if (findings.go) {
    return { do: 'build', folder: cached.folder, programs: cached.missing, note };
  }
  return {
    do: 'fail',
    message: [note, howToGet(toolSet, cached.folder)].filter(Boolean).join('\n'),
  };
}

function howToGet(toolSet: ToolSet, folder: string): string {
  const names = toolSet.programs.map((program) => program.name).join(', ');
  return [
    `${toolSet.title}: the programs are not here, and neither is Go to build them. Do one of these:`,
    '  - install Go 1.26 or newer (https://go.dev/dl/) and run this again: it builds them once',
    `  - put ${names} into ${folder}`,
    `  - set ${toolSet.environmentVariable} to a folder that holds ${names}`,
  ].join('\n');
}

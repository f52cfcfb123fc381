import { readFile } from 'node:fs/promises';

/** What a process holds in memory, in megabytes of a million bytes. Linux only. */
export interface ResidentMemory {
  readonly now: number;
  /** The most it ever held. */
  readonly peak: number;
}

export async function residentMemory(pid: number): Promise<ResidentMemory> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return { now: megabytes(status, 'VmRSS'), peak: megabytes(status, 'VmHWM') };
}

function megabytes(status: string, field: string): number {
  const kibibytes = status.match(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm'))?.[1];
  if (kibibytes === undefined) throw new Error(`the kernel does not tell ${field}`);
  return (Number(kibibytes) * 1024) / 1_000_000;
}

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

/** How one run of kubectl ended, without what differs from run to run. */
export interface Ending {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs kubectl against one cluster. */
export interface KubectlSession {
  run(args: readonly string[], input?: string): Promise<Ending>;
  /** Starts a `get --watch`; `next` waits until it has printed so many lines altogether, or ends. */
  watch(args: readonly string[]): Watch;
}

export interface Watch {
  next(lines: number): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export function openKubectlSession(binaries: string, kubeconfig: string): KubectlSession {
  const folder = dirname(kubeconfig);
  const program = join(binaries, 'kubectl');
  const common = ['--kubeconfig', kubeconfig, '--cache-dir', join(folder, 'kubectl-cache')];
  const env = { PATH: process.env.PATH, HOME: folder };
  return {
    run: (args, input = '') =>
      new Promise((resolve) => {
        const child = execFile(program, [...common, ...args], { env }, (error, stdout, stderr) => {
          const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
          resolve({ code, stdout: normalised(stdout), stderr: normalised(stderr) });
        });
        child.stdin?.on('error', () => {});
        child.stdin?.end(input);
      }),
    watch(args) {
      const child = spawn(program, [...common, ...args], { env });
      const lines: string[] = [];
      const lookers = new Set<() => void>();
      createInterface({ input: child.stdout }).on('line', (line) => {
        lines.push(normalised(line));
        for (const look of lookers) look();
      });
      const ended = once(child, 'close');
      return {
        next: (count) => {
          const enough = new Promise<readonly string[]>((resolve) => {
            const look = () => {
              if (lines.length < count) return;
              lookers.delete(look);
              resolve([...lines]);
            };
            lookers.add(look);
            look();
          });
          return Promise.race([enough, ended.then(() => [...lines])]);
        },
        async stop() {
          child.kill('SIGTERM');
          await ended;
        },
      };
    },
  };
}

/** Takes out times, ages, addresses, and what servers make up. */
function normalised(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\d[T ][\d:.]+(Z| \+\d{4})?/g, '<time>')
    .replaceAll(/\/tmp\/(LIVE|MERGED)-\d+/g, '/tmp/$1')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>')
    .replaceAll(/resourceVersion: "\d+"/g, 'resourceVersion: <version>')
    .replaceAll(/\b10\.\d+\.\d+\.\d+\b/g, '<address>')
    .replaceAll(/ +(\d+m)?\d+s$/gm, '  <age>')
    .replaceAll(/ +$/gm, '');
}

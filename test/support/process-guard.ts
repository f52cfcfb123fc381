import { spawn } from 'node:child_process';

/** Ends processes and removes a folder when this process dies, however it dies. */
export interface ProcessGuard {
  watch(processId: number): void;
  forget(processId: number): void;
  /** Ends the guard itself; what it still watches is ended too. */
  release(): Promise<void>;
}

// Standard input closes when the test process is gone: even SIGKILL cannot
// leave a server behind. The script keeps the ids of living processes.
const script = `
ids=' '
while read -r action id; do
  case $action in
    watch) ids="$ids$id " ;;
    forget) ids=$(printf '%s' "$ids" | sed "s/ $id / /") ;;
  esac
done
for id in $ids; do kill -9 "$id" 2>/dev/null; done
rm -rf "$1"
`;

/** Starts a guard; `folder` is removed when it ends. */
export function startProcessGuard(folder: string): ProcessGuard {
  // Its own process group: Ctrl-C reaches the test run, not the guard.
  const guard = spawn('/bin/sh', ['-c', script, 'process-guard', folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.unref();
  const ended = new Promise<void>((resolve) => guard.once('close', () => resolve()));
  // A guard that was killed from outside only means that nobody cleans up after a crash.
  guard.stdin.on('error', () => {});
  return {
    watch: (processId) => guard.stdin.write(`watch ${processId}\n`),
    forget: (processId) => guard.stdin.write(`forget ${processId}\n`),
    release: () => {
      guard.ref();
      guard.stdin.end();
      return ended;
    },
  };
}

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';

/** An embedded API in a process of its own, as a real one is. */
export interface EmbeddedProcess extends AsyncDisposable {
  readonly pid: number;
  /** A kubeconfig file in JSON, as that of the real control plane. */
  readonly kubeconfig: string;
}

export async function startEmbeddedProcess(folder: string): Promise<EmbeddedProcess> {
  const child = fork(join(import.meta.dirname, 'embedded-server.ts'));
  const ended = once(child, 'exit');
  const [text] = (await once(child, 'message')) as [string];
  const config = new KubeConfig();
  config.loadFromString(text);
  const kubeconfig = join(folder, 'embedded.kubeconfig');
  await writeFile(kubeconfig, config.exportConfig(), { mode: 0o600 });
  return {
    pid: child.pid ?? 0,
    kubeconfig,
    [Symbol.asyncDispose]: async () => {
      child.disconnect();
      await ended;
    },
  };
}

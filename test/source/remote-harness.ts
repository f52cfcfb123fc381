import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Source } from '../../src/model/ports/source.ts';
import { openSource } from '../../src/source/open-source.ts';
import { parseReference } from '../../src/source/reference.ts';
import type { SourceOptions } from '../../src/source/source-options.ts';
import { createGitRepository, type GitRepository } from '../support/git-repository.ts';
import { type GitServer, type GitServerOptions, startGitServer } from '../support/git-server.ts';
import { type RecordingLog, recordingLog } from '../support/recording-log.ts';

/** A repository `app` on a server, and sources that read it. */
export interface RemoteHarness {
  readonly folder: string;
  readonly cacheFolder: string;
  readonly repository: GitRepository;
  readonly server: GitServer;
  readonly url: string;
  readonly log: RecordingLog;
  open(options?: Partial<SourceOptions>): Promise<Source>;
  close(): Promise<void>;
}

export async function startRemote(
  serverOptions: Partial<GitServerOptions> = {},
): Promise<RemoteHarness> {
  const folder = await mkdtemp(join(tmpdir(), 'tidewatch-remote-'));
  const repository = await createGitRepository(folder, 'app');
  const server = await startGitServer({ root: folder, ...serverOptions });
  const log = recordingLog();
  const opened: Source[] = [];
  const cacheFolder = join(folder, 'cache');
  return {
    folder,
    cacheFolder,
    repository,
    server,
    url: server.url('app'),
    log,
    async open(options = {}) {
      const source = await openSource({
        repository: server.url('app'),
        reference: parseReference('main'),
        cacheFolder,
        credentials: { kind: 'none' },
        environment: {},
        log,
        ...options,
      });
      opened.push(source);
      return source;
    },
    async close() {
      for (const source of opened) await source.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

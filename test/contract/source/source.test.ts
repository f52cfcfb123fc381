import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openSource } from '../../../src/source/open-source.ts';
import type { GitReference } from '../../../src/source/reference.ts';
import type { GitRepository } from '../../support/git-repository.ts';
import { type GitServer, startGitServer } from '../../support/git-server.ts';
import { silentLog } from '../../support/recording-log.ts';
import { describeSource, type SourceCase } from './suite.ts';

function open(repository: string, reference: GitReference, folder: string) {
  return openSource({
    repository,
    reference,
    cacheFolder: join(folder, 'cache'),
    credentials: { kind: 'none' },
    environment: {},
    log: silentLog(),
  });
}

function served(name: string, onlyVersion0: boolean): SourceCase {
  let server: GitServer | undefined;
  const address = (repository: GitRepository) =>
    server?.url(basename(repository.bare, '.git')) ?? '';
  return {
    name,
    async start(folder) {
      server = await startGitServer({ root: folder, onlyVersion0 });
    },
    open: (repository, reference, folder) => open(address(repository), reference, folder),
    address,
    stop: async () => server?.close(),
  };
}

function onDisk(name: string, repositoryOf: (repository: GitRepository) => string): SourceCase {
  return {
    name,
    start: async () => undefined,
    open: (repository, reference, folder) => open(repositoryOf(repository), reference, folder),
    address: (repository) => repository.bare,
    stop: async () => undefined,
  };
}

describeSource(served('a server', false));
// Servers that know only the first protocol, which lists every reference at once.
describeSource(served('an older server', true));
describeSource(onDisk('a bare repository in place', ({ bare }) => bare));
describeSource(onDisk('a file:// address', ({ bare }) => pathToFileURL(bare).href));

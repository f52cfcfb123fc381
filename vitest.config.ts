import { defineConfig } from 'vitest/config';

// Three projects: `unit` needs nothing but this checkout and takes a minute or two; `long`
// needs no more, but disturbs every call of every migration and hook, queues thousands, and
// plays pull requests, and what may befall a repository, through with real Git; `e2e` runs
// against a real control plane, a real Git server and the built command line.
const long = [
  'test/crash/**/*.test.ts',
  'test/scenarios/adopt/**/*.test.ts',
  'test/scenarios/phases/{exactly-once,left-hooks,many-hooks}.test.ts',
  'test/scenarios/pull-requests/**/*.test.ts',
  'test/source/survival.test.ts',
];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', ...long],
          testTimeout: 20_000,
          // Much of the time goes into waiting for processes: three share two cores well.
          maxWorkers: 3,
          // No test replaces a module or keeps state in one, so a worker loads each module
          // once for all its files: half of the time went into loading them again.
          isolate: false,
        },
      },
      {
        test: {
          name: 'long',
          include: long,
          testTimeout: 600_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});

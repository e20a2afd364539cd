import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Tests start many processes of ours; each would compile every module again.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url));

/** What is asked again and again comes at the machine's pace. */
const poll = { timeout: 60_000, interval: 20 };

const globalSetup = './packages/testkit/src/global-setup.ts';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          // Unit tests leave no state behind; loading every module once per file would take most of the time.
          isolate: false,
          // They compute; vitest would leave a core to itself.
          maxWorkers: '100%',
          // Properties with hundreds of cases, on a machine that the other projects keep busy.
          testTimeout: 20_000,
          include: ['packages/*/src/**/*.test.ts', 'services/*/src/**/*.test.ts', 'test/infra/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'service',
          // They wait for servers most of the time.
          maxWorkers: 3,
          // Nothing of ours keeps state in a module; loading all of them once per file would take half of the time.
          isolate: false,
          include: ['packages/*/test/**/*.test.ts', 'services/*/test/**/*.test.ts'],
          exclude: ['services/dashboard/**'],
          globalSetup,
          expect: { poll },
          // Tests that are `concurrent` start processes of their own: not more of them than get somewhere.
          maxConcurrency: 3,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['services/dashboard/test/**/*.test.ts'],
          isolate: false,
          // One platform for all of them.
          globalSetup: './services/dashboard/test/set-up/global-setup.ts',
          fileParallelism: false,
          expect: { poll },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup,
          isolate: false,
          maxWorkers: 2,
          expect: { poll },
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});

import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Tests read the workspaces' sources, not their builds: the `source` export condition leads there. Vitest hands the list
// to Node as --conditions, so it must not hold `import` or `module`: Node would then require() ES modules.
const fromSource = {
  resolve: { conditions: ['source', 'node'] },
  ssr: { resolve: { conditions: ['source', 'node'] } },
}

/** End to end too, but mostly waiting for heartbeats to lapse: others work meanwhile. */
const REAL_TIME = 'scripts/e2e/dead-mans-switch.test.ts'

// Files share nothing but modules, which keep no state, so a worker loads those once (`isolate: false`): a third of the
// processor time of integration, more than half of that of unit. What a module of test support sets up for a test, it
// ends with that test (onTestFinished): a hook at its top would belong to the first file alone.
export default defineConfig({
  test: {
    // Two at least: most tests wait for a database or a timer, so two share one core well.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        ...fromSource,
        test: {
          name: 'unit',
          include: ['{packages,apps}/*/src/**/*.test.ts', 'scripts/test/**/*.test.ts', 'docs/*.test.ts'],
          isolate: false,
        },
      },
      {
        ...fromSource,
        test: {
          name: 'conformance',
          include: ['packages/stepfunctions-local/test/**/*.test.ts', 'examples/**/*.test.ts', 'infra/**/*.test.ts'],
          isolate: false,
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        ...fromSource,
        test: {
          name: 'integration',
          include: ['apps/api/test/**/*.test.ts'],
          globalSetup: ['apps/api/test/global-setup.ts'],
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...fromSource,
        test: {
          name: 'e2e',
          include: ['scripts/e2e/**/*.test.ts'],
          exclude: [REAL_TIME],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        ...fromSource,
        test: {
          name: 'web',
          include: ['apps/web/test/**/*.test.ts'],
          globalSetup: ['apps/web/test/global-setup.ts'],
          isolate: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        ...fromSource,
        test: { name: 'real-time', include: [REAL_TIME], testTimeout: 180_000, hookTimeout: 180_000 },
      },
    ],
  },
})

// npm run mutation [-- --mutate 'apps/api/src/domain/policy/**/*.ts']: how many small changes to the decision core the
// tests beside it notice. Below 90 % it fails.
const DOMAIN = 'apps/api/src/domain'

export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  coverageAnalysis: 'perTest',
  // Only what no test reaches but loading: constants, of which most are sentences. What tests reach too is judged by them.
  ignoreStatic: true,
  mutate: [`${DOMAIN}/**/*.ts`, `!${DOMAIN}/**/*.{test,sample}.ts`, `!${DOMAIN}/history-builder.ts`],
  ignorePatterns: [
    '/bench',
    '/docs',
    '/examples',
    '/infra',
    '/prisma',
    '/scripts',
    '/apps/web',
    '/apps/api/dist',
    '/packages/*/dist',
  ],
  // Types are not mutated, and a mutant that never ends is one the tests notice.
  timeoutMS: 20_000,
  timeoutFactor: 3,
  concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 2),
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { reportTests: false, allowColor: false },
  jsonReporter: { fileName: '.stryker-tmp/mutation.json' },
  tempDirName: '.stryker-tmp',
  cleanTempDir: 'always',
  thresholds: { high: 95, low: 90, break: 90 },
  allowEmpty: false,
}

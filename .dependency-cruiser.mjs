/** The layers of docs/architecture.md as rules. @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domain-is-pure',
      comment: 'domain/ imports domain/, shared and hashing only: no clock, no I/O, no framework',
      severity: 'error',
      from: { path: '^apps/api/src/domain', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^(apps/api/src/domain|packages/shared|crypto$|node:crypto$|node_modules/zod)' },
    },
    {
      name: 'use-cases-know-ports-only',
      severity: 'error',
      from: { path: '^apps/api/src/use-cases', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^(apps/api/src/(use-cases|present|domain|ports)|packages/shared|node:crypto$|crypto$)' },
    },
    {
      name: 'presenting-is-pure',
      comment:
        'present/ turns what the ports return into the views of the contract and into Slack blocks (@slack/types holds only types)',
      severity: 'error',
      from: { path: '^apps/api/src/present', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^(apps/api/src/(present|domain|ports)|packages/shared|node_modules/@slack/types)' },
    },
    {
      name: 'ports-know-the-domain-only',
      severity: 'error',
      from: { path: '^apps/api/src/ports' },
      to: { pathNot: '^(apps/api/src/(ports|domain)|packages/shared|node_modules/@slack/types)' },
    },
    {
      name: 'only-wiring-knows-adapters',
      severity: 'error',
      from: { path: '^apps/api/src', pathNot: '^apps/api/src/(wiring|adapters|bin)|\\.test\\.ts$' },
      to: { path: '^apps/api/src/adapters' },
    },
    {
      name: 'only-postgres-knows-prisma',
      severity: 'error',
      from: { path: '^apps/api/src', pathNot: '^apps/api/src/adapters/postgres' },
      to: { path: '@prisma/|adapters/postgres/generated' },
    },
    {
      name: 'web-never-imports-the-api',
      severity: 'error',
      from: { path: '^apps/web' },
      to: { path: '^apps/api|^packages/stepfunctions-local' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.next|generated|node_modules)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['source', 'import', 'node', 'default'] },
  },
}

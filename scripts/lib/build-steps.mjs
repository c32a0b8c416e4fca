import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { generatePrismaClient } from './offline-prisma.mjs'
import { root } from './places.mjs'
import { runCommand } from './run-command.mjs'
import { onceFor } from './stamps.mjs'

const programs = createRequire(join(root, 'apps/web/package.json'))
export const tscProgram = () => join(dirname(programs.resolve('typescript/package.json')), 'bin/tsc')
export const nextProgram = () => join(dirname(programs.resolve('next/package.json')), 'dist/bin/next')
export const webFolder = join(root, 'apps/web')
export const webEnvironment = { NEXT_TELEMETRY_DISABLED: '1' }

const SETTINGS = ['package-lock.json', 'tsconfig.json', 'tsconfig.base.json']
const SHARED = ['packages/shared/package.json', 'packages/shared/tsconfig.json', 'packages/shared/src']

export const generateClient = () =>
  onceFor(
    {
      name: 'generate',
      from: ['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json'],
      product: 'apps/api/src/adapters/postgres/generated/client.ts',
    },
    generatePrismaClient,
  )

/** What the processes run; the tests' own types are checked by `npm test`. */
export const compile = () =>
  onceFor(
    {
      name: 'compile',
      from: [...SETTINGS, ...SHARED, 'prisma/schema.prisma', 'apps/api/tsconfig.json', 'apps/api/src'].concat(
        ['stepfunctions-local', 'countersign-verify'].flatMap((folder) =>
          ['package.json', 'tsconfig.json', 'src'].map((name) => `packages/${folder}/${name}`),
        ),
      ),
      product: 'apps/api/dist/bin/api.js',
    },
    () =>
      runCommand(process.execPath, [
        tscProgram(),
        '-b',
        ...['apps/api', 'packages/stepfunctions-local', 'packages/countersign-verify'],
      ]),
  )

export const buildWeb = () =>
  onceFor({ name: 'web', from: [...SETTINGS, ...SHARED, 'apps/web'], product: 'apps/web/.next/BUILD_ID' }, () =>
    runCommand(process.execPath, [nextProgram(), 'build'], {
      cwd: webFolder,
      env: { ...process.env, ...webEnvironment, NODE_ENV: 'production' },
    }),
  )

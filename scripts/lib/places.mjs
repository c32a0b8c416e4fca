// Where things are. Nothing here creates or reads anything.
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** The folder of everything `npm start` keeps between two starts; removing it is a fresh start. */
export const home = resolve(process.env.COUNTERSIGN_HOME || join(root, '.countersign'))

export const schemaPath = join(root, 'prisma/schema.prisma')
export const migrationsFolder = join(root, 'prisma/migrations')
export const tokenTable = process.env.TOKEN_TABLE || 'countersign-task-tokens'

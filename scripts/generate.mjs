// npm run generate: the typed database client from prisma/schema.prisma.
import { generatePrismaClient } from './lib/offline-prisma.mjs'

await generatePrismaClient()

import { defineConfig } from 'prisma/config'

// Only `prisma migrate` needs a database; `prisma generate` runs without one.
const url = process.env.MIGRATION_DATABASE_URL ?? process.env.DATABASE_URL

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  ...(url ? { datasource: { url } } : {}),
})

export interface MigrationSource {
  schemaPath: string
  migrationsFolder: string
}
export function deployMigrations(url: string, source?: MigrationSource): Promise<string[]>
export function diffMigrationsToSchema(url: string, source?: MigrationSource): Promise<string>

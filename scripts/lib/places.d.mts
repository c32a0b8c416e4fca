export const root: string
export const schemaPath: string
export const migrationsFolder: string

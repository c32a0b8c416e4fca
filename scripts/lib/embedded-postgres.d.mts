export interface EmbeddedPostgres {
  port: number
  dataFolder: string
  /** Resolves when the server has ended, however. */
  exited: Promise<number | string>
  stop(): Promise<void>
  /** A connection string for a database, as the owner unless a login is given. */
  url(database: string, user?: string, password?: string): string
}
export function startEmbeddedPostgres(options: {
  dataFolder: string
  password: string
  port?: number
  settings?: Record<string, string>
}): Promise<EmbeddedPostgres>

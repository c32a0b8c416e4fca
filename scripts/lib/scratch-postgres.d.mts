export interface ScratchPostgres {
  port: number
  /** A connection string for a database, as the owner unless a login is given. */
  url(database: string, user?: string, password?: string): string
  stop(): Promise<void>
}
export function startScratchPostgres(settings?: Record<string, string>): Promise<ScratchPostgres>

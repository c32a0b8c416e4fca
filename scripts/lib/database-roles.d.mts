export function ensureDatabase(ownerUrl: string): Promise<void>
export function ensureAppRole(ownerUrl: string, appUrl: string | undefined): Promise<void>

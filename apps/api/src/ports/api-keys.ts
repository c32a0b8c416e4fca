import type { ApiKey } from '../domain/principal.ts'

export interface ApiKeys {
  /** `undefined` for anything but a whole, known, unexpired, unrevoked key; the answer takes the same time for all. */
  authenticate(presented: string): Promise<ApiKey | undefined>
}

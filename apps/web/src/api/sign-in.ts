import { apiPath } from '@countersign/shared/paths'
import { z } from 'zod'
import { request } from './request.ts'
import { announceSessionChange } from './session-change.ts'

/** Both answers carry a cookie; their bodies say nothing that `GET /auth/me` does not say better. */
export async function signInAs(userId: string): Promise<void> {
  await request(apiPath('demoSignIn'), z.unknown(), { method: 'POST', body: { userId } })
  announceSessionChange()
}

export async function signOut(): Promise<void> {
  await request(apiPath('signOut'), z.unknown(), { method: 'POST', body: {} })
  announceSessionChange()
}

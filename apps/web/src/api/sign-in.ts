import { apiPath } from '@countersign/shared/paths'
import { z } from 'zod'
import { request } from './request.ts'

/** Both answers carry a cookie; their bodies say nothing that `GET /auth/me` does not say better. */
export const signInAs = (userId: string) =>
  request(apiPath('demoSignIn'), z.unknown(), { method: 'POST', body: { userId } })

export const signOut = () => request(apiPath('signOut'), z.unknown(), { method: 'POST', body: {} })

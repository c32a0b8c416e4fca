import type { KeyId } from '@countersign/shared/ids'
import { keyId } from '@countersign/shared/ids'
import { sha256 } from './canonical-json.ts'

/** 32 random bytes in base64url. The prefix lets secret scanners find leaked keys. */
const FORM = /^apk_live_([0-9a-z]{12,40})_([A-Za-z0-9_-]{43})$/

export const formatApiKey = (id: KeyId, secret: string): string => `apk_live_${id}_${secret}`

/** `undefined` when it cannot be one of ours. */
export function parseApiKey(presented: string): { readonly id: KeyId; readonly secret: string } | undefined {
  const [, id, secret] = FORM.exec(presented) ?? []
  return id && secret ? { id: keyId.parse(id), secret } : undefined
}

/** 256 random bits need no salt and no slow hash. */
export const hashApiKeySecret = (secret: string): Buffer => sha256(secret)

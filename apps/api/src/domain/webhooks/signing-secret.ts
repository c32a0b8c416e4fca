import { randomBytes } from 'node:crypto'

const PREFIX = 'whsec_'
const BYTES = { made: 32, min: 24, max: 64 }

/** A new one of 256 bits, in the form the published Standard Webhooks libraries take. */
export const makeSigningSecret = (): string => `${PREFIX}${randomBytes(BYTES.made).toString('base64')}`

/** The key inside; `undefined` for what is no signing secret. Spelled one way only, so equal keys are equal texts. */
export function signingKeyOf(secret: string): Buffer | undefined {
  if (!secret.startsWith(PREFIX)) return undefined
  const encoded = secret.slice(PREFIX.length)
  const key = Buffer.from(encoded, 'base64')
  const wellFormed = key.toString('base64') === encoded && key.length >= BYTES.min && key.length <= BYTES.max
  return wellFormed ? key : undefined
}

import type { Env } from './env.ts'

export interface TokenKeySecret {
  readonly id: string
  readonly secret: Uint8Array
}

export interface Secrets {
  /** The first seals, all open: a rotation adds a key in front and later removes the last. */
  readonly tokenKeys: readonly [TokenKeySecret, ...TokenKeySecret[]]
  /** Keys the identity of a task token (I6). It never rotates, or known tokens would register twice. */
  readonly tokenHashKey: Uint8Array
  /** The first signs cookies, all verify. */
  readonly sessionSecrets: readonly [string, ...string[]]
  /** Seeds of the keys that sign the audit log's checkpoints, the wanted one first. Only the worker needs them. */
  readonly auditSigningKeys: readonly Uint8Array[]
}

const KEY_BYTES = 32
const MAKE_KEY = 'make one with: node -p "crypto.randomBytes(32).toString(\'base64\')"'
const NO_KEY: TokenKeySecret = { id: 'none', secret: new Uint8Array(KEY_BYTES) }

/** Never names a value in a problem: problems are printed. */
export function parseSecrets(
  values: Env['values'],
  { production }: { production: boolean },
  problems: string[],
): Secrets {
  const tokenKeys = parseTokenKeys(values.TOKEN_KEYS, problems)
  return {
    tokenKeys,
    tokenHashKey: parseHashKey(values.TOKEN_HASH_KEY, tokenKeys, production, problems),
    sessionSecrets: parseSessionSecrets(values.SESSION_SECRETS, problems),
    auditSigningKeys: parseAuditKeys(values.AUDIT_SIGNING_KEYS, problems),
  }
}

function parseTokenKeys(text: string | undefined, problems: string[]): Secrets['tokenKeys'] {
  if (text === undefined) {
    problems.push(`TOKEN_KEYS is missing: set it to <id>:<base64 of 32 bytes>; ${MAKE_KEY}`)
    return [NO_KEY]
  }
  const keys = text.split(',').map((entry, index) => {
    const [id = '', encoded = '', ...rest] = entry.trim().split(':')
    const secret = decodeKey(encoded)
    if (!/^[A-Za-z0-9_-]{1,32}$/.test(id) || rest.length > 0)
      problems.push(`TOKEN_KEYS entry ${index + 1} needs the form <id>:<base64>, the id from letters, digits, - and _.`)
    else if (!secret) problems.push(`TOKEN_KEYS entry ${index + 1} (${id}) must be base64 of 32 bytes; ${MAKE_KEY}`)
    return { id, secret: secret ?? NO_KEY.secret }
  })
  if (new Set(keys.map((key) => key.id)).size !== keys.length) problems.push('TOKEN_KEYS must not repeat an id.')
  const [first = NO_KEY, ...others] = keys
  return [first, ...others]
}

function parseHashKey(
  text: string | undefined,
  tokenKeys: Secrets['tokenKeys'],
  production: boolean,
  problems: string[],
): Uint8Array {
  if (text !== undefined) {
    const key = decodeKey(text)
    if (!key) problems.push(`TOKEN_HASH_KEY must be base64 of 32 bytes; ${MAKE_KEY}`)
    return key ?? NO_KEY.secret
  }
  if (production) problems.push(`TOKEN_HASH_KEY is missing: it must stay the same while TOKEN_KEYS rotate; ${MAKE_KEY}`)
  // On one machine the oldest sealing key serves: keys are added in front, so it stays until someone removes it.
  return tokenKeys.at(-1)?.secret ?? NO_KEY.secret
}

function parseSessionSecrets(text: string | undefined, problems: string[]): Secrets['sessionSecrets'] {
  const [first = '', ...others] = (text ?? '').split(',').map((each) => each.trim())
  if (text === undefined) problems.push(`SESSION_SECRETS is missing: set it to one secret, newest first; ${MAKE_KEY}`)
  else if ([first, ...others].some((each) => each.length < KEY_BYTES))
    problems.push(`Each of SESSION_SECRETS needs at least ${KEY_BYTES} characters; ${MAKE_KEY}`)
  return [first, ...others]
}

export function parseAuditKeys(text: string | undefined, problems: string[]): readonly Uint8Array[] {
  if (text === undefined) return []
  const keys = text.split(',').map((each) => decodeKey(each.trim()))
  const valid = keys.filter((key) => key !== undefined)
  if (valid.length < keys.length)
    problems.push(`AUDIT_SIGNING_KEYS must be base64 of 32 bytes each, the newest first; ${MAKE_KEY}`)
  return valid
}

function decodeKey(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64')
  return bytes.length === KEY_BYTES ? bytes : undefined
}

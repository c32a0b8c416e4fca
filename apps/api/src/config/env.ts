import { readFileSync } from 'node:fs'

/** Every setting of the API and the worker. A name in `SECRET_NAMES` may also be given as `<name>_FILE`. */
export const ENV_NAMES = [
  'NODE_ENV',
  'DATABASE_URL',
  'DATABASE_POOL_SIZE',
  'API_HOST',
  'API_PORT',
  'PUBLIC_URL',
  'TRUST_PROXY',
  'AUTH_MODE',
  'TOKEN_KEYS',
  'TOKEN_HASH_KEY',
  'SESSION_SECRETS',
  'TOKEN_VAULT',
  'TOKEN_TABLE',
  'AWS_REGION',
  'AWS_ACCOUNT_ID',
  'AWS_ENDPOINT_URL_SFN',
  'AWS_ENDPOINTS_SFN',
  'AWS_ENDPOINT_URL_STS',
  'AWS_ENDPOINT_URL_DYNAMODB',
  'LOG_LEVEL',
  'SEND_TASK_RATE',
  'LIVENESS_SECONDS',
  'WORKER_PORT',
  'RATE_LIMIT_PER_MINUTE',
  'POLICY_SECOND_ADMIN',
  'SLACK_MODE',
  'SLACK_SIGNING_SECRET',
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_APP_ID',
  'SLACK_CLIENT_ID',
  'SLACK_CLIENT_SECRET',
  'SLACK_API_URL',
  'SLACK_WEB_URL',
  'EGRESS_ALLOW',
  'EGRESS_ALLOW_HTTP',
  'MAIL_TRANSPORT',
  'MAIL_FROM',
  'SMTP_URL',
  'SMTP_ALLOW_PLAINTEXT',
  'AUDIT_SIGNING_KEYS',
  'AUDIT_ANCHOR',
  'AUDIT_ANCHOR_RETENTION_DAYS',
  'AWS_ENDPOINT_URL_S3',
  'COUNTERSIGN_COMMIT',
  'COUNTERSIGN_CRASH_AT',
] as const
export type EnvName = (typeof ENV_NAMES)[number]

const SECRET_NAMES: readonly EnvName[] = [
  'DATABASE_URL',
  'TOKEN_KEYS',
  'TOKEN_HASH_KEY',
  'SESSION_SECRETS',
  'SLACK_SIGNING_SECRET',
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_CLIENT_SECRET',
  'SMTP_URL',
  'AUDIT_SIGNING_KEYS',
]

/** Raw texts; an empty one counts as unset. `problems` are files that could not be read. */
export interface Env {
  readonly values: Readonly<Partial<Record<EnvName, string>>>
  readonly problems: readonly string[]
}

/** The only reader of the environment. Tests pass their own object through the same door. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const values: Partial<Record<EnvName, string>> = {}
  const problems: string[] = []
  for (const name of ENV_NAMES) {
    const value = source[name]?.trim()
    const file = SECRET_NAMES.includes(name) ? source[`${name}_FILE`]?.trim() : undefined
    if (value && file) problems.push(`${name} and ${name}_FILE are both set: keep one of them.`)
    if (value) values[name] = value
    else if (file) {
      const content = readSecretFile(file)
      if (content) values[name] = content
      else problems.push(`${name}_FILE names a file that is empty or cannot be read: ${file}`)
    }
  }
  return { values, problems }
}

function readSecretFile(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined
  } catch {
    return undefined
  }
}

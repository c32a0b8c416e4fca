import { SECOND_ADMIN, type SecondAdmin } from '@countersign/shared/policies'
import { type AuditConfig, parseAudit } from './audit.ts'
import { type AwsConfig, parseAws } from './aws.ts'
import { type EgressConfig, parseEgress } from './egress.ts'
import type { Env, EnvName } from './env.ts'
import { isLoopback } from './is-loopback.ts'
import { type MailConfig, parseMail } from './mail.ts'
import { parseSecrets, type Secrets } from './secrets.ts'
import { parseSlack, type SlackConfig } from './slack.ts'
import { parseTrustProxy, type TrustProxy } from './trust-proxy.ts'

export interface Config {
  readonly production: boolean
  readonly database: { readonly url: string; readonly poolSize: number }
  readonly http: {
    readonly host: string
    readonly port: number
    /** Where browsers find the service: the web app and, below /v1 and /auth, the API. No trailing slash. */
    readonly publicUrl: string
    readonly trustProxy: TrustProxy
    readonly rateLimitPerMinute: number
  }
  readonly authMode: 'demo' | 'none'
  /** Who has to confirm a version of a policy: another admin if there is any, or always. */
  readonly secondAdmin: SecondAdmin
  readonly tokenVault: { readonly kind: 'dynamodb'; readonly table: string } | { readonly kind: 'postgres' }
  readonly aws: AwsConfig
  readonly worker: {
    /** What one account, region and Send* API may be called per second: its quota with a margin. */
    readonly sendTaskRate: number
    /** How old the news may be that a task is gone. */
    readonly livenessSeconds: number
    /** Of its health and metrics; 0 picks a free one. */
    readonly port: number
  }
  readonly slack: SlackConfig | null
  readonly egress: EgressConfig
  readonly mail: MailConfig | null
  readonly audit: AuditConfig
  readonly logLevel: LogLevel
  readonly commit: string | null
  /** The crash point at which a test kills the process; never in production. */
  readonly crashAt: string | null
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Everything wrong with the environment at once, each line with its remedy. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`The configuration has ${problems.length} problem(s):\n${problems.map((each) => `  - ${each}`).join('\n')}`)
    this.problems = problems
  }
}

export function parseConfig(env: Env): { config: Config; secrets: Secrets } {
  const problems = [...env.problems]
  const { values } = env
  const production = values.NODE_ENV === 'production'
  const read = reader(values, problems)

  const config: Config = {
    production,
    database: {
      url: read.url('DATABASE_URL', ['postgres:', 'postgresql:']),
      poolSize: read.int('DATABASE_POOL_SIZE', 10, 1, 200),
    },
    http: {
      host: values.API_HOST ?? '127.0.0.1',
      port: read.int('API_PORT', 8080, 0, 65_535),
      publicUrl: read.url('PUBLIC_URL', ['http:', 'https:'], 'http://127.0.0.1:3000').replace(/\/+$/, ''),
      trustProxy: parseTrustProxy(values.TRUST_PROXY, problems),
      rateLimitPerMinute: read.int('RATE_LIMIT_PER_MINUTE', 600, 1, 1_000_000),
    },
    authMode: read.oneOf('AUTH_MODE', ['demo', 'none'], 'none'),
    secondAdmin: read.oneOf('POLICY_SECOND_ADMIN', SECOND_ADMIN, 'if-any'),
    tokenVault:
      read.oneOf('TOKEN_VAULT', ['dynamodb', 'postgres'], 'dynamodb') === 'postgres'
        ? { kind: 'postgres' }
        : { kind: 'dynamodb', table: values.TOKEN_TABLE ?? 'countersign-task-tokens' },
    aws: parseAws(values, problems),
    worker: {
      sendTaskRate: read.int('SEND_TASK_RATE', 400, 1, 100_000),
      livenessSeconds: read.int('LIVENESS_SECONDS', 3, 1, 3_600),
      port: read.int('WORKER_PORT', 0, 0, 65_535),
    },
    slack: parseSlack(values, problems),
    egress: parseEgress(values, problems),
    mail: parseMail(values, problems),
    audit: parseAudit(values, problems),
    logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    commit: values.COUNTERSIGN_COMMIT ?? null,
    crashAt: production ? null : (values.COUNTERSIGN_CRASH_AT ?? null),
  }
  const secrets = parseSecrets(values, { production }, problems)
  refuseUnsafe(config, problems)
  if (problems.length > 0) throw new ConfigError(problems)
  return { config, secrets }
}

/** The demo lets anyone be anyone: only for one machine, never beyond it. */
function refuseUnsafe(config: Config, problems: string[]) {
  const publicUrl = URL.canParse(config.http.publicUrl) ? new URL(config.http.publicUrl) : null
  if (config.authMode === 'demo') {
    if (config.production) problems.push('AUTH_MODE=demo is refused with NODE_ENV=production: set AUTH_MODE=none.')
    if (!isLoopback(config.http.host))
      problems.push(`AUTH_MODE=demo is refused with API_HOST=${config.http.host}: listen on 127.0.0.1 or ::1.`)
    if (publicUrl && !isLoopback(publicUrl.hostname))
      problems.push('AUTH_MODE=demo is refused when PUBLIC_URL is not on 127.0.0.1, ::1 or localhost.')
  }
  if (config.production && publicUrl && publicUrl.protocol !== 'https:' && !isLoopback(publicUrl.hostname))
    problems.push('PUBLIC_URL must begin with https:// in production: cookies and links depend on it.')
}

function reader(values: Env['values'], problems: string[]) {
  return {
    int(name: EnvName, fallback: number, min: number, max: number): number {
      const value = values[name]
      if (value === undefined) return fallback
      if (/^\d+$/.test(value) && Number(value) >= min && Number(value) <= max) return Number(value)
      problems.push(`${name} must be a whole number from ${min} to ${max}.`)
      return fallback
    },
    oneOf<const T extends string>(name: EnvName, options: readonly T[], fallback: T): T {
      const value = values[name]
      if (value === undefined) return fallback
      const known = options.find((each) => each === value)
      if (known === undefined) problems.push(`${name} must be one of ${options.join(', ')}.`)
      return known ?? fallback
    },
    url(name: EnvName, protocols: readonly string[], fallback?: string): string {
      const value = values[name] ?? fallback
      if (value !== undefined && URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value
      problems.push(
        value === undefined
          ? `${name} is missing: set it to a URL such as ${protocols[0]}//…`
          : `${name} must be a URL that begins with ${protocols.map((each) => `${each}//`).join(' or ')}.`,
      )
      return ''
    },
  }
}

import { isAbsolute } from 'node:path'
import type { Env } from './env.ts'

export interface AuditConfig {
  /** Where checkpoints are copied to, out of reach of the owner of the database. */
  readonly anchor: AnchorConfig | null
}

export type AnchorConfig =
  | { readonly kind: 'file'; readonly directory: string }
  | {
      readonly kind: 's3'
      readonly bucket: string
      readonly prefix: string
      readonly retentionDays: number
      readonly endpoint: string | null
    }

/** Seven years, and a day for each leap year. */
const RETENTION_DAYS = 2_557
const MAX_RETENTION_DAYS = 36_500

export const parseAudit = (values: Env['values'], problems: string[]): AuditConfig => ({
  anchor: parseAnchor(values, problems),
})

function parseAnchor(values: Env['values'], problems: string[]): AnchorConfig | null {
  const text = values.AUDIT_ANCHOR
  const days = values.AUDIT_ANCHOR_RETENTION_DAYS ?? String(RETENTION_DAYS)
  const retentionDays = /^\d{1,5}$/.test(days) ? Number(days) : 0
  if (retentionDays < 1 || retentionDays > MAX_RETENTION_DAYS)
    problems.push(`AUDIT_ANCHOR_RETENTION_DAYS must be a whole number from 1 to ${MAX_RETENTION_DAYS}.`)
  const endpoint = values.AWS_ENDPOINT_URL_S3 ?? null
  if (endpoint !== null && !(URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol)))
    problems.push('AWS_ENDPOINT_URL_S3 must be a URL that begins with https:// or http://.')
  if (text === undefined) return null
  const directory = text.startsWith('file:') ? text.slice('file:'.length) : undefined
  if (directory !== undefined && isAbsolute(directory)) return { kind: 'file', directory }
  const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(text) ?? []
  if (bucket !== undefined)
    return { kind: 's3', bucket, prefix: prefix.replace(/^\/+|\/+$/g, ''), retentionDays, endpoint }
  problems.push('AUDIT_ANCHOR must be file:/an/absolute/directory or s3://bucket/prefix.')
  return null
}

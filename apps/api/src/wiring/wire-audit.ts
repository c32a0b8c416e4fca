import { createFileAnchor } from '../adapters/anchors/file-anchor.ts'
import { createPostgresAuditGuards } from '../adapters/postgres/audit/audit-guards.ts'
import { createPostgresAuditTree } from '../adapters/postgres/audit/audit-tree.ts'
import { createPostgresAuditChain } from '../adapters/postgres/audit-chain.ts'
import type { Database } from '../adapters/postgres/database.ts'
import type { Config } from '../config/config.ts'
import type { Secrets } from '../config/secrets.ts'
import { signingKeyOf } from '../domain/audit/signed-note.ts'
import type { AuditAnchor } from '../ports/audit/audit-anchor.ts'
import type { SignSettings } from '../use-cases/audit/sign-checkpoint.ts'

interface AnchorSettings {
  readonly audit: Config['audit']
  readonly aws: Pick<Config['aws'], 'region'>
}

export const wireAuditReading = ({ pool }: Pick<Database, 'pool'>) => ({
  tree: createPostgresAuditTree(pool),
  chain: createPostgresAuditChain(pool),
})

/** What the log is read by, what guards it, and where its checkpoints are kept besides. */
export const wireAudit = (database: Pick<Database, 'pool'>, config: AnchorSettings) => ({
  ...wireAuditReading(database),
  guards: createPostgresAuditGuards(database.pool),
  anchor: wireAnchor(config),
})

/** `null` without a key: then nothing is signed. A log keeps the name of its first checkpoint. */
export function auditSettings({ http }: Pick<Config, 'http'>, { auditSigningKeys }: Secrets): SignSettings | null {
  const [first, ...others] = auditSigningKeys.map(signingKeyOf)
  return first ? { keys: [first, ...others], origin: `${new URL(http.publicUrl).host}/audit` } : null
}

/** Like the calls to Step Functions: one try with real time limits, because a duty tries again by itself. */
const REQUESTS = { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true }

function wireAnchor({ audit, aws }: AnchorSettings): AuditAnchor | null {
  const { anchor } = audit
  if (anchor?.kind === 'file') return createFileAnchor(anchor.directory)
  return anchor ? wireS3Anchor(anchor, aws.region) : null
}

type Bucket = Extract<AnchorSettings['audit']['anchor'], { kind: 's3' }>

/** The client of S3 is read in with the first checkpoint: most installations have no bucket. */
function wireS3Anchor(bucket: Bucket, region: string): AuditAnchor {
  let opened: Promise<AuditAnchor> | undefined
  const open = () => (opened ??= openS3Anchor(bucket, region))
  return {
    name: `s3://${bucket.bucket}/${bucket.prefix}`,
    put: async (...checkpoint) => (await open()).put(...checkpoint),
    newest: async (...from) => (await open()).newest(...from),
  }
}

async function openS3Anchor(bucket: Bucket, region: string): Promise<AuditAnchor> {
  const { S3Client } = await import('@aws-sdk/client-s3')
  const { createS3Anchor } = await import('../adapters/anchors/s3-anchor.ts')
  const client = new S3Client({
    region,
    maxAttempts: 1,
    requestHandler: REQUESTS,
    // Buckets as paths, because other endpoints than AWS's have no name for each bucket.
    ...(bucket.endpoint ? { endpoint: bucket.endpoint, forcePathStyle: true } : {}),
  })
  return createS3Anchor(client, bucket, () => new Date())
}

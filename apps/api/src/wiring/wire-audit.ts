import { S3Client } from '@aws-sdk/client-s3'
import { createFileAnchor } from '../adapters/anchors/file-anchor.ts'
import { createS3Anchor } from '../adapters/anchors/s3-anchor.ts'
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
  if (!anchor) return null
  const client = new S3Client({
    region: aws.region,
    maxAttempts: 1,
    requestHandler: REQUESTS,
    // Buckets as paths, because other endpoints than AWS's have no name for each bucket.
    ...(anchor.endpoint ? { endpoint: anchor.endpoint, forcePathStyle: true } : {}),
  })
  return createS3Anchor(client, anchor, () => new Date())
}

import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import type { AuditAnchor } from '../../ports/audit/audit-anchor.ts'
import { folderOf, nameOf, sizeOf } from './checkpoint-name.ts'

interface Place {
  readonly bucket: string
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string
  readonly retentionDays: number
}

const DAY_MS = 24 * 3_600_000

/**
 * Checkpoints as objects under a compliance-mode lock: until it ends nobody removes or overwrites them, the account's
 * root included. The bucket has to have object lock switched on.
 */
export function createS3Anchor(
  client: S3Client,
  { bucket, prefix, retentionDays }: Place,
  now: () => Date,
): AuditAnchor {
  const folderKey = (origin: string) => [prefix, folderOf(origin)].filter((part) => part !== '').join('/')
  const keyOf = (origin: string, size: number) => `${folderKey(origin)}/${nameOf(size)}`

  async function read(key: string): Promise<string> {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    return (await Body?.transformToString('utf-8')) ?? ''
  }

  async function list(folder: string, after: string): Promise<{ keys: readonly string[]; next: string | undefined }> {
    const { Contents = [], IsTruncated } = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: folder, StartAfter: after }),
    )
    const keys = Contents.flatMap(({ Key }) => Key ?? [])
    return { keys, next: IsTruncated ? keys.at(-1) : undefined }
  }

  return {
    name: `s3://${bucket}/${prefix}`,
    async put(origin, size, note) {
      const key = keyOf(origin, size)
      try {
        await client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: note,
            ContentType: 'text/plain; charset=utf-8',
            // A second version would leave the first in place and still be what readers get.
            IfNoneMatch: '*',
            ObjectLockMode: 'COMPLIANCE',
            ObjectLockRetainUntilDate: new Date(now().getTime() + retentionDays * DAY_MS),
            ChecksumAlgorithm: 'SHA256',
          }),
        )
        return 'written'
      } catch (error) {
        const stands = error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412
        if (!stands) throw error
        return (await read(key)) === note ? 'written' : 'other'
      }
    },
    async newest(origin, fromSize) {
      let last: string | undefined
      let after: string | undefined = keyOf(origin, fromSize - 1)
      while (after !== undefined) {
        const page = await list(`${folderKey(origin)}/`, after)
        last = page.keys.findLast((key) => sizeOf(key) !== undefined) ?? last
        after = page.next
      }
      const size = last === undefined ? undefined : sizeOf(last)
      return last === undefined || size === undefined ? undefined : { size, note: await read(last) }
    },
  }
}

import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFileAnchor } from '../../src/adapters/anchors/file-anchor.ts'
import { createS3Anchor } from '../../src/adapters/anchors/s3-anchor.ts'
import type { AuditAnchor } from '../../src/ports/audit/audit-anchor.ts'
import { type S3StandIn, startS3StandIn } from './s3-stand-in.ts'

const ORIGIN = 'approvals.example.com:8080/audit'
let directory: string
let s3: S3StandIn
let client: S3Client

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'countersign-anchor-'))
  s3 = await startS3StandIn()
  client = new S3Client({
    region: 'eu-north-1',
    endpoint: s3.endpoint,
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
})
afterAll(async () => {
  client.destroy()
  await s3.stop()
  await rm(directory, { recursive: true })
})

const s3Anchor = () =>
  createS3Anchor(client, { bucket: 'proofs', prefix: 'countersign/prod', retentionDays: 30 }, () => new Date())

const ANCHORS: Readonly<Record<string, () => AuditAnchor>> = {
  'a directory': () => createFileAnchor(directory),
  'S3 with object lock': s3Anchor,
}

describe.each(Object.entries(ANCHORS))('%s', (_, anchorOf) => {
  it('holds nothing at first, and then the largest', async () => {
    const anchor = anchorOf()
    expect(await anchor.newest(ORIGIN, 1)).toBeUndefined()
    for (const size of [1, 2, 9, 10, 11, 99, 100, 1_000_000])
      expect(await anchor.put(ORIGIN, size, `${size}`)).toBe('written')
    expect(await anchor.newest(ORIGIN, 1)).toEqual({ size: 1_000_000, note: '1000000' })
    expect(await anchor.newest(ORIGIN, 1_000_000)).toMatchObject({ size: 1_000_000 })
    expect(await anchor.newest(ORIGIN, 1_000_001)).toBeUndefined()
  })

  it('takes each size once: the same again is fine, another is told', async () => {
    const anchor = anchorOf()
    expect(await anchor.put(ORIGIN, 10, '10')).toBe('written')
    expect(await anchor.put(ORIGIN, 10, 'a fork')).toBe('other')
    expect((await anchor.newest(ORIGIN, 1))?.size).toBe(1_000_000)
    const answers = await Promise.all(['one', 'two', 'one'].map((note) => anchor.put(ORIGIN, 5_000_000, note)))
    expect(answers).toContain('other')
  })

  it('keeps logs apart', async () => {
    const anchor = anchorOf()
    expect(await anchor.newest(`${ORIGIN}/2`, 1)).toBeUndefined()
    await anchor.put(`${ORIGIN}/2`, 7, 'of the second')
    expect(await anchor.newest(`${ORIGIN}/2`, 1)).toEqual({ size: 7, note: 'of the second' })
  })
})

describe('S3', () => {
  it('gets each checkpoint under a compliance lock for as long as was asked', () => {
    expect(s3.objects.size).toBeGreaterThan(5)
    for (const { lockMode, retainUntil } of s3.objects.values()) {
      expect(lockMode).toBe('COMPLIANCE')
      const days = (Date.parse(retainUntil ?? '') - Date.now()) / 86_400_000
      expect(days).toBeGreaterThan(29.9)
      expect(days).toBeLessThan(30.1)
    }
    expect([...s3.objects.keys()]).toContain(
      'proofs/countersign/prod/approvals.example.com%3A8080%2Faudit/0000000000000010.checkpoint',
    )
  })

  it('that is down is an error, not an empty anchor', async () => {
    s3.down = true
    await expect(s3Anchor().newest(ORIGIN, 1)).rejects.toThrow()
    await expect(s3Anchor().put(ORIGIN, 77, 'x')).rejects.toThrow()
    s3.down = false
  })
})

describe('a directory', () => {
  it('holds whole files that cannot be written again, and passes over what is none of ours', async () => {
    const folder = join(directory, encodeURIComponent(ORIGIN))
    await writeFile(join(folder, 'notes.txt'), 'x')
    await writeFile(join(folder, '0000000000000010.checkpoint.1.new'), 'half')
    expect((await createFileAnchor(directory).newest(ORIGIN, 1))?.size).toBe(5_000_000)
    expect((await readdir(folder)).filter((name) => name.endsWith('.new'))).toEqual([
      '0000000000000010.checkpoint.1.new',
    ])
  })
})

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkpointPage, entryProofView } from '@countersign/shared/audit'
import { runCli } from '@countersign/verify/cli'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPostgresAuditTree } from '../../src/adapters/postgres/audit/audit-tree.ts'
import { createPostgresAuditChain } from '../../src/adapters/postgres/audit-chain.ts'
import { createPostgresUnitOfWork } from '../../src/adapters/postgres/unit-of-work.ts'
import { signCheckpoint } from '../../src/use-cases/audit/sign-checkpoint.ts'
import { register } from '../http/support/registration-body.ts'
import { type Client, startTestApi, type TestApi } from '../http/support/test-api.ts'
import { silentLog } from '../support/run-jobs.ts'
import { openOwnerPool } from '../support/test-database.ts'
import { aSigningKey, ORIGIN } from './audit-world.ts'

let api: TestApi
let registrar: Client
let helen: Client
let approval: Awaited<ReturnType<typeof register>>
let pool: pg.Pool
let folder: string
const key = aSigningKey()

const sign = () =>
  signCheckpoint(
    {
      unitOfWork: createPostgresUnitOfWork(pool),
      tree: createPostgresAuditTree(pool),
      chain: createPostgresAuditChain(pool),
      anchor: null,
      log: silentLog,
    },
    { keys: [key], origin: ORIGIN },
    true,
  )

beforeAll(async () => {
  api = await startTestApi()
  pool = openOwnerPool(api.ownerUrl, 3)
  folder = await mkdtemp(join(tmpdir(), 'countersign-files-'))
  registrar = await api.keyClient()
  approval = await register(registrar, {
    approval: { case: { fields: [{ label: 'IBAN', value: 'SE35 5000', sensitive: true }] } },
  })
  const ana = await api.signIn('ana')
  await ana('POST', `/v1/approvals/${approval.id}/votes`, {
    body: { outcome: 'approve', caseDigest: approval.caseDigest },
  })
  await sign()
  helen = await api.signIn('helen')
})
afterAll(async () => {
  await pool.end()
  await api.stop()
  await rm(folder, { recursive: true })
})

/** As an auditor uses it: a file, and the command. */
async function check(text: string, ...options: readonly string[]) {
  const file = join(folder, `${crypto.randomUUID()}.txt`)
  await writeFile(file, text)
  let said = ''
  const code = await runCli([file, ...options], (part) => {
    said += part
  })
  return { code, said }
}

describe('GET /v1/audit', () => {
  it('hands out the log as a file that the offline verifier takes', async () => {
    const reply = await helen('GET', '/v1/audit/export')
    expect(reply.status).toBe(200)
    expect(reply.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
    const known = checkpointPage.parse((await helen('GET', '/v1/audit/checkpoints')).body).items[0]?.key ?? ''
    expect(await check(reply.text, '--key', known)).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^VERIFIED: \d+ entries/),
    })
    expect(await check(reply.text)).toMatchObject({ code: 0, said: expect.stringContaining('NOT COMPARED') })
    const changed = await check(reply.text.replace('usr_ana', 'usr_eve'), '--key', known)
    expect(changed).toMatchObject({ code: 1, said: expect.stringMatching(/^FAILED at entr/) })
    expect(await check('', '--key', known)).toMatchObject({ code: 1 })
    expect(await runCli(['/nowhere', '--key', known], () => {})).toBe(2)
    expect(await runCli([], () => {})).toBe(2)
  })

  it('notes each export, and each that was refused', async () => {
    const marco = await api.signIn('marco')
    expect((await marco('GET', '/v1/audit/export')).status).toBe(403)
    expect((await helen('GET', '/v1/audit/export?from=0')).status).toBe(422)
    expect((await helen('GET', '/v1/audit/export?from=5000')).body).toMatchObject({ errors: [{ pointer: '/from' }] })
    const { rows } = await api.sql(
      `select type, leaf::jsonb -> 'actor' ->> 'id' as who from audit_entry
       where type in ('audit.exported', 'security.denied') order by seq`,
    )
    expect(rows).toEqual([
      { type: 'audit.exported', who: 'usr_helen' },
      { type: 'security.denied', who: 'usr_marco' },
    ])
  })

  it('proves one entry against the newest checkpoint, in less than 2 KB', async () => {
    const reply = await helen('GET', '/v1/audit/entries/2/proof')
    const { leaf, proof, key: signer } = entryProofView.parse(reply.body)
    expect(Buffer.byteLength(proof)).toBeLessThan(2_048)
    await writeFile(join(folder, 'proof'), proof)
    const prove = async (text: string) => {
      await writeFile(join(folder, 'leaf'), text)
      return runCli(['proof', join(folder, 'proof'), join(folder, 'leaf'), '--key', signer], () => {})
    }
    expect(await prove(leaf)).toBe(0)
    expect(await prove(leaf.replace('approval', 'approvai'))).toBe(1)
    expect((await helen('GET', '/v1/audit/entries/9999/proof')).status).toBe(404)
    expect((await helen('GET', '/v1/audit/entries/x/proof')).status).toBe(404)
  })

  it('shows the checkpoints page by page', async () => {
    await sign()
    const first = checkpointPage.parse((await helen('GET', '/v1/audit/checkpoints?limit=1')).body)
    const second = (await helen('GET', `/v1/audit/checkpoints?limit=1&cursor=${first.nextCursor}`)).body
    expect(second).toMatchObject({ items: [{ size: 4 }], nextCursor: null })
    expect((await helen('GET', '/v1/audit/checkpoints/latest')).body).toEqual(first.items[0])
    expect((await helen('GET', '/v1/audit/checkpoints?cursor=x')).status).toBe(422)
  })
})

describe('GET /v1/approvals/{id}/evidence', () => {
  const read = (client: Client, format: string) =>
    client('GET', `/v1/approvals/${approval.id}/evidence?format=${format}`)

  it('is a file that the offline verifier takes', async () => {
    const { status, text } = await read(helen, 'jsonl')
    expect(status).toBe(200)
    expect(await check(text)).toMatchObject({ code: 0, said: expect.stringContaining('entries of one approval') })
    expect(await check(text.replace('SE35 5000', 'SE35 6000'))).toMatchObject({ code: 1 })
  })

  it('is a page without scripts, under a policy that allows none', async () => {
    const { text, headers } = await read(helen, 'html')
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; frame-ancestors 'none'/,
    )
    expect(text).toContain('Ana Lindqvist')
    expect(text).toContain('Meaning: <b>Approve</b>')
  })

  it('is a table for spreadsheets', async () => {
    const { text, headers } = await read(helen, 'csv')
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(text.split('\r\n')[0]).toBe('"part","name","value"')
  })

  it('shows sensitive values to people and masks them for programs', async () => {
    for (const format of ['jsonl', 'csv', 'html']) {
      expect((await read(helen, format)).text, format).toContain('SE35 5000')
      expect((await read(registrar, format)).text, format).not.toContain('SE35 5000')
    }
  })

  it('is, beside a reveal, the only way in which they leave', async () => {
    const path = `/v1/approvals/${approval.id}`
    expect((await registrar('GET', path)).text).not.toContain('SE35 5000')
    expect((await helen('GET', path)).text).not.toContain('SE35 5000')
    expect((await helen('POST', `${path}/reveal`, { body: {} })).text).toContain('SE35 5000')
  })

  it('is as absent for strangers as the approval', async () => {
    expect((await read(await api.signIn('dana'), 'html')).status).toBe(404)
    expect((await read(helen, 'pdf')).status).toBe(422)
  })
})

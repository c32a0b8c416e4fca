import { verifyEvidence } from '@countersign/verify/verify-evidence'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Approval } from '../../src/domain/approval.ts'
import { evidenceCsv } from '../../src/present/audit/evidence-csv.ts'
import { EVIDENCE_CSP, evidenceHtml } from '../../src/present/audit/evidence-html.ts'
import { evidenceJsonl } from '../../src/present/audit/evidence-jsonl.ts'
import { packEvidence } from '../../src/use-cases/audit/pack-evidence.ts'
import { castVote } from '../../src/use-cases/cast-vote.ts'
import { aVote, byKey, byUser } from '../builders.ts'
import { accepted } from '../support/test-core.ts'
import { aSigningKey, useAuditWorld } from './audit-world.ts'

const world = useAuditWorld()
const HOSTILE = '=HYPERLINK("https://evil.example")</td><script>alert(1)</script>\u202e'
const HOSTILE_JSON = `"comment":${JSON.stringify(HOSTILE)}`
let approval: Approval

const collect = async (principal = byUser('usr_joao', { role: 'auditor' })) =>
  accepted(await packEvidence(world.deps(), { principal, approvalId: approval.id, format: 'jsonl' }))

async function* lines(text: string) {
  yield text
    .slice(0, -1)
    .split('\n')
    .map((line) => Buffer.from(line))
}

beforeAll(async () => {
  approval = await world.core.register({
    request: {
      title: HOSTILE,
      requestedBy: { id: 'usr_bo', name: HOSTILE },
      case: {
        fields: [
          { label: HOSTILE, value: '-1+1' },
          { label: 'IBAN', value: 'SE35 5000', sensitive: true },
        ],
        changes: [],
        evidence: [{ label: 'Receipt', url: 'https://files.example.com/1', sha256: 'a'.repeat(64) }],
      },
    },
  })
  const request = aVote(approval.caseDigest, { comment: HOSTILE })
  accepted(
    await castVote(world.core.deps, {
      principal: byUser('usr_ana'),
      approvalId: approval.id,
      request,
      expectedVersion: null,
    }),
  )
  await world.append(40)
  await world.sign()
  const next = aSigningKey()
  await world.append(3)
  await world.sign([next, ...world.keys])
  await world.sign([next])
})

describe('an evidence pack', () => {
  it('has the fourteen fields, and each signature its name, time and meaning', async () => {
    const { evidence } = await collect()
    expect(Object.keys(evidence)).toEqual(
      expect.arrayContaining([
        ...[
          'request',
          'requester',
          'signatures',
          'decision',
          'time',
          'payload',
          'view',
          'policy',
          'separationOfDuties',
        ],
        ...['delivery', 'exceptions', 'inclusion', 'population', 'made'],
      ]),
    )
    expect(evidence.signatures).toMatchObject([
      { name: expect.stringMatching(/^Ana/), at: expect.stringMatching(/Z$/), meaning: 'Approve', comment: HOSTILE },
    ])
    expect(evidence.population).toMatchObject({ entriesAboutThis: 3, entriesInTheLog: 47 })
    expect(evidence.policy.stages).toHaveLength(1)
  })

  it('is verified offline, through a change of keys, and the case with it', async () => {
    const { evidence, leaves } = await collect()
    const text = evidenceJsonl(evidence, leaves)
    expect(await verifyEvidence(lines(text), evidence.key)).toMatchObject({ fault: null, entries: 3, keyChanges: 1 })
    const faultOf = async (tampered: string) => {
      expect(tampered).not.toBe(text)
      return (await verifyEvidence(lines(tampered), evidence.key)).fault
    }
    const voted = evidence.population.first ?? 0
    expect(await faultOf(text.replaceAll('SE35 5000', 'SE35 6000'))).toMatchObject({
      message: expect.stringContaining('case in the pack'),
    })
    expect(await faultOf(text.replaceAll('a'.repeat(64), 'b'.repeat(64)))).toMatchObject({
      message: /case in the pack/,
    })
    expect(await faultOf(text.replace('"type":"approval.voted"', '"type":"approval.undone"'))).toMatchObject({
      entry: voted + 1,
    })
    const forged = (from: string, to: string) => faultOf(text.replace(from, to))
    expect(await forged('SE35 5000', 'SE35 6000')).not.toBeNull()
    expect(await forged('"outcome":"approve","reason"', '"outcome":"reject","reason"')).not.toBeNull()
    expect(await forged(HOSTILE_JSON, '"comment":"I disagree"')).not.toBeNull()
    expect(await faultOf(text.split('\n').toSpliced(3, 2).join('\n'))).not.toBeNull()
    expect(await faultOf(text.replaceAll(approval.caseDigest, `sha256:${'0'.repeat(64)}`))).not.toBeNull()
    expect(await verifyEvidence(lines(text), leaves.length > 0 ? 'x+00000000+AA' : '')).toMatchObject({ fault: {} })
  })

  it('keeps sensitive values from programs, and says that it does', async () => {
    const { evidence, leaves } = await collect(byKey())
    expect(JSON.stringify(evidence)).not.toContain('SE35')
    expect(evidence).toMatchObject({ shown: null, made: { masked: true } })
    expect(await verifyEvidence(lines(evidenceJsonl(evidence, leaves)), evidence.key)).toMatchObject({
      fault: null,
      notes: [expect.stringContaining('masked')],
    })
  })

  it('makes no formula of any text, and no markup', async () => {
    const { evidence, entries } = await collect()
    const csv = evidenceCsv(evidence, entries)
    expect(csv.match(/(^|,)"[\s]*[=+@-]/gmu)).toBeNull()
    expect(csv).toContain(`"'=HYPERLINK(""https://evil.example"")`)
    const html = evidenceHtml(evidence, entries)
    expect(html).not.toContain('<script')
    expect(html).toContain('&lt;script&gt;')
    expect(html).toContain('⟨U+202E⟩')
    expect(html).toContain('@page { size: A4')
    expect(html).not.toMatch(/\sstyle=|\son\w+=|<img|<link|src=/)
    expect(EVIDENCE_CSP).not.toContain('unsafe')
  })

  it('is noted in the log, with who got it and whether they saw what is sensitive', async () => {
    const [{ data } = { data: null }] = await world.core.sql<{ data: object }>(
      `select leaf::jsonb -> 'data' as data from audit_entry where type = 'audit.evidence_handed_out' order by seq limit 1`,
    )
    expect(data).toMatchObject({ format: 'jsonl', reveals: true })
  })
})

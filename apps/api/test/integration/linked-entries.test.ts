import { expect, it } from 'vitest'
import { z } from 'zod'
import { CHAIN_START } from '../../src/domain/audit-chain.ts'
import { chainEntry } from '../../src/domain/audit-leaf.sample.ts'
import type { ChainHead, NewAuditEntry } from '../../src/domain/audit-leaf.ts'
import { useTestCore } from '../support/test-core.ts'

const core = useTestCore()
const ACTOR = { kind: 'user', id: 'usr_ana', name: "Ana “O'Hara” \\ Lindqvist" } as const

it('links entries exactly as the rule says, whatever characters they carry', async () => {
  const awkward = [
    "it's",
    'a \\ b',
    'tab\t, line\n, nul-ish \\u0000',
    '“€”',
    '𝔘𝔫𝔦',
    '$1 $$ $tag$',
    '; commit; --',
    '{"seq":7}',
  ]
  const entries: NewAuditEntry[] = []
  await core.deps.unitOfWork.transaction(async (stores) => {
    const at = await stores.now()
    for (const [n, text] of awkward.entries())
      entries.push({
        type: 'security.decision_denied',
        approvalId: null,
        actor: ACTOR,
        at,
        data: { text, [text]: n, nested: { list: [text, null, true, 1.5], seq: 9, previousHash: 'no' } },
      })
    await stores.audit.append(...entries.slice(0, 3))
    await stores.audit.append(...entries.slice(3))
  })
  const rows = z
    .array(
      z.object({
        seq: z.coerce.number(),
        leaf: z.string(),
        hash: z.instanceof(Buffer),
        previous_hash: z.instanceof(Buffer),
      }),
    )
    .parse(await core.sql('select seq, leaf, hash, previous_hash from audit_entry order by seq'))
  let head: ChainHead = CHAIN_START
  const expected = entries.map((entry) => {
    const { seq, leaf, hash, previousHash } = chainEntry(head, entry)
    head = { seq, hash }
    return { seq, leaf, hash, previous_hash: previousHash }
  })
  expect(rows).toEqual(expected)
})

it('writes neither entries nor jobs when one of them cannot be written', async () => {
  const before = await core.sql('select seq from audit_head')
  await expect(
    core.deps.unitOfWork.transaction(async (stores) => {
      await stores.jobs.add({ name: 'plan-digests', payload: {} })
      // Dated yesterday: the database's guard refuses it.
      const at = new Date((await stores.now()).getTime() - 86_400_000)
      await stores.audit.append({ type: 'security.decision_denied', approvalId: null, actor: ACTOR, at, data: {} })
    }),
  ).rejects.toThrow('which is not now')
  expect(await core.sql('select seq from audit_head')).toEqual(before)
  expect(await core.sql('select from graphile_worker.jobs')).toEqual([])
})

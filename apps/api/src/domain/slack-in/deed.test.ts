import { approvalId } from '@countersign/shared/ids'
import { describe, expect, it } from 'vitest'
import { approvalOf, type Deed, storedDeed } from './deed.ts'

const id = approvalId.parse(`apr_${'0'.repeat(36)}`)
const shown = { approvalId: id, version: 2, attempt: 1, caseDigest: `sha256:${'0'.repeat(64)}` }
const DEEDS: readonly Deed[] = [
  { kind: 'vote', shown: { ...shown, outcome: 'approve' }, reason: null, comment: 'Fine', input: { amount: 5 } },
  { kind: 'undo', shown },
  { kind: 'watch', choice: 'mute', approvalId: id },
  { kind: 'reply', approvalId: id, channelId: 'C1', ts: '1.2', text: '' },
]
const actor = { workspaceId: 'T1', teamId: 'T2', userId: 'U1' }
const place = { channelId: 'C1', threadTs: null }

describe('what a person did', () => {
  it.each(DEEDS.map((deed) => [deed.kind, deed] as const))('is kept as it was: %s', (_kind, deed) => {
    expect(approvalOf(deed)).toBe(id)
    for (const where of [null, place, { ...place, threadTs: '1.2' }]) {
      const stored = { actor, place: where, deed }
      expect(storedDeed.parse(JSON.parse(JSON.stringify(stored)))).toEqual(stored)
    }
    expect(storedDeed.safeParse({ actor, place, deed: { ...deed, more: true } }).success).toBe(false)
    expect(storedDeed.safeParse({ actor, place, deed: { ...deed, kind: 'cancel' } }).success).toBe(false)
  })

  const [vote] = DEEDS
  it.each<[string, object]>([
    ['nobody', { actor: undefined }],
    ['somebody without a name', { actor: { ...actor, userId: '' } }],
    ['somebody of no workspace', { actor: { ...actor, workspaceId: '' } }],
    ['somebody with too long a name', { actor: { ...actor, teamId: 'T'.repeat(65) } }],
    ['somebody with more than a name', { actor: { ...actor, email: 'a@b.c' } }],
    ['no place', { place: undefined }],
    ['a place without a channel', { place: { channelId: '', threadTs: null } }],
    ['a place without a word about the thread', { place: { channelId: 'C1' } }],
    ['a place with more', { place: { ...place, ts: '1' } }],
    ['more than that', { token: 'x' }],
  ])('is not read with %s', (_name, change) => {
    expect(storedDeed.safeParse({ actor, place, deed: vote, ...change }).success).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { continueLog, followIdentity, rotateKey } from './log-identity.ts'
import { signingKeyOf, verifierKey } from './signed-note.ts'

const ORIGIN = 'one.example.com/audit'
const first = signingKeyOf(Buffer.alloc(32, 1))
const second = signingKeyOf(Buffer.alloc(32, 2))
const identity = { origin: ORIGIN, publicKey: first.publicKey }
const at = new Date('2026-11-21T09:00:00Z')
const sign = (key: typeof first, text: string) => key.sign(text).toString('base64')
const vk = (key: typeof first, origin = ORIGIN) => verifierKey(origin, key.publicKey)

describe('a rotation of the key', () => {
  const entry = rotateKey(identity, first, second, at)
  const follow = (data: object) =>
    followIdentity(identity, { seq: 5, type: entry.type, data: { ...entry.data, ...data } })

  it('names both keys and is signed by both', () => {
    const text = `countersign key rotation\n${vk(first)}\n${vk(second)}\n`
    expect(entry).toEqual({
      type: 'audit.key_rotated',
      approvalId: null,
      actor: { kind: 'service', id: 'audit', name: 'Countersign' },
      at,
      data: {
        oldKey: vk(first),
        newKey: vk(second),
        signedByOld: sign(first, text),
        signedByNew: sign(second, text),
      },
    })
    expect(follow({})).toEqual({ origin: ORIGIN, publicKey: second.publicKey })
  })

  const signed = (oldKey: string, newKey: string, by = first, to = second) => {
    const text = `countersign key rotation\n${oldKey}\n${newKey}\n`
    return { oldKey, newKey, signedByOld: sign(by, text), signedByNew: sign(to, text) }
  }

  it.each<[string, object]>([
    ['is not signed by the old key', { signedByOld: entry.data.signedByNew }],
    ['is not signed by the new key', { signedByNew: entry.data.signedByOld }],
    ['has no signature of the old key', { signedByOld: null }],
    ['has no signature of the new key', { signedByNew: undefined }],
    ['begins with another key', signed(vk(second), vk(second), first)],
    ['begins with the key of another log', signed(vk(first, 'two.example.com/audit'), vk(second))],
    ['ends with the key of another log', signed(vk(first), vk(second, 'two.example.com/audit'))],
    ['ends with no key', signed(vk(first), 'no key')],
  ])('is not followed when it %s', (_name, data) => {
    expect(follow(data)).toBeUndefined()
  })
})

describe('a continuation under another name', () => {
  const NEXT = 'one.example.com/audit-2'
  const facts = { newOrigin: NEXT, abandoned: { size: 9, root: Buffer.alloc(32, 3) }, reason: 'backup of May', at }
  const entry = continueLog(identity, first, facts)
  const follow = (data: object) =>
    followIdentity(identity, { seq: 5, type: entry.type, data: { ...entry.data, ...data } })
  const ROOT = facts.abandoned.root.toString('base64')
  // SHA-256 of the reason.
  const REASON = '1ca8d877d42f2b94b5380b91a095f7b3d047c583fb08e667f9e1f76a73fa8b7b'
  const textOf = (oldKey: string, newKey: string, reason = REASON) =>
    `countersign continuation\n${oldKey}\n${newKey}\n9\n${ROOT}\n${reason}\n`

  it('names the checkpoint it cannot continue and why, signed by the key in force', () => {
    expect(entry).toEqual({
      type: 'audit.continued',
      approvalId: null,
      actor: { kind: 'service', id: 'audit', name: 'Operator at the command line' },
      at,
      data: {
        oldKey: vk(first),
        newKey: vk(first, NEXT),
        abandonedSize: 9,
        abandonedRoot: ROOT,
        reason: 'backup of May',
        signed: sign(first, textOf(vk(first), vk(first, NEXT))),
      },
    })
    expect(follow({})).toEqual({ origin: NEXT, publicKey: first.publicKey })
  })

  it.each<[string, object]>([
    ['abandons another size', { abandonedSize: 8 }],
    ['abandons another root', { abandonedRoot: Buffer.alloc(32).toString('base64') }],
    ['gives another reason', { reason: 'backup of June' }],
    ['has no signature', { signed: undefined }],
    ['is signed by another key', { signed: sign(second, textOf(vk(first), vk(first, NEXT))) }],
    ['begins with another key', { oldKey: vk(second), signed: sign(first, textOf(vk(second), vk(first, NEXT))) }],
    ['changes the key too', { newKey: vk(second, NEXT), signed: sign(first, textOf(vk(first), vk(second, NEXT))) }],
    ['ends with no key', { newKey: 'no key', signed: sign(first, textOf(vk(first), 'no key')) }],
  ])('is not followed when it %s', (_name, data) => {
    expect(follow(data)).toBeUndefined()
  })
})

it('stays the same with every other entry', () => {
  const data = rotateKey(identity, first, second, at).data
  expect(followIdentity(identity, { seq: 5, type: 'key.issued', data })).toBe(identity)
})

import { describe, expect, it } from 'vitest'
import { readMessageHeaders } from './message-headers.ts'

const GOOD = { 'webhook-id': ['msg_1'], 'webhook-timestamp': ['1763715600'], 'webhook-signature': ['v1,abc='] }
const read = (headers: Readonly<Record<string, readonly string[]>> = {}) => {
  const sent: Readonly<Record<string, readonly string[]>> = { ...GOOD, ...headers }
  return readMessageHeaders((name) => sent[name] ?? [])
}

describe('the headers of a message', () => {
  it('are three, each exactly once', () => {
    expect(read()).toEqual({ kind: 'read', id: 'msg_1', timestamp: '1763715600', signature: 'v1,abc=' })
  })

  it.each(Object.keys(GOOD))('are refused without %s, empty or twice', (name) => {
    expect(read({ [name]: [] })).toEqual({ kind: 'fault', why: 'missing-header' })
    expect(read({ [name]: [''] })).toEqual({ kind: 'fault', why: 'missing-header' })
    expect(read({ [name]: ['1', '1'] })).toEqual({ kind: 'fault', why: 'duplicate-header' })
  })

  it('have room for several signatures, and not for a book', () => {
    expect(read({ 'webhook-signature': ['s'.repeat(1_024)] })).toMatchObject({ kind: 'read' })
    expect(read({ 'webhook-signature': ['s'.repeat(1_025)] })).toEqual({ kind: 'fault', why: 'missing-header' })
  })

  it.each([
    ['with one character', 'x', 'read'],
    ['of every visible character but the dot', '!"#$%&\'()*+,-/09:;<=>?@AZ[\\]^_`az{|}~', 'read'],
    ['with 128 characters', 'x'.repeat(128), 'read'],
    ['with more', 'x'.repeat(129), 'fault'],
    ['with a dot, which separates what is signed', 'msg.1', 'fault'],
    ['with a blank', 'msg 1', 'fault'],
    ['with a blank in front', ' msg', 'fault'],
    ['with a newline behind', 'msg\n', 'fault'],
    ['beyond ASCII', 'mësg', 'fault'],
    ['with a control character', 'msg\x7f', 'fault'],
  ])('have an id %s', (_name, id, kind) => {
    expect(read({ 'webhook-id': [id] })).toEqual(
      kind === 'read' ? expect.objectContaining({ id }) : { kind: 'fault', why: 'malformed-id' },
    )
  })

  it('may not be those of an event of ours', () => {
    expect(read({ 'webhook-id': [`evt_${'0'.repeat(36)}`] })).toEqual({ kind: 'fault', why: 'own-message' })
  })
})

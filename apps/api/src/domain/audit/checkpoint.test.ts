import { describe, expect, it } from 'vitest'
import { openCheckpoint, readTreeHead, signCheckpoint } from './checkpoint.ts'
import { signingKeyOf, signNote } from './signed-note.ts'

const ORIGIN = 'one.example.com/audit'
const key = signingKeyOf(Buffer.alloc(32, 1))
const identity = { origin: ORIGIN, publicKey: key.publicKey }
const head = { size: 42, root: Buffer.alloc(32, 0xab) }
const ROOT = head.root.toString('base64')

describe('a checkpoint', () => {
  const note = signCheckpoint(ORIGIN, head, key)

  it('is origin, size and root, signed under the name of the origin', () => {
    expect(note).toMatch(/^one\.example\.com\/audit\n42\n[q6]\S+=\n\n— one\.example\.com\/audit \S+\n$/)
    expect(openCheckpoint(note, identity)).toEqual({ origin: ORIGIN, ...head })
  })

  it('of another key, another log, or a changed size opens nothing', () => {
    expect(openCheckpoint(note, { ...identity, publicKey: signingKeyOf(Buffer.alloc(32, 2)).publicKey })).toBe(
      undefined,
    )
    expect(openCheckpoint(note, { ...identity, origin: 'two.example.com/audit' })).toBe(undefined)
    expect(openCheckpoint(note.replace('42', '43'), identity)).toBe(undefined)
    expect(openCheckpoint('', identity)).toBe(undefined)
  })

  it('that the log signed under its name, but for another log, opens nothing', () => {
    expect(openCheckpoint(signNote(`two.example.com/audit\n42\n${ROOT}\n`, ORIGIN, key), identity)).toBe(undefined)
    expect(openCheckpoint(signNote('no tree\n', ORIGIN, key), identity)).toBe(undefined)
  })
})

describe('a tree head', () => {
  it('is read with what may follow it', () => {
    expect(readTreeHead(`${ORIGIN}\n42\n${ROOT}\nextension\n`)).toEqual({ origin: ORIGIN, ...head })
    expect(readTreeHead(`${ORIGIN}\n9007199254740991\n${ROOT}\n`)?.size).toBe(Number.MAX_SAFE_INTEGER)
  })

  it.each([
    ['an origin', `\n42\n${ROOT}\n`],
    ['a size', `${ORIGIN}\n\n${ROOT}\n`],
    ['a root', `${ORIGIN}\n42\n\n`],
    ['more than one line', ORIGIN],
    ['entries', `${ORIGIN}\n0\n${ROOT}\n`],
    ['a size in plain digits', `${ORIGIN}\n042\n${ROOT}\n`],
    ['a size without a sign', `${ORIGIN}\n+42\n${ROOT}\n`],
    ['a size with nothing behind it', `${ORIGIN}\n42x\n${ROOT}\n`],
    ['a size that a number holds exactly', `${ORIGIN}\n${'9'.repeat(17)}\n${ROOT}\n`],
    ['a root of 32 bytes', `${ORIGIN}\n42\n${Buffer.alloc(31).toString('base64')}\n`],
    ['a root spelled in one way', `${ORIGIN}\n42\n${ROOT.replace('=', '')}\n`],
  ])('is none without %s', (_name, text) => {
    expect(readTreeHead(text)).toBeUndefined()
  })
})

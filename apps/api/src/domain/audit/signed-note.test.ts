import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openNote, parseVerifierKey, signingKeyOf, signNote, verifierKey, verifySignature } from './signed-note.ts'

/** The key and the note of the format's published example. */
const NAME = 'PeterNeumann'
const SEED = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1)
const VERIFIER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const TEXT = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.
`
const SIGNATURE =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'
const NOTE = `${TEXT}\n${SIGNATURE}`

const key = signingKeyOf(SEED)
const other = signingKeyOf(Buffer.alloc(32, 7))
const open = (note: string, name = NAME, { publicKey } = key) => openNote(note, name, publicKey)
const flip = (at: number) => (bytes: Buffer) =>
  Buffer.from(bytes.map((byte, place) => (place === at ? byte ^ 1 : byte)))
const withBytes = (change: (bytes: Buffer) => Buffer) => {
  const bytes = change(Buffer.from(SIGNATURE.split(' ')[2] ?? '', 'base64'))
  return `${TEXT}\n— ${NAME} ${bytes.toString('base64')}\n`
}

describe('a signed note', () => {
  it('is the published example, key and signature', () => {
    expect(verifierKey(NAME, key.publicKey)).toBe(VERIFIER)
    expect(signNote(TEXT, NAME, key)).toBe(NOTE)
    expect(open(NOTE)).toBe(TEXT)
  })

  it('opens with the key that signed it, whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (words) => {
        const text = `${words}\n`
        expect(open(signNote(text, NAME, key))).toBe(text)
        expect(open(signNote(text, NAME, key), NAME, other)).toBeUndefined()
      }),
      { numRuns: 30 },
    )
  })

  it('may carry signatures of others, which do not count', () => {
    const witness = signNote(TEXT, 'witness', other).slice(TEXT.length + 1)
    expect(open(`${TEXT}\n${witness}${SIGNATURE}`)).toBe(TEXT)
    expect(open(`${TEXT}\n${SIGNATURE}${witness}`)).toBe(TEXT)
    expect(open(`${TEXT}\n${witness}`)).toBeUndefined()
    expect(open(signNote(TEXT, NAME, other))).toBeUndefined()
  })

  it('may carry signatures of other lengths: other algorithms have them', () => {
    const lineOf = (length: number) => `— witness ${Buffer.alloc(length, 9).toString('base64')}\n`
    for (const length of [72, 76]) expect(open(`${NOTE}${lineOf(length)}`)).toBe(TEXT)
    expect(open(`${NOTE}${lineOf(72).trimEnd()}===\n`)).toBeUndefined()
  })

  it('may hold blank lines: the signatures are behind the last', () => {
    const text = 'one\n\ntwo\n'
    expect(open(signNote(text, NAME, key))).toBe(text)
  })

  it.each([
    ['of another text', NOTE.replace('know', 'see')],
    ['of another name', NOTE.replaceAll(NAME, 'PaulNeumann')],
    ['that was changed', withBytes(flip(60))],
    ['with another key id', withBytes(flip(0))],
    ['cut short', withBytes((bytes) => bytes.subarray(0, 40))],
    ['right once and wrong once', `${NOTE}${withBytes(flip(9)).slice(TEXT.length + 1)}`],
    ['without its last newline', NOTE.slice(0, -1)],
    ['without a blank line before it', `${TEXT}${SIGNATURE}`],
    ['behind a line that is none', `${TEXT}\nnot a signature\n${SIGNATURE}`],
    ['before a line that is none', `${NOTE}not a signature\n`],
    ['with something before the dash', NOTE.replace('— ', '> — ')],
    ['with something behind it', NOTE.replace(/=\n$/, '= trusted\n')],
    ['of two names', NOTE.replace(`— ${NAME}`, `— ${NAME} ${NAME}`)],
    ['of a name with a plus', NOTE.replace(`— ${NAME}`, `— ${NAME}+x`)],
    ['in another alphabet', NOTE.replace(/x08go.*=/, (text) => text.replaceAll('/', '_'))],
    ['that is empty', `${TEXT}\n— ${NAME} \n`],
    ['that is missing', `${TEXT}\n`],
    ['of no text', signNote('', NAME, key)],
  ])('is no note with a signature %s', (_name, note) => {
    expect(open(note)).toBeUndefined()
  })

  it('has signatures that verify for one key and one text', () => {
    const signature = key.sign('text')
    expect(verifySignature(key.publicKey, 'text', signature)).toBe(true)
    expect(verifySignature(key.publicKey, 'text ', signature)).toBe(false)
    expect(verifySignature(other.publicKey, 'text', signature)).toBe(false)
  })
})

describe('a verifier key', () => {
  it('is read back as it was written', () => {
    expect(parseVerifierKey(VERIFIER)).toEqual({ name: NAME, publicKey: key.publicKey })
  })

  const [, id = ''] = VERIFIER.split('+', 2)
  it.each([
    ['of another name: its id covers the name', VERIFIER.replace('Peter', 'Paul')],
    ['of another key', `${NAME}+${id}+${Buffer.concat([Buffer.from([1]), other.publicKey]).toString('base64')}`],
    ['of another algorithm', `${NAME}+${id}+${Buffer.concat([Buffer.from([2]), key.publicKey]).toString('base64')}`],
    ['with a byte more', verifierKey(NAME, Buffer.concat([key.publicKey, Buffer.from([0])]))],
    ['with a byte less', verifierKey(NAME, key.publicKey.subarray(0, -1))],
    ['with its id in capitals', VERIFIER.replace(id, id.toUpperCase())],
    ['with a longer id', VERIFIER.replace(id, `${id}0`)],
    ['without a name', VERIFIER.slice(NAME.length)],
    ['with a blank in front', ` ${VERIFIER}`],
    ['with a blank behind', `${VERIFIER} `],
    ['that is empty', ''],
  ])('is none %s', (_name, text) => {
    expect(parseVerifierKey(text)).toBeUndefined()
  })
})

import { keyId } from '@countersign/shared/ids'
import { expect, it } from 'vitest'
import { formatApiKey, hashApiKeySecret, parseApiKey } from './api-key.ts'

const ID = keyId.parse('samplekey0001')
const SECRET = `${'aB3_-'.repeat(8)}xyz`
const KEY = `apk_live_${ID}_${SECRET}`

it('prints a key with a prefix that scanners know, and reads it back', () => {
  expect(formatApiKey(ID, SECRET)).toBe(KEY)
  expect(parseApiKey(KEY)).toEqual({ id: ID, secret: SECRET })
})

it.each([
  ['nothing', ''],
  ['another prefix', KEY.replace('live', 'test')],
  ['something before it', ` ${KEY}`],
  ['something after it', `${KEY}x`],
  ['a line after it', `${KEY}\n`],
  ['a secret that is too short', KEY.slice(0, -1)],
  ['a secret in another alphabet', `${KEY.slice(0, -1)}+`],
  ['an id that is too short', `apk_live_short_${SECRET}`],
  ['an id in capitals', `apk_live_${ID.toUpperCase()}_${SECRET}`],
])('does not take %s for a key', (_, presented) => {
  expect(parseApiKey(presented)).toBeUndefined()
})

it('keeps the SHA-256 of the secret and nothing else of it', () => {
  expect(hashApiKeySecret('abc').toString('hex')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  )
})

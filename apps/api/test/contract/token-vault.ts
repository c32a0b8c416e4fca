import { describe, expect, it } from 'vitest'
import { createIdentifiers } from '../../src/adapters/crypto/identifiers.ts'
import type { TokenVault } from '../../src/ports/token-vault.ts'

const inAnHour = () => new Date(Date.now() + 3_600_000)
const ids = createIdentifiers()

/** The suite every TokenVault passes. `open` yields a vault that shares its store with earlier calls. */
export function tokenVaultContract(name: string, open: () => TokenVault): void {
  describe(`the token vault on ${name}`, () => {
    it('returns what was put, at once', async () => {
      const [vault, attempt] = [open(), ids.attempt()]
      await vault.put(attempt, 'v1.k1.nonce.sealed', inAnHour())
      expect(await vault.get(attempt)).toBe('v1.k1.nonce.sealed')
    })

    it('knows nothing of an attempt that was never put', async () => {
      expect(await open().get(ids.attempt())).toBeUndefined()
    })

    it('takes the same envelope again, so that a repeated registration is harmless', async () => {
      const [vault, attempt] = [open(), ids.attempt()]
      expect(await vault.put(attempt, 'v1.k1.nonce.same', inAnHour())).toBe('stored')
      expect(await vault.put(attempt, 'v1.k1.nonce.same', inAnHour())).toBe('stored')
    })

    it('refuses another envelope for a known attempt and keeps the first', async () => {
      const [vault, attempt] = [open(), ids.attempt()]
      await vault.put(attempt, 'v1.k1.nonce.first', inAnHour())
      expect(await vault.put(attempt, 'v1.k1.nonce.second', inAnHour())).toBe('conflict')
      expect(await vault.get(attempt)).toBe('v1.k1.nonce.first')
    })

    it('stores exactly one of 20 different envelopes put at once', async () => {
      const attempt = ids.attempt()
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => open().put(attempt, `v1.k1.n.${index}`, inAnHour())),
      )
      expect(answers.filter((answer) => answer === 'stored')).toHaveLength(1)
      expect(await open().get(attempt)).toBe(`v1.k1.n.${answers.indexOf('stored')}`)
    })

    it('holds an envelope of a 2,048-character token', async () => {
      const [vault, attempt, envelope] = [open(), ids.attempt(), `v1.k1.nonce.${'x'.repeat(2_800)}`]
      await vault.put(attempt, envelope, inAnHour())
      expect(await vault.get(attempt)).toBe(envelope)
    })

    it('forgets what was removed, and removing twice is fine', async () => {
      const [vault, attempt] = [open(), ids.attempt()]
      await vault.put(attempt, 'v1.k1.nonce.gone', inAnHour())
      await vault.remove(attempt)
      await vault.remove(attempt)
      expect(await vault.get(attempt)).toBeUndefined()
    })
  })
}

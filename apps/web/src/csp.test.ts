import { expect, test } from 'vitest'
import { contentSecurityPolicy } from './csp.ts'

test('lets only scripts with the nonce run, and no inline anything', () => {
  const policy = contentSecurityPolicy('abc', { development: false })
  expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic'")
  expect(policy).not.toContain('unsafe')
  expect(policy).not.toContain('*')
})

test('locks framing, plugins, base and forms', () => {
  const policy = contentSecurityPolicy('abc', { development: false })
  for (const rule of [
    "default-src 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ])
    expect(policy).toContain(rule)
})

import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ConfigError, parseConfig } from './config.ts'
import { readEnv } from './env.ts'

const key = () => randomBytes(32).toString('base64')
const complete = {
  DATABASE_URL: 'postgres://countersign_app@127.0.0.1/countersign',
  TOKEN_KEYS: `k1:${key()}`,
  SESSION_SECRETS: key(),
}
const parse = (env: Record<string, string>) => parseConfig(readEnv(env))
const problemsOf = (env: Record<string, string>): readonly string[] => {
  try {
    parse(env)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

const folder = mkdtempSync(join(tmpdir(), 'config-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the configuration', () => {
  it('has defaults for one machine', () => {
    const { config } = parse(complete)
    expect(config).toMatchObject({
      production: false,
      authMode: 'none',
      http: { host: '127.0.0.1', port: 8080, publicUrl: 'http://127.0.0.1:3000', trustProxy: false },
      tokenVault: { kind: 'dynamodb', table: 'countersign-task-tokens' },
      worker: { sendTaskRate: 400, livenessSeconds: 3 },
    })
  })

  it('reports every problem at once, each with its remedy', () => {
    const problems = problemsOf({ API_PORT: 'many', AUTH_MODE: 'trust-me', TRUST_PROXY: 'true', PUBLIC_URL: 'nowhere' })
    for (const name of [
      'DATABASE_URL',
      'TOKEN_KEYS',
      'SESSION_SECRETS',
      'API_PORT',
      'AUTH_MODE',
      'TRUST_PROXY',
      'PUBLIC_URL',
    ])
      expect(problems.filter((problem) => problem.includes(name))).toHaveLength(1)
    expect(problems).toHaveLength(7)
  })

  it('never prints a secret', () => {
    const short = 'c2VjcmV0LXZhbHVl'
    const text = problemsOf({
      ...complete,
      TOKEN_KEYS: `k1:${short}`,
      SESSION_SECRETS: short,
      TOKEN_HASH_KEY: short,
    }).join()
    expect(text).toContain('TOKEN_KEYS')
    expect(text).not.toContain(short)
  })

  it('refuses the demo in production and beyond this machine', () => {
    const demo = { ...complete, AUTH_MODE: 'demo' }
    expect(problemsOf(demo)).toEqual([])
    expect(problemsOf({ ...demo, NODE_ENV: 'production', TOKEN_HASH_KEY: key() })).toHaveLength(1)
    expect(problemsOf({ ...demo, API_HOST: '0.0.0.0' })).toHaveLength(1)
    expect(problemsOf({ ...demo, PUBLIC_URL: 'https://approvals.example.com' })).toHaveLength(1)
    expect(problemsOf({ ...demo, PUBLIC_URL: 'http://127.0.0.1.example.com' })).toHaveLength(1)
  })

  it('wants https and a hash key of its own in production', () => {
    const production = { ...complete, NODE_ENV: 'production', PUBLIC_URL: 'http://approvals.example.com' }
    expect(problemsOf(production).join()).toMatch(/TOKEN_HASH_KEY.*PUBLIC_URL/s)
    expect(problemsOf({ ...production, PUBLIC_URL: 'https://approvals.example.com', TOKEN_HASH_KEY: key() })).toEqual(
      [],
    )
  })

  it('reads each secret from a file as well, but not from both places', () => {
    const file = join(folder, 'token-keys')
    writeFileSync(file, `${complete.TOKEN_KEYS}\n`)
    const { TOKEN_KEYS: _, ...rest } = complete
    expect(parse({ ...rest, TOKEN_KEYS_FILE: file }).secrets.tokenKeys[0].id).toBe('k1')
    expect(problemsOf({ ...complete, TOKEN_KEYS_FILE: file }).join()).toContain('keep one')
    expect(problemsOf({ ...rest, TOKEN_KEYS_FILE: join(folder, 'missing') }).join()).toContain('TOKEN_KEYS_FILE')
  })

  it('keeps old token keys after a rotation and the identity key unchanged', () => {
    const before = parse(complete).secrets
    const after = parse({ ...complete, TOKEN_KEYS: `k2:${key()},${complete.TOKEN_KEYS}` }).secrets
    expect(after.tokenKeys.map((each) => each.id)).toEqual(['k2', 'k1'])
    expect(after.tokenHashKey).toEqual(before.tokenHashKey)
  })

  it('refuses a repeated key id', () => {
    expect(problemsOf({ ...complete, TOKEN_KEYS: `k1:${key()},k1:${key()}` }).join()).toContain('repeat')
  })

  it('trusts a number of proxies or address ranges, never everyone', () => {
    expect(parse({ ...complete, TRUST_PROXY: '1' }).config.http.trustProxy).toBe(1)
    expect(parse({ ...complete, TRUST_PROXY: 'loopback, 10.0.0.0/8' }).config.http.trustProxy).toEqual([
      'loopback',
      '10.0.0.0/8',
    ])
    for (const value of ['true', '*', '0.0.0.0/0', '::/0', 'everyone', '10.0.0.0/33'])
      expect(problemsOf({ ...complete, TRUST_PROXY: value }), value).toHaveLength(1)
  })
})

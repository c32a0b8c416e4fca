import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'

const hasOpenssl = spawnSync('openssl', ['version']).status === 0

test.skipIf(!hasOpenssl)('the README signs a callback as the published library verifies it', () => {
  const lines = readFileSync(new URL('../../../../../README.md', import.meta.url), 'utf8').split('\n')
  const signing = lines.slice(
    lines.findIndex((line) => line.startsWith('BODY=')),
    lines.findIndex((line) => line.startsWith('SIGNATURE=')) + 1,
  )
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  const script = [...signing, 'printf "%s\\n" "$ID" "$AT" "$SIGNATURE" "$BODY"'].join('\n')
  const { stdout } = spawnSync('sh', ['-c', script], { env: { ...process.env, SECRET: secret }, encoding: 'utf8' })
  const [id = '', at = '', signature = '', body = ''] = stdout.split('\n')
  const headers = { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature }
  expect(new Webhook(secret).verify(body, headers)).toEqual({ outcome: 'approve', comment: 'On shelf 12' })
})

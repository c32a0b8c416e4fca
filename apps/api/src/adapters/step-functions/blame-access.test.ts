import { expect, it } from 'vitest'
import type { TokenOutcome } from '../../domain/token-outcome.ts'
import { type AccountAccess, ownAccess } from '../accounts/account-access.ts'
import { blameAccess } from './blame-access.ts'

const credentials = { accessKeyId: 'ASIA', secretAccessKey: 's', sessionToken: 't' }
const WHERE = { account: '111111111111', region: 'eu-west-1', action: 'states:SendTaskSuccess' }
const refusedBy = (error: string): TokenOutcome => ({ kind: 'refused', error, detail: 'no', requestId: 'r' })

function blame(outcome: TokenOutcome, ageMs: number | null) {
  const forgotten: string[] = []
  const accounts: AccountAccess = { ...ownAccess, forget: ({ accessKeyId }) => forgotten.push(accessKeyId) }
  const access =
    ageMs === null ? { kind: 'own' as const } : { kind: 'session' as const, credentials, ageMs, roleArn: 'R' }
  return { outcome: blameAccess(accounts, access, outcome, WHERE), forgotten }
}

it.each(['AccessDeniedException', 'UnrecognizedClientException', 'InvalidClientTokenId'])(
  'blames credentials that are not fresh for %s, and the account once they are',
  (error) => {
    const old = blame(refusedBy(error), 61_000)
    expect(old).toMatchObject({ outcome: { kind: 'retryLater', error }, forgotten: ['ASIA'] })
    const fresh = blame(refusedBy(error), 1_000)
    expect(fresh).toMatchObject({ outcome: { kind: 'noAccess', account: WHERE.account, error }, forgotten: [] })
    for (const part of [WHERE.account, WHERE.region, WHERE.action, 'R', '/accounts'])
      expect('detail' in fresh.outcome && fresh.outcome.detail).toContain(part)
  },
)

it('replaces credentials that have expired, however fresh they seemed', () => {
  const expired: TokenOutcome = { kind: 'retryLater', error: 'ExpiredTokenException', afterMs: null, requestId: null }
  expect(blame(expired, 5)).toMatchObject({ outcome: { kind: 'retryLater' }, forgotten: ['ASIA'] })
})

it("says that the service's own credentials lack a permission", () => {
  const { outcome } = blame(refusedBy('AccessDeniedException'), null)
  expect(outcome).toMatchObject({ kind: 'noAccess', detail: expect.stringContaining("the service's own credentials") })
})

it.each(['InvalidToken', 'InvalidOutput', 'KmsAccessDeniedException', 'ValidationException'])(
  'does not take %s for a matter of the account',
  (error) => {
    expect(blame(refusedBy(error), 90_000)).toMatchObject({ outcome: { kind: 'refused', error }, forgotten: [] })
  },
)

import { expect, it } from 'vitest'
import { slackIssuer } from '../slack-in/issuer.ts'
import { audienceIds } from './audience-ids.ts'
import { slackAccountOf } from './slack-account.ts'

it('reaches teams and people, and no outside system', () => {
  const asked = [
    { kind: 'team', id: 'payments', name: 'Payments' },
    { kind: 'person', id: 'usr_bo', name: 'Bo' },
    { kind: 'integration', id: 'int_1', name: 'ServiceNow' },
    { kind: 'team', id: 'finance', name: 'Finance' },
  ] as const
  expect(audienceIds(asked)).toEqual({ teams: ['payments', 'finance'], people: ['usr_bo'] })
})

it('finds the linked Slack account, of several the one that sorts first', () => {
  const google = { issuer: 'https://accounts.example.com', subject: 'U0' }
  const second = { issuer: slackIssuer('T2'), subject: 'U2' }
  const first = { issuer: slackIssuer('T1'), subject: 'U1' }
  expect(slackAccountOf({ identities: [google] })).toBeNull()
  for (const identities of [
    [google, second, first],
    [first, google, second],
  ])
    expect(slackAccountOf({ identities })).toEqual({ workspaceId: 'T1', slackUserId: 'U1' })
})

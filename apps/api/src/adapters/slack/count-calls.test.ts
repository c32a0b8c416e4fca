import { expect, it } from 'vitest'
import type { SlackClient } from '../../ports/slack-client.ts'
import { countMails } from '../email/count-mails.ts'
import { countSlackCalls } from './count-calls.ts'

it('counts every call to Slack by its method and what came of it, and hands both on untouched', async () => {
  const seen: unknown[] = []
  const given: unknown[] = []
  const client = new Proxy({} as SlackClient, {
    get: (_, method) => {
      const call = async (...args: unknown[]) => {
        given.push([method, ...args])
        return { kind: 'rate-limited', afterMs: 7 }
      }
      return call
    },
  })
  let now = 0
  const clock = { monotonicMs: () => (now += 500) }
  const metrics = { slackCalled: (...told: unknown[]) => void seen.push(told) }
  const counted = countSlackCalls({ clock, metrics }, client)
  expect(await counted.channelInfo('T1', 'C1')).toEqual({ kind: 'rate-limited', afterMs: 7 })
  expect(await counted.userInfo('T1', 'U1')).toEqual({ kind: 'rate-limited', afterMs: 7 })
  expect(given).toEqual([
    ['channelInfo', 'T1', 'C1'],
    ['userInfo', 'T1', 'U1'],
  ])
  expect(seen).toEqual([
    ['channelInfo', 'rate-limited', 0.5],
    ['userInfo', 'rate-limited', 0.5],
  ])
})

it('counts every mail by what the server said', async () => {
  const seen: string[] = []
  const mailer = countMails({ mailTried: (result) => seen.push(result) }, { send: async () => ({ kind: 'sent' }) })
  expect(await mailer.send({} as never)).toEqual({ kind: 'sent' })
  expect(seen).toEqual(['sent'])
})

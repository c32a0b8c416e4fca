import { teamId } from '@countersign/shared/ids'
import { slackOn } from './fake-channels.ts'
import { TEAMS } from './people.ts'
import type { startRig } from './rig.ts'

type World = Awaited<ReturnType<Awaited<ReturnType<typeof startRig>>['fresh']>>

const teamsOf = (...teams: readonly { readonly id: string }[]) => teams.map(({ id }) => teamId.parse(id))

const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString()

/** What a few weeks leave on the pages of an admin: answers, failures, something disabled. */
export function busySetup({ store, integrations, webhooks, channels }: World) {
  channels.slack = slackOn()
  const approvalId = [...store.approvals.values()][0]?.id ?? null
  const board = integrations.add({
    name: 'Change board',
    kind: 'servicenow',
    teams: teamsOf(TEAMS.PAYMENTS, TEAMS.FULFILMENT),
    policies: ['refunds'],
    outcomes: ['approve', 'reject'],
    createdAt: ago(86_400 * 40),
  })
  const gate = integrations.add({
    name: 'Release gate',
    kind: 'github',
    teams: teamsOf(TEAMS.PLATFORM),
    disabledAt: ago(86_400),
  })
  const message = (messageId: string, result: string, status: number, seconds: number) => ({
    messageId,
    approvalId: status < 202 || status === 422 ? approvalId : null,
    result,
    status,
    receivedAt: ago(seconds),
  })
  integrations.messages.set(board.id, [
    message('msg_2KWPBgLlAfxdpx2AI54pPJ85f4W', 'decided', 200, 180),
    message('msg_2KWPBgLlAfxdpx2AI54pPJ85f4X', 'ignored', 202, 3_600),
    message('msg_2KWPBgLlAfxdpx2AI54pPJ85f4Y', 'unmappable', 422, 86_400),
    message('3f0c2f6e-change-CHG0040007-approval-1-of-1-retried-by-the-business-rule', 'already-decided', 409, 90_000),
  ])
  const hook = webhooks.add({
    name: 'Data warehouse',
    url: 'https://ingest.fjordandfield.example/hooks/countersign',
    eventTypes: ['approval.decided', 'callback.confirmed'],
    health: { pending: 3, lastDeliveredAt: ago(240), lastError: 'HTTP 503' },
  })
  webhooks.deliver(hook.id, { createdAt: ago(400) })
  const started = ago(300)
  webhooks.deliver(hook.id, {
    status: 'failed',
    attempts: 2,
    approvalId,
    log: [
      {
        number: 1,
        startedAt: started,
        finishedAt: new Date(Date.parse(started) + 412).toISOString(),
        statusCode: 503,
        error: null,
        response: '<html>Service Unavailable</html>',
      },
      {
        number: 2,
        startedAt: started,
        finishedAt: new Date(Date.parse(started) + 10_000).toISOString(),
        statusCode: null,
        error: 'no answer within 10 s',
        response: null,
      },
    ],
  })
  webhooks.deliver(hook.id, { type: 'callback.confirmed', status: 'pending', attempts: 0, finishedAt: null, log: [] })
  return { board, gate, hook, approvalId }
}

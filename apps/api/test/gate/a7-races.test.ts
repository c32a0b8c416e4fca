import { setTimeout as wait } from 'node:timers/promises'
import { problemSchema } from '@countersign/shared/problems'
import type { Via } from '@countersign/shared/statuses'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { castVote } from '../../src/use-cases/cast-vote.ts'
import { requestApproval } from '../../src/use-cases/request-approval.ts'
import { aRegistration, aVote, byKey, byUser } from '../builders.ts'
import { type ChannelsWorld, seededRandom, startChannelsWorld } from '../channels/channels-world.ts'
import type { Client, Reply } from '../http/support/test-api.ts'
import { openLane } from '../model/lane.ts'
import type { PersonId } from '../model/people.ts'
import { ANA_IN_SLACK, GENERAL, shownOf } from '../slack-in/slack-in-world.ts'
import { type Sent, slackButtons, slackPayloads } from '../support/slack-driver.ts'
import { accepted } from '../support/test-core.ts'
import { batteryTimeoutMs, report, size } from './size.ts'

const RACES = size(100, 10_000)
/** Five people at once, where two votes decide. */
const QUORUMS = size(60, 5_000)
/** So many of them are held at the row until all four have judged that it is pending: the row itself must decide. */
const HELD = size(10, 250)
const AT_A_TIME = 8
/** Who wins starts that much later in the next race, so that all channels come in together and each wins its share. */
const HANDICAP_MS = 6
const JITTER_MS = 8
/** Now and then Slack comes when all is over, so that a form hears of it while it is still open. */
const LATE_SHARE = 0.1
const LATE_MS = 150

const VIAS = ['web', 'api', 'slack', 'callback'] as const
const NAMES = { web: 'Marco Bianchi', api: 'Helen Weiss', slack: 'Ana Lindqvist', callback: 'Warehouse' } as const
const LABELS = { approve: 'Approve', reject: 'Reject' } as const
type Outcome = keyof typeof LABELS
type Racer = (typeof VIAS)[number]

interface Race {
  readonly id: string
  readonly outcomes: Readonly<Record<Racer, Outcome>>
  readonly replies: Readonly<Record<Exclude<Racer, 'slack'>, Reply>>
  /** What Slack heard at once: nothing, or what is wrong with a form. */
  readonly ack: Sent
}

let world: ChannelsWorld
let stopJobs: () => Promise<void>
let web: Client
let api: Client
let secret: string
let holder: pg.Client
const random = seededRandom(20_261_121)
const handicaps: Record<Racer, number> = { web: 0, api: 0, slack: 0, callback: 0 }

beforeAll(async () => {
  world = await startChannelsWorld()
  // A whisper leaves nothing behind there, and the emulated Slack takes 5,000 calls an hour.
  world.slack.fault = ({ method }) =>
    method === 'chat.postEphemeral' ? { kind: 'answer', status: 200, body: { ok: true, message_ts: '1.1' } } : undefined
  // What is shown in Slack meanwhile is other tests' concern; here it would only wait for its turn of a second each.
  stopJobs = await world.startJobs(['slack-action'])
  web = await world.api.signIn('marco')
  api = await world.api.keyClient({ scopes: ['approvals:decide'], actsAs: 'usr_helen' })
  holder = new pg.Client({ connectionString: world.api.ownerUrl })
  await holder.connect()
  secret = (await world.integrate({ name: NAMES.callback })).secret.secret
})
afterAll(async () => {
  await stopJobs?.()
  await holder?.end()
  await world?.close()
})

async function race(held = false): Promise<Race> {
  const view = await world.register()
  if (held) await hold(view.id)
  const flip = (): Outcome => (random() < 0.5 ? 'approve' : 'reject')
  // Never four alike: web and callback contradict each other.
  const first = flip()
  const outcomes = {
    web: first,
    api: flip(),
    slack: flip(),
    callback: first === 'approve' ? 'reject' : 'approve',
  } as const
  const viaForm = random() < 0.5
  const late = !held && random() < LATE_SHARE
  const vote = (client: Client, outcome: Outcome) =>
    client('POST', `/v1/approvals/${view.id}/votes`, { body: { outcome, caseDigest: view.caseDigest } })
  const inSlack = { ...shownOf(view), outcome: outcomes.slack }
  const ana = { userId: ANA_IN_SLACK }
  const payload = viaForm
    ? slackPayloads.submit(ana, { ...inSlack, from: { channelId: GENERAL, ts: '1.1' } }, { comment: { value: 'So.' } })
    : slackPayloads.press(ana, slackButtons.decide(inSlack), { channel_id: GENERAL })
  const [byWeb, byApi, ack, byCallback] = await Promise.all([
    start('web').then(() => vote(web, outcomes.web)),
    start('api').then(() => vote(api, outcomes.api)),
    start('slack', late ? LATE_MS : 0).then(() => world.driver.send(payload)),
    start('callback').then(() => world.callBack(view.callbackUrl, secret, { outcome: outcomes.callback })),
    held ? letGo() : null,
  ])
  const replies = { web: byWeb, api: byApi, callback: byCallback }
  const winner = VIAS.find((via) => via !== 'slack' && replies[via].status === 200) ?? 'slack'
  if (!held && !late) handicaps[winner] += HANDICAP_MS
  return { id: view.id, outcomes, replies, ack }
}

const start = (via: Racer, more = 0): Promise<void> =>
  wait(handicaps[via] - Math.min(...Object.values(handicaps)) + random() * JITTER_MS + more)

/** Others may read the row and refer to it, but not change it. */
const hold = async (id: string) => {
  await holder.query('begin')
  await holder.query('select 1 from approval where id = $1 for no key update', [id])
}

async function letGo(): Promise<void> {
  const waiting = `select count(*)::int as waiting from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`
  const count = async () => (await world.api.sql(waiting)).rows[0]?.waiting
  await expect.poll(count, { timeout: 10_000, interval: 5 }).toBe(VIAS.length)
  await holder.query('commit')
}

interface Fact {
  readonly approval: string
  readonly status: string
  readonly decisions: readonly { id: string; outcome: string; via: Via; name: string; at: string }[]
  readonly votes: readonly string[]
  readonly answers: number
  readonly audited: readonly { type: string; via: Via }[]
}

/** One row a race, by the tables and by the audit log. */
async function readFacts(): Promise<Map<string, Fact>> {
  const { rows } = await world.api.sql(`
    select a.id as approval, a.status,
      (select json_agg(json_build_object('id', d.id, 'outcome', d.outcome, 'at', d.decided_at,
        'via', d.decided_by -> 0 ->> 'via', 'name', d.decided_by -> 0 ->> 'name'))
        from decision d where d.approval_id = a.id) as decisions,
      (select json_agg(v.via) from vote v where v.approval_id = a.id) as votes,
      (select count(*)::int from callback c where c.approval_id = a.id) as answers,
      (select json_agg(json_build_object('type', e.type, 'via', e.leaf::jsonb -> 'data' ->> 'via') order by e.seq)
        from audit_entry e where e.approval_id = a.id) as audited
    from approval a`)
  return new Map(rows.map((row) => [row.approval, row]))
}

it(`has one winner in each of ${RACES} races, and tells every loser who it was and when`, {
  timeout: batteryTimeoutMs(180_000),
}, async () => {
  const races: Race[] = []
  const from = performance.now()
  let next = 0
  await Promise.all(
    Array.from({ length: AT_A_TIME }, async () => {
      for (let index = next++; index < RACES - HELD; index = next++) races.push(await race())
    }),
  )
  for (let index = 0; index < HELD; index += 1) races.push(await race(true))
  await expect.poll(() => world.jobsWaiting('slack-action'), { timeout: size(20_000, 300_000) }).toBe(0)
  const facts = await readFacts()
  const whispers = world.told(ANA_IN_SLACK)
  const wins = { web: 0, api: 0, slack: 0, callback: 0 }
  for (const each of races) wins[checkRace(each, facts.get(each.id), whispers)] += 1
  expect(races).toHaveLength(RACES)
  for (const via of VIAS) expect(wins[via], via).toBeGreaterThan(0)
  // Whether a form is late enough is up to the machine.
  expect(races.filter(({ ack }) => ack.body !== null).length).toBeGreaterThanOrEqual(size(0, 1))
  report('A7 one of four', { races: races.length, seconds: Math.round((performance.now() - from) / 1_000), ...wins })
})

it(`counts two of five votes to the vote, ${QUORUMS} times, and tells the others that it was decided`, {
  timeout: batteryTimeoutMs(120_000),
}, async () => {
  const lane = await openLane()
  const from = performance.now()
  const results = { approved: 0, rejected: 0, late: 0 }
  const rush = async () => {
    const request = { team: 'finance', policy: 'pair', requestedBy: { id: 'usr_req', name: 'Req' } }
    const { approval } = accepted(await requestApproval(lane.deps, aRegistration({ request })))
    const people: PersonId[] = ['usr_ana', 'usr_bo', 'usr_cy', 'usr_dee', 'usr_max']
    const votes = people.map((id, index) => {
      const person = byUser(id)
      const principal = index % 2 === 0 || person.kind !== 'user' ? person : byKey({ actsAs: person.user })
      const vote = aVote(approval.caseDigest, { outcome: random() < 0.5 ? 'approve' : 'reject', undoSeconds: 0 })
      return castVote(lane.deps, { principal, approvalId: approval.id, request: vote, expectedVersion: null })
    })
    const answers = await Promise.all(votes)
    const [row, ...more] = await lane.sql<{
      status: string
      outcome: string
      by: number
      alike: number
      other: number
    }>(
      `select a.status, d.outcome, json_array_length(d.decided_by::json) as by,
         (select count(*)::int from vote v where v.approval_id = a.id and v.outcome = d.outcome) as alike,
         (select count(*)::int from vote v where v.approval_id = a.id and v.outcome <> d.outcome) as other
       from approval a join decision d on d.approval_id = a.id where a.id = $1`,
      [approval.id],
    )
    if (!row || more.length > 0) throw new Error('not decided once')
    const late = answers.flatMap((answer) => (answer.kind === 'refused' ? [answer.refusal.code] : []))
    // Five votes of two kinds: one kind has two before the other has more than one.
    expect([row.by, row.alike, row.other <= 1, late.length]).toEqual([2, 2, true, 5 - 2 - row.other])
    expect(new Set(late)).toEqual(new Set(['already-decided']))
    results[row.status === 'approved' ? 'approved' : 'rejected'] += 1
    results.late += late.length
  }
  try {
    for (let done = 0; done < QUORUMS; done += 4) await Promise.all([rush(), rush(), rush(), rush()])
  } finally {
    await lane.close()
  }
  expect(results.approved + results.rejected).toBeGreaterThanOrEqual(QUORUMS)
  report('A7 two of five', { ...results, seconds: Math.round((performance.now() - from) / 1_000) })
})

/** Fails unless exactly one has won and all others know; returns the winner. */
function checkRace({ id, outcomes, replies, ack }: Race, fact: Fact | undefined, whispers: readonly string[]): Racer {
  const [decision, ...more] = fact?.decisions ?? []
  if (!fact || !decision) throw new Error(`nobody has decided ${id}`)
  const winner = VIAS.find((via) => via === decision.via) ?? 'web'
  const outcome = outcomes[winner]
  expect([more, fact.votes, fact.answers, decision.outcome, decision.name]).toEqual([
    [],
    [winner],
    1,
    outcome,
    NAMES[winner],
  ])
  expect(fact.status).toBe(outcome === 'approve' ? 'approved' : 'rejected')
  expect(fact.audited.filter(({ type }) => ['approval.voted', 'approval.decided'].includes(type))).toEqual([
    { type: 'approval.voted', via: winner },
    { type: 'approval.decided', via: winner },
  ])

  const at = new Date(decision.at).toISOString()
  const said = `${NAMES[winner]} decided “${LABELS[outcome]}”`
  for (const via of ['web', 'api', 'callback'] as const) {
    if (via === winner) {
      expect([via, replies[via].status]).toEqual([via, 200])
      continue
    }
    expect([via, replies[via].status, replies[via].headers.get('content-type')?.split(';')[0]]).toEqual([
      ...[via, 409, 'application/problem+json'],
    ])
    const problem = problemSchema.parse(replies[via].body)
    expect(problem.winner).toEqual({ name: NAMES[winner], outcome, label: LABELS[outcome], at, via: winner })
    expect(problem.detail).toContain(`${said} at ${at}. Your answer was not recorded.`)
  }

  // A form that comes too late hears it in the form; whoever lost between the ack and the worker, beside the message.
  const inForm = JSON.stringify((ack.body as { errors?: object } | null)?.errors ?? null)
  const heard = [...whispers.filter((text) => text.includes(id)), ...(inForm === 'null' ? [] : [inForm])]
  expect([ack.status, heard.length]).toEqual([200, winner === 'slack' ? 0 : 1])
  const inSlack = new RegExp(`${said} (just now|\\d+ s ago)\\. Your answer was not recorded\\.`)
  for (const text of heard) expect(text).toMatch(inSlack)
  return winner
}

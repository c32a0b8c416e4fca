import { StopExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CrashPoint } from '../../src/adapters/system/crash-points.ts'
import { until } from '../delivery/workflow-world.ts'
import { type CrashWorld, createCrashWorld } from './crash-world.ts'
import { buildService } from './service-process.ts'

// Acceptance 4: kill -9 at every named point, api and worker at the same time. The engine's own history is the judge.
let world: CrashWorld
beforeAll(async () => {
  buildService()
  world = await createCrashWorld()
}, 180_000)
afterAll(() => world?.close())

const OF_THE_API: readonly CrashPoint[] = [
  'before-vault-put',
  'after-vault-put',
  'before-registration-commit',
  'after-registration-commit',
  'before-vote-commit',
  'after-vote-commit',
  'before-undo-commit',
]
const OF_THE_WORKER: readonly CrashPoint[] = [
  'after-lease',
  'after-token-open',
  'before-send',
  'after-send',
  'before-record-commit',
  'after-record-commit',
  'after-judge-lease',
  'after-judge',
  'after-shard-claim',
  'after-beat',
  'before-close-commit',
  'after-close-commit',
]

const approval = { title: 'Refund EUR 12', team: 'payments', heartbeatSeconds: 60 }
const gate = {
  StartAt: 'Review',
  States: {
    Review: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: 'register', Payload: { 'context.$': '$$', approval } },
      HeartbeatSeconds: 60,
      End: true,
    },
  },
}

/** What people and workflows do; each walks past other points. */
const STORIES = {
  async approved(executionArn: string) {
    await world.vote(await world.approvalOf(executionArn))
  },
  async replyLost(executionArn: string) {
    world.engine.controls.faults.add({ api: 'SendTaskSuccess', kind: 'acceptThenDrop', count: 1 })
    await world.vote(await world.approvalOf(executionArn))
  },
  async undone(executionArn: string) {
    const id = await world.approvalOf(executionArn)
    await world.vote(id, 10)
    await world.undo(id)
    await world.vote(id)
  },
  async stopped(executionArn: string) {
    await world.approvalOf(executionArn)
    await world.engine.client.send(new StopExecutionCommand({ executionArn }))
    await until(async () => {
      const { rows } = await world.owner.query(
        `select 1 from approval where execution_arn = $1 and status <> 'pending'`,
        [executionArn],
      )
      return rows[0]
    })
  },
}
type Story = keyof typeof STORIES

it('neither loses nor doubles anything when api and worker die at every named point', {
  timeout: 300_000,
}, async () => {
  const told: { story: Story; executionArn: string }[] = []
  let dying = 2
  const deaths = [world.dieAtEach('api', OF_THE_API), world.dieAtEach('worker', OF_THE_WORKER)].map((death) =>
    death.finally(() => {
      dying -= 1
    }),
  )
  const tell = async () => {
    for (const story of Object.keys(STORIES) as Story[]) {
      const executionArn = await world.startExecution(gate)
      await STORIES[story](executionArn)
      told.push({ story, executionArn })
    }
  }
  const tellUntilAllHaveDied = async () => {
    while (dying > 0) await tell()
  }
  await Promise.all([...deaths, tellUntilAllHaveDied(), tellUntilAllHaveDied()])

  for (const { story, executionArn } of told)
    if (story === 'stopped') await expectClosedOnce(executionArn)
    else await expectOneDecisionInEffect(executionArn)
  const answers = Object.values(world.engine.controls.counters.answers())
  expect(answers).toHaveLength(told.filter(({ story }) => story !== 'stopped').length)
  expect(answers.every(({ accepted }) => accepted === 1)).toBe(true)
})

it('leaves a log whose chain is whole', async () => {
  const { rows } = await world.owner.query(
    `select count(*)::int as broken from audit_entry e
     where e.hash <> sha256(convert_to(e.leaf, 'UTF8'))
       or (e.seq > 1 and e.previous_hash <> (select hash from audit_entry p where p.seq = e.seq - 1))`,
  )
  expect(rows).toEqual([{ broken: 0 }])
})

/** One decision, delivered once, shown as what it is. */
async function expectOneDecisionInEffect(executionArn: string): Promise<void> {
  const ended = await world.ended(executionArn)
  expect(ended.status).toBe('SUCCEEDED')
  const answer = JSON.parse(String(ended.output))
  const row = await until(async () => {
    const { rows } = await world.owner.query(
      `select c.status, c.history_event_type, d.id as decision_id, a.status as approval, t.status as attempt
       from approval a join attempt t on t.approval_id = a.id
         left join decision d on d.approval_id = a.id and d.undone_at is null
         left join callback c on c.decision_id = d.id
       where a.execution_arn = $1`,
      [executionArn],
    )
    // One approval, one attempt, one decision in force: a doubled one would be a second row.
    expect(rows).toHaveLength(1)
    return rows[0]?.history_event_type ? rows[0] : undefined
  })
  expect(row).toEqual({
    status: 'confirmed',
    history_event_type: 'TaskSucceeded',
    decision_id: answer.decisionId,
    approval: 'approved',
    attempt: 'closed',
  })
  const { 'approval.requested': requested, 'approval.decided': decided, ...others } = await auditCounts(executionArn)
  expect({ requested, decided }).toEqual({ requested: 1, decided: 1 + (others['approval.undone'] ?? 0) })
}

async function expectClosedOnce(executionArn: string): Promise<void> {
  const { rows } = await world.owner.query('select status, close_reason from approval where execution_arn = $1', [
    executionArn,
  ])
  expect(rows).toEqual([{ status: 'withdrawn', close_reason: 'execution_aborted' }])
  expect(await auditCounts(executionArn)).toEqual({ 'approval.requested': 1, 'approval.withdrawn': 1 })
}

async function auditCounts(executionArn: string): Promise<Record<string, number>> {
  const { rows } = await world.owner.query<{ type: string; n: number }>(
    `select e.type, count(*)::int as n from audit_entry e join approval a on a.id = e.approval_id
     where a.execution_arn = $1 group by 1`,
    [executionArn],
  )
  return Object.fromEntries(rows.map(({ type, n }) => [type, n]))
}

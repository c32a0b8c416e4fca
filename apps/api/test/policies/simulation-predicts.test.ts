import { teamId, userId } from '@countersign/shared/ids'
import { policyDocument, policyName } from '@countersign/shared/policy-document'
import { type SimulatedStep, simulationRequest } from '@countersign/shared/policy-trials'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Principal } from '../../src/domain/principal.ts'
import { presentSimulation, sayRefusal } from '../../src/present/policies/present-simulation.ts'
import { castVote } from '../../src/use-cases/cast-vote.ts'
import { deliverCallbacks } from '../../src/use-cases/deliver-callbacks.ts'
import { tendStage } from '../../src/use-cases/escalations/tend-stage.ts'
import { simulatePolicy } from '../../src/use-cases/policies/simulate-policy.ts'
import { byUser } from '../builders.ts'
import { createWorld, oneGate, type World } from '../delivery/workflow-world.ts'
import { accepted } from '../support/test-core.ts'

/** Acceptance 4: two stages, 2-of-3 with a CEL condition, and escalation, end to end; every step was predicted. */
let world: World
beforeAll(async () => {
  world = await createWorld()
  await world.owner.query(`
    insert into team (id, name, default_policy) values ('finance', 'Finance', 'default'), ('board', 'Board', 'default');
    insert into app_user (id, name, role) values
      ('usr_bo', 'Bo Chen', 'reviewer'), ('usr_cleo', 'Cleo Ruiz', 'reviewer'), ('usr_dag', 'Dag Moe', 'reviewer'),
      ('usr_eva', 'Eva Lund', 'reviewer'), ('usr_fay', 'Fay Adu', 'admin');
    insert into membership (team_id, user_id) values
      ('payments', 'usr_bo'), ('payments', 'usr_cleo'), ('finance', 'usr_dag'), ('board', 'usr_eva');
    insert into policy (name, current_version) values ('large-refunds', 1);`)
  await world.owner.query(
    `insert into policy_version (policy_name, version, document) values ('large-refunds', 1, $1)`,
    [policyDocument.parse(DOCUMENT)],
  )
})
afterAll(() => world.close())

const DOCUMENT = {
  stages: [
    { id: 'payments', name: 'Payments', require: { votes: 2 } },
    {
      id: 'finance',
      name: 'Finance lead',
      when: 'payload.amount > 1000.0',
      require: { votes: 1, from: { teams: [teamId.parse('finance')] } },
      escalate: { afterSeconds: 3_600, to: { teams: [teamId.parse('board')] } },
    },
    { id: 'board', name: 'Board', when: 'payload.amount > 100000.0', require: { votes: 1 } },
  ],
  checks: [{ label: 'Under the limit', pass: 'payload.amount < 5000.0' }],
}
const APPROVAL = {
  team: teamId.parse('payments'),
  title: 'Refund EUR 1,240',
  policy: 'large-refunds',
  requestedBy: { id: 'usr_cleo', name: 'Cleo Ruiz' },
  timeoutSeconds: 86_400,
  case: { payload: { amount: 1240 } },
}
/** Who votes when, in seconds: an excluded one, a member of a later stage, twice the same, and past the escalation. */
const VOTES = [
  { by: 'usr_cleo', afterSeconds: 60 },
  { by: 'usr_dag', afterSeconds: 120 },
  { by: 'usr_ana', afterSeconds: 180 },
  { by: 'usr_ana', afterSeconds: 240 },
  { by: 'usr_bo', afterSeconds: 300 },
  { by: 'usr_eva', afterSeconds: 1_000 },
  { by: 'usr_eva', afterSeconds: 4_200 },
].map((vote) => ({ ...vote, by: userId.parse(vote.by), outcome: 'approve' }))

const simulate = async () => {
  const { policy: _, ...request } = simulationRequest.parse({
    policy: { name: 'large-refunds' },
    case: APPROVAL,
    votes: VOTES,
  })
  const tried = { name: policyName.parse('large-refunds'), version: null }
  return presentSimulation(accepted(await simulatePolicy(world.deps, { principal: byUser('usr_fay'), tried, request })))
}

/** What a step says, without its instant: the engine's clock is its own. */
const told = (step: SimulatedStep) =>
  step.kind === 'vote'
    ? {
        by: step.by.id,
        result: step.result,
        rule: step.rule,
        stage: step.stage,
        standing: step.standing,
        sentence: step.result === 'refused' ? step.sentence : null,
      }
    : { kind: step.kind }

it('is predicted step by step by its simulation, which writes nothing', async () => {
  const counts = async () =>
    (
      await world.owner.query(
        'select (select count(*) from approval) a, (select count(*) from audit_entry) b, (select count(*) from vote) v',
      )
    ).rows[0]
  const before = await counts()
  const predicted = await simulate()
  expect(await counts()).toEqual(before)
  expect(
    predicted.stages.map(({ id, because, needed, may, barred }) => ({
      id,
      because,
      needed,
      may: may.map((each) => each.id),
      barred: barred.map((each) => each.id),
    })),
  ).toEqual([
    { id: 'payments', because: null, needed: '2 votes of Payments.', may: ['usr_ana', 'usr_bo'], barred: ['usr_cleo'] },
    {
      id: 'finance',
      because: 'Needed, because payload.amount > 1000.0 holds.',
      needed: '1 vote of Finance or Board.',
      may: ['usr_dag', 'usr_eva'],
      barred: [],
    },
  ])
  expect(predicted.skipped).toMatchObject([
    { id: 'board', sentence: 'Not needed: payload.amount > 100000.0 does not hold.' },
  ])
  expect(predicted.checks).toMatchObject([{ label: 'Under the limit', result: 'pass' }])
  expect(predicted.decision).toMatchObject({ outcome: 'approve', by: ['Ana Lindqvist', 'Bo Chen', 'Eva Lund'] })

  const { executionArn, id } = await world.startOne(oneGate(APPROVAL))
  const opened = (await world.dossier(id)).approval
  expect(opened.plan.stages.map(({ because }) => because)).toEqual(predicted.stages.map(({ because }) => because))
  expect(opened.plan.skipped.map((stage) => stage.id)).toEqual(predicted.skipped.map((stage) => stage.id))
  const happened: unknown[] = []
  for (const { by, afterSeconds } of VOTES) {
    await world.shiftDatabaseClock(afterSeconds)
    const earlier = (await world.dossier(id)).approval.escalated.length
    await tendStage({ ...world.deps, reach: () => ({ email: false, slack: false }) }, id)
    if ((await world.dossier(id)).approval.escalated.length > earlier) happened.push({ kind: 'escalated' })
    const principal: Principal = byUser(by)
    const request = { outcome: 'approve', caseDigest: opened.caseDigest, undoSeconds: 0 }
    const cast = await castVote(world.deps, { principal, approvalId: id, request, expectedVersion: null })
    const { approval } = await world.dossier(id)
    const { stage, given, needed, asked } = approval.standing
    const refused = cast.kind === 'refused' ? cast.refusal : null
    happened.push({
      by,
      result: refused ? 'refused' : cast.kind === 'voted' && cast.decision ? 'decided' : 'counted',
      rule: refused && 'rule' in refused ? refused.rule : null,
      stage: cast.kind === 'voted' ? cast.vote.stage : null,
      standing: approval.status === 'pending' ? { stage, given, needed, asked: asked.map(({ name }) => name) } : null,
      sentence: refused && sayRefusal(refused),
    })
  }
  expect(happened).toEqual(predicted.steps.map(told))
  expect(predicted.steps.map((step) => (step.kind === 'vote' ? step.result : step.kind))).toEqual([
    'refused',
    'refused',
    'counted',
    'refused',
    'counted',
    'refused',
    'escalated',
    'decided',
  ])

  await Promise.all(await deliverCallbacks(world.deps, { owner: 'worker-0000000a', leaseMs: 15_000, limit: 10 }))
  const ended = await world.ended(executionArn)
  expect(JSON.parse(String(ended.output))).toMatchObject({ outcome: predicted.decision?.outcome, approvalId: id })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { effects } from '../ledger.mjs'
import { answerOf } from '../testing/answers.ts'
import { openStage, type Stage, statesOf } from '../testing/run-workflow.ts'
import { sampleInput } from './sample-input.mjs'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

describe.each([
  ['JSONPath', 'model-retraining', 100],
  ['JSONata', 'model-retraining-jsonata', 200],
])('in %s', (_language, workflow, base) => {
  test('asks with the same case and releases as the person chose', async () => {
    const execution = await stage.start(workflow, sampleInput(base + 1))
    const { token, approval } = await stage.desk.next()
    expect(approval).toMatchObject({
      title: `Release demand-forecast run-${base + 1}`,
      team: 'machine-learning',
      timeoutSeconds: 172_800,
      heartbeatSeconds: 900,
      case: {
        contextLine: 'wMAPE 18.2 % → 16.1 % on four held-out weeks',
        changes: expect.arrayContaining([{ field: 'wMAPE, 28 days', from: 0.182, to: 0.161 }]),
        evidence: [{ label: `Evaluation of run-${base + 1}`, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      },
    })
    expect(approval.case.fields).toContainEqual({ label: 'Training rows', value: 18_412_906, format: 'number' })
    expect(approval.outcomes?.map(({ id }) => id)).toEqual(['promote', 'shadow', 'reject'])

    await stage.succeed(token, answerOf('shadow'))
    const { status, output } = await stage.ended(execution)
    expect(status).toBe('SUCCEEDED')
    expect(output).toMatchObject({ release: { endpoint: 'demand-forecast-eu-north-1', rollout: 'shadow' } })
  })

  test('keeps the current model when the person rejects', async () => {
    const execution = await stage.start(workflow, sampleInput(base + 2))
    await stage.fail((await stage.desk.next()).token, 'ModelRejected', answerOf('reject', { reason: 'Unfair' }))
    const { status, events } = await stage.ended(execution)
    expect(status).toBe('SUCCEEDED')
    expect(statesOf(events).slice(-2)).toEqual(['ArchiveCandidate', 'KeepCurrentModel'])
    expect(effects(`model/demand-forecast/run-${base + 2}/archive`)[0]?.result.because).toBe('ModelRejected')
  })

  test('keeps the current model when nobody answers in time', async () => {
    const review = { timeoutSeconds: 2, heartbeatSeconds: 1 }
    const execution = await stage.start(workflow, sampleInput(base + 3, review))
    await stage.desk.next()
    const { status, events } = await stage.ended(execution)
    expect(status).toBe('SUCCEEDED')
    expect(statesOf(events).slice(-2)).toEqual(['ArchiveCandidate', 'KeepCurrentModel'])
  })

  test('asks nobody when the candidate is no better', async () => {
    const execution = await stage.start(workflow, { ...sampleInput(base + 4), simulate: ['no-improvement'] })
    const { status, events } = await stage.ended(execution)
    expect(status).toBe('SUCCEEDED')
    expect(statesOf(events).slice(-2)).toEqual(['IsBetter', 'KeepCurrentModel'])
  })

  test('trains again after a spot interruption', async () => {
    const execution = await stage.start(workflow, { ...sampleInput(base + 5), simulate: ['spot-interruption'] })
    await stage.succeed((await stage.desk.next()).token, answerOf('promote'))
    const { status, events } = await stage.ended(execution)
    expect(status).toBe('SUCCEEDED')
    expect(events.filter(({ type }) => type === 'TaskFailed')).toHaveLength(1)
  })
})

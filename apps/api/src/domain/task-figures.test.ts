import { describe, expect, it } from 'vitest'
import { NOW, sampleApproval } from './approval.sample.ts'
import type { PendingApproval } from './approval.ts'
import { addSeconds } from './deadline.ts'
import type { HistoryEvent } from './history-event.ts'
import { correctFigures, figuresOf } from './task-figures.ts'
import { TaskToken } from './task-token.ts'

const token = new TaskToken('AAAAKgAAAAIAAAA+/=')
const event = (id: number, type: string, more: Partial<HistoryEvent> = {}): HistoryEvent => ({
  id,
  previousEventId: id - 1,
  type,
  at: addSeconds(NOW, id),
  ...more,
})
const parameters = JSON.stringify({ Payload: { token: token.reveal() } })

describe('the figures of a task', () => {
  it('are those of the event that carries its token, and count from its start', () => {
    const history = [
      event(5, 'TaskScheduled', { parameters: '{}', timeoutSeconds: 5 }),
      event(4, 'TaskStarted', { previousEventId: 3 }),
      event(3, 'TaskScheduled', { parameters, timeoutSeconds: 600, heartbeatSeconds: 60 }),
    ]
    expect(figuresOf(history, token)).toEqual({
      timeoutSeconds: 600,
      heartbeatSeconds: 60,
      startedAt: addSeconds(NOW, 4),
    })
  })

  it('are those of the first task that carried it, in whatever order the history is read', () => {
    const first = event(3, 'TaskScheduled', { parameters, timeoutSeconds: 600 })
    const later = event(9, 'TaskScheduled', { parameters, timeoutSeconds: 5 })
    for (const history of [
      [first, later],
      [later, first],
    ])
      expect(figuresOf(history, token)?.timeoutSeconds).toBe(600)
  })

  it('count from when it was scheduled, until it has started', () => {
    const scheduled = event(3, 'TaskScheduled', { parameters, timeoutSeconds: 600 })
    const others = [event(4, 'PassStateEntered'), event(6, 'TaskStarted', { previousEventId: 5 })]
    expect(figuresOf([scheduled, ...others], token)?.startedAt).toEqual(addSeconds(NOW, 3))
  })

  it('are none where the definition says none, or the number that means none', () => {
    const history = [event(3, 'TaskScheduled', { parameters, timeoutSeconds: 99_999_999 })]
    expect(figuresOf(history, token)).toMatchObject({ timeoutSeconds: null, heartbeatSeconds: null })
    const nearly = { parameters, timeoutSeconds: 99_999_998 }
    expect(figuresOf([event(3, 'TaskScheduled', nearly)], token)?.timeoutSeconds).toBe(99_999_998)
    expect(figuresOf([event(3, 'TaskScheduled', { parameters: '{}' })], token)).toBeUndefined()
  })
})

const withFigures = (figures: Partial<PendingApproval>): PendingApproval => ({ ...sampleApproval(), ...figures })

describe('a registration', () => {
  const approval = withFigures({ timeoutSeconds: 3_600, heartbeat: { mode: 'service', seconds: 900 } })
  const truth = { timeoutSeconds: 600, heartbeatSeconds: 60, startedAt: NOW }

  it('is left alone when it told the figures right', () => {
    const told = { ...truth, timeoutSeconds: 3_600, heartbeatSeconds: 900 }
    expect(correctFigures(approval, told, null)).toBeNull()
    const endless = withFigures({ timeoutSeconds: 99_999_999, heartbeat: null })
    expect(correctFigures(endless, { ...truth, timeoutSeconds: null, heartbeatSeconds: null }, null)).toBeNull()
    expect(correctFigures(approval, { ...told, timeoutSeconds: 600 }, null)).not.toBeNull()
    expect(correctFigures(approval, { ...told, heartbeatSeconds: null }, null)).toMatchObject({ heartbeat: null })
  })

  it('gives way to the history', () => {
    expect(correctFigures(approval, truth, null)).toEqual({
      timeoutSeconds: 600,
      heartbeat: { mode: 'service', seconds: 60 },
      deadline: { at: addSeconds(NOW, 600), because: 'task timeout', source: 'history' },
    })
  })

  it('that was silent about a heartbeat leaves it to us', () => {
    const silent = withFigures({ timeoutSeconds: null, heartbeat: null })
    const corrected = correctFigures(silent, { ...truth, timeoutSeconds: null }, null)
    expect(corrected).toEqual({ timeoutSeconds: null, heartbeat: { mode: 'service', seconds: 60 }, deadline: null })
  })

  it('that claimed external heartbeats has the deadline of the true ones', () => {
    const external = withFigures({ heartbeat: { mode: 'external', seconds: 900 } })
    const corrected = correctFigures(external, { ...truth, timeoutSeconds: null }, addSeconds(NOW, 30))
    expect(corrected?.deadline).toEqual({ at: addSeconds(NOW, 90), because: 'external heartbeat', source: 'history' })
  })
})

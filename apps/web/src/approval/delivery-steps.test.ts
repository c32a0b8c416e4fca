import type { CallbackStatus } from '@countersign/shared/statuses'
import { CALLBACK_STATUSES } from '@countersign/shared/statuses'
import type { CallbackView, DecisionView } from '@countersign/shared/views'
import { expect, test } from 'vitest'
import { deliverySteps } from './delivery-steps.ts'

const AT = '2026-11-21T10:00:00.000Z'
const decision = { decidedAt: AT } as DecisionView
const callback = (status: CallbackStatus, part: Partial<CallbackView> = {}): CallbackView => ({
  status,
  attempts: 1,
  dueAt: AT,
  sentAt: null,
  finishedAt: null,
  historyEvent: null,
  detail: null,
  ...part,
})
const said = (status: CallbackStatus, part?: Partial<CallbackView>) =>
  deliverySteps(decision, callback(status, part)).map((step) => `${step.label}:${step.state}`)

test('claims "Workflow continued" for a confirmed delivery alone', () => {
  for (const status of CALLBACK_STATUSES)
    expect(said(status).includes('Workflow continued:done'), status).toBe(status === 'confirmed')
})

test('a held or queued decision is recorded and nothing more', () => {
  for (const status of ['held', 'queued'] as const)
    expect(said(status)).toEqual(['Recorded:done', 'Sent:todo', 'Workflow continued:todo'])
})

test('an unclear reply is sent, and still being checked', () => {
  expect(said('unconfirmed')).toEqual(['Recorded:done', 'Sent:done', 'Workflow continued:active'])
})

test('too late says so, and claims "Sent" only when something was sent', () => {
  expect(said('too_late')).toEqual(['Recorded:done', 'Too late:failed'])
  expect(said('too_late', { sentAt: AT })).toEqual(['Recorded:done', 'Sent:done', 'Too late:failed'])
})

test('failed and answered elsewhere end the line as failures', () => {
  expect(said('parked').at(-1)).toBe('Delivery failed:failed')
  expect(said('closed_elsewhere').at(-1)).toBe('Answered elsewhere:failed')
})
